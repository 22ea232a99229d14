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
  /// The example whose states are the truth, from 0.
  public var example = 0
  /// Whether only programs count that satisfy their specification.
  public var isCorrectOnly = false
  /// Whether the position that produces the last op counts too.
  public var keepsLast = false
  public var controls: [ProbeControl] = [.majority]
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
    var features: [Feature]

    var heads: [ProbeHead] { features.flatMap(\.heads) }

    func resultKey(_ feature: Feature) -> ProbeResult.Key {
      ProbeResult.Key(key, feature: feature, offset: offset, control: control)
    }
  }

  /// How probes of a kind are trained.
  func training(_ kind: ProbeKind) -> ProbeTraining {
    var training = ProbeTraining(kind)
    if let passes { training.settings.passes = passes }
    return training
  }

  /// What names the states of a layer.
  func traces(_ layer: HiddenLayer) -> ActivationKey {
    ActivationKey(layer: layer, example: example, isCorrectOnly: isCorrectOnly, keepsLast: keepsLast)
  }

  /// What is to be done on a layer.
  func tasks(_ layer: HiddenLayer) -> [Task] {
    let controls: [ProbeControl?] = [nil] + ProbeControl.allCases.filter(controls.contains)
    return seeds.flatMap { seed in
      semantics.flatMap { semantics in
        kinds.flatMap { kind in
          (frames ?? (kind == .linear ? ReferenceFrame.allCases : [.grid])).flatMap { frame in
            controls.flatMap { control in
              offsets.map { offset in
                Task(
                  key: ProbeKey(
                    kind: kind, semantics: semantics, frame: frame, traces: traces(layer), seed: seed),
                  offset: offset, control: control, features: features)
              }
            }
          }
        }
      }
    }
  }
}
