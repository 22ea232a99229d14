import Beliefs
import Corpus
import Karel
import LanguageModel
import Probing

/// Selects the probes to train on a checkpoint: by default those of the paper and, for the tabs, linear ones in every
/// frame.
public struct ProbingPlan: Hashable, Sendable {
  /// How many specifications of each split, from sample 0 on, the model writes programs for; by default the paper's
  /// numbers.
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
  /// The frames; if nil, all frames for linear probes and `grid`, the paper's, for the others.
  public var frames: [ReferenceFrame]?
  public var layers: [HiddenLayer] = [.mean]
  /// The token whose hidden states are probed.
  public var position = ProbePosition.op
  /// The examples whose states are the labels, from 0. Features of all five examples are probed once.
  public var examples = [0]
  /// Whether to keep only programs that satisfy their specification.
  public var isCorrectOnly = false
  /// Whether to include the position that produces the last op.
  public var keepsLast = false
  /// Whether to include the start state at offsets before the current state and the final one at later offsets.
  public var keepsEnds = false
  public var controls: [ProbeControl] = [.majority]
  /// Beyond which records the usable information of the hidden states is measured; with each of the controls, too.
  public var records: [ProbeRecord] = []
  /// Whether the headline is measured as well: the counts over the examples, in bits beyond the ops.
  public var includesCounts = false
  public var seeds: [UInt64] = [1]
  /// Epochs over the training states; if nil, the default of each kind.
  public var passes: Int?
  /// Whether probes with hidden layers are saved too.
  public var keepsMLPs = false
  /// Whether existing results are kept.
  public var isResuming = false
  /// Whether existing results are replaced. If neither is set, existing results are an error.
  public var isReplacing = false

  public init() {}

  /// A training run of one probe, or a control that needs none.
  struct Task: Hashable {
    let key: ProbeKey
    let offset: Int
    let control: ProbeControl?
    var record: ProbeRecord?
    var features: [Feature]

    var heads: [ProbeHead] { features.flatMap(\.heads) }

    /// The examples that its features are about.
    var examples: Range<Int> {
      features.allSatisfy(\.isOfAllExamples)
        ? 0..<Specification.exampleCount : key.traces.example..<key.traces.example + 1
    }

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

  /// The key of a layer's states.
  func traces(_ layer: HiddenLayer, example: Int) -> ActivationKey {
    ActivationKey(
      layer: layer, example: example, isCorrectOnly: isCorrectOnly, keepsLast: keepsLast, keepsEnds: keepsEnds,
      position: position)
  }

  /// The tasks of a layer.
  func tasks(_ layer: HiddenLayer) -> [Task] {
    let kindsOfInput: [(ProbeControl?, ProbeRecord?)] =
      [(nil, nil)] + ProbeControl.allCases.filter(controls.contains).map { ($0, nil) }
      + ProbeRecord.allCases.filter(records.contains).flatMap { record in
        ([nil] + ProbeControl.allCases.filter { controls.contains($0) && $0.goesWithRecords }).map { ($0, record) }
      }
    var tasks = includesCounts ? countTasks(layer) : []
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

  /// The tasks of the headline: counts at the current state, beyond the ops, with each control that the plan has.
  private func countTasks(_ layer: HiddenLayer) -> [Task] {
    var plan = self
    plan.includesCounts = false
    plan.kinds = kinds.filter { $0 == .mlp1 }
    plan.features = Feature.counts
    (plan.offsets, plan.frames, plan.records) = ([0], [.grid], [.ops])
    let controls = controls.filter(\.goesWithRecords)
    plan.controls = controls
    return plan.tasks(layer).filter { $0.record != nil }
  }

  /// The features in groups that have classes at the same states, and are about the same examples.
  private func featureGroups(isFirstExample: Bool) -> [[Feature]] {
    let features = features.filter { isFirstExample || !$0.isOfAllExamples }
    let groups = Dictionary(grouping: features) { [$0.isOfMoves, $0.isOfAllExamples] }
    return [[false, false], [true, false], [false, true], [true, true]].compactMap { groups[$0] }
  }
}
