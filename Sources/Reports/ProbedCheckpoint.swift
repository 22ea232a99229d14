import Beliefs
import Probing

/// A checkpoint of a run with its evaluation and probe results.
public struct ProbedCheckpoint: Sendable {
  public var step: Int
  /// The phase of training, if known.
  public var phase: String?
  public var generativeAccuracy: Estimate?
  public var results: [ProbeResult]

  public init(step: Int, phase: String? = nil, generativeAccuracy: Estimate?, results: [ProbeResult]) {
    self.step = step
    self.phase = phase
    self.generativeAccuracy = generativeAccuracy
    self.results = results
  }
}

/// Selects the probe results of a run for a report.
public struct Selection: Hashable, Sendable {
  public var frame: ReferenceFrame
  public var traces: ActivationKey

  /// The defaults are those of the paper.
  public init(frame: ReferenceFrame = .grid, traces: ActivationKey = ActivationKey()) {
    self.frame = frame
    self.traces = traces
  }

  /// Whether the accuracy of a probe of hidden states alone, or of a control, belongs to it.
  public func contains(_ result: ProbeResult) -> Bool {
    result.record == nil && result.states == nil && containsEvidence(result)
  }

  /// Whether a result belongs to it, those beyond a record and rankings included. Counts over the examples have neither frame
  /// nor example.
  public func containsEvidence(_ result: ProbeResult) -> Bool {
    guard let key = result.key else { return false }
    guard key.feature.isOfAllExamples else { return key.probe.frame == frame && key.probe.traces == traces }
    var ofExample = traces
    ofExample.example = key.probe.traces.example
    return key.probe.traces == ofExample
  }

  /// For example `frame grid, layer mean, example 1, all programs`.
  public var text: String {
    "frame \(frame.rawValue), layer \(traces.layer.name), example \(traces.example + 1), "
      + (traces.isCorrectOnly ? "correct programs" : "all programs") + (traces.keepsLast ? ", last op kept" : "")
      + (traces.keepsEnds ? ", start and final states kept" : "")
      + (traces.position == .op ? "" : ", at \(traces.position.name)")
  }
}

/// The results of Jin & Rinard (2024).
public enum Paper {
  /// Semantic content of the current state at their last checkpoint.
  public static func semanticContent(_ kind: ProbeKind) -> Double {
    switch kind {
    case .linear: 0.632
    case .mlp1: 0.791
    case .mlp2: 0.823
    }
  }

  /// Their measure beside the counts beyond the ops, and why they differ.
  public static let comparison =
    "The paper measures semantic content: how well probes predict direction, position and obstacle in one example. Programs "
    + "without walls move the robot alike in every world, so that the ops alone tell most of that, and re-interpreted ops as "
    + "well. In how many of the five worlds a wall is met, the ops hardly tell: bits beyond them come from the worlds."

  /// R² of semantic content on generative accuracy over their checkpoints.
  public static let rSquared = 0.878
}
