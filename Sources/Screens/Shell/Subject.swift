import Corpus
import PlainText

/// A run, by its place.
public struct RunReference: Hashable, Sendable {
  /// The path of its folder.
  public let path: String
  /// Its name, for example its folder's.
  public let name: String

  public init(path: String, name: String) {
    self.path = path
    self.name = name
  }

  /// The command that trains its probes, to be copied into a shell.
  func probeCommand(checkpoint: String, inASCII: Bool) -> String {
    "karelscope probe --run \(path.shellWord(inASCII: inASCII)) --checkpoint \(checkpoint)"
  }
}

/// What tabs show: a checkpoint of a run, the specification that it writes a program for, and the user's
/// intervention on them. It applies to this run and specification only.
public struct Subject: Hashable, Sendable {
  public var run: RunReference { didSet { if run != oldValue { intervention = Intervention() } } }
  /// The checkpoint's step; nil means the latest there is.
  public var step: Int? { didSet { if step != oldValue { insteadOf = nil } } }
  /// The requested step, where the run has no such checkpoint and this one replaces it.
  public private(set) var insteadOf: Int?
  public var sample: SampleReference { didSet { if sample != oldValue { intervention = Intervention() } } }
  public var intervention: Intervention

  public init(run: RunReference, step: Int?, sample: SampleReference, intervention: Intervention = Intervention()) {
    self.run = run
    self.step = step
    self.sample = sample
    self.intervention = intervention
  }

  /// Notes which checkpoint was read: the requested one, or one that stands in for it.
  mutating func note(read step: Int) {
    let asked = insteadOf ?? self.step
    self.step = step
    if asked != step { insteadOf = asked }
  }

  /// The same at the next checkpoint of those with these steps, or at the one before; nil where there is none.
  func atCheckpoint(isForward: Bool, of steps: [Int]) -> Subject? {
    let present = step ?? .max
    guard let step = isForward ? steps.first(where: { $0 > present }) : steps.last(where: { $0 < present }) else {
      return nil
    }
    var subject = self
    subject.step = step
    return subject
  }

  /// Whether both are the same, whatever step was asked for.
  public static func == (one: Subject, other: Subject) -> Bool {
    one.run == other.run && one.step == other.step && one.sample == other.sample
      && one.intervention == other.intervention
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(run)
    hasher.combine(step)
    hasher.combine(sample)
    hasher.combine(intervention)
  }

  /// The specification, and the interventions, in a few words each.
  var texts: [String] { [sample.title] + intervention.texts }
}
