import Beliefs
import Corpus
import Karel
import LanguageModel
import Probing

/// Which probes to train on a checkpoint. By default those of the paper; and, for views, linear ones in every frame.
public struct ProbingPlan: Hashable, Sendable {
  /// How many specifications the model writes programs for, of each split from sample 0 on; the paper's numbers by default.
  public struct Sizes: Hashable, Sendable {
    public var training = 50_000
    public var validation = 10_000
    public var test = 10_000
    /// States drawn from the training programs.
    public var states = 100_000

    public init() {}
  }

  public var sizes = Sizes()
  public var kinds = ProbeKind.allCases
  public var features = Feature.standard
  public var offsets = Array(ProbedGeneration.offsets)
  public var semantics: [Semantics] = [.original, .flip, .adversarial]
  /// The frames; if not said, all for linear probes and the grid's, which is the paper's, for the others.
  public var frames: [ReferenceFrame]?
  public var layers: [HiddenLayer] = [.mean]
  /// The examples whose states are the truth, from 0. Features of all examples are read once.
  public var examples = [0]
  /// Whether only programs count that satisfy their specification.
  public var isCorrectOnly = false
  /// Whether the position that produces the last op counts too.
  public var keepsLast = false
  public var controls: [ProbeControl] = [.majority]
  /// Beyond which records the usable information of the hidden states is measured.
  public var records: [ProbeRecord] = []
  public var seeds: [UInt64] = [1]
  /// Passes over the training states; if not said, as many as suffice for a kind in moderate time.
  public var passes: Int?
  /// Whether probes with hidden layers are kept as files too.
  public var keepsMLPs = false
  /// Whether results that are there already are left as they are.
  public var isResuming = false
  /// Whether they are replaced. Where neither is said, nothing is trained if there are some.
  public var isReplacing = false

  public init() {}

  /// One training, or one control that needs none.
  struct Task: Hashable {
    let key: ProbeKey
    let offset: Int
    let control: ProbeControl?
    var record: ProbeRecord?
    var features: [Feature]

    var heads: [ProbeHead] { features.flatMap(\.heads) }

    func resultKey(_ feature: Feature) -> ProbeResult.Key {
      ProbeResult.Key(key, feature: feature, offset: offset, control: control, record: record)
    }
  }

  /// How probes of a kind are trained.
  func training(_ kind: ProbeKind) -> ProbeTraining {
    var training = ProbeTraining(kind)
    if let passes { training.settings.passes = passes }
    return training
  }

  /// What names the states of a layer.
  func traces(_ layer: HiddenLayer, example: Int) -> ActivationKey {
    ActivationKey(layer: layer, example: example, isCorrectOnly: isCorrectOnly, keepsLast: keepsLast)
  }

  /// What is to be done on a layer.
  func tasks(_ layer: HiddenLayer) -> [Task] {
    let kindsOfInput: [(ProbeControl?, ProbeRecord?)] =
      [(nil, nil)] + ProbeControl.allCases.filter(controls.contains).map { ($0, nil) }
      + ProbeRecord.allCases.filter(records.contains).map { (nil, $0) }
    var tasks: [Task] = []
    for (seed, semantics) in seeds.flatMap({ seed in semantics.map { (seed, $0) } }) {
      for (place, example) in examples.enumerated() {
        for features in featureGroups(isFirstExample: place == 0) {
          for kind in kinds {
            for frame in frames ?? (kind == .linear ? ReferenceFrame.allCases : [.grid]) {
              let key = ProbeKey(
                kind: kind, semantics: semantics, frame: frame, traces: traces(layer, example: example), seed: seed)
              for (control, record) in kindsOfInput {
                tasks += offsets.map {
                  Task(key: key, offset: $0, control: control, record: record, features: features)
                }
              }
            }
          }
        }
      }
    }
    return tasks
  }

  /// The features in groups that have classes at the same states.
  private func featureGroups(isFirstExample: Bool) -> [[Feature]] {
    let features = features.filter { isFirstExample || !$0.isOfAllExamples }
    return [features.filter { !$0.isOfMoves }, features.filter(\.isOfMoves)].filter { !$0.isEmpty }
  }
}
