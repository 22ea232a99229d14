import Beliefs
import Probing

/// What is known of one checkpoint of a run.
public struct ProbedCheckpoint: Sendable {
  public var step: Int
  /// The phase of the training, if that is known.
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

/// Which of a run's probe results a report is about.
public struct Selection: Hashable, Sendable {
  public var frame: ReferenceFrame
  public var traces: ActivationKey

  /// Those of the paper, unless said otherwise.
  public init(frame: ReferenceFrame = .grid, traces: ActivationKey = ActivationKey()) {
    self.frame = frame
    self.traces = traces
  }

  /// Whether a result of hidden states alone, or of a control, belongs to it.
  public func contains(_ result: ProbeResult) -> Bool { result.record == nil && containsWithRecords(result) }

  /// Whether a result belongs to it, those with a record included.
  public func containsWithRecords(_ result: ProbeResult) -> Bool {
    result.key.map { $0.probe.frame == frame && $0.probe.traces == traces } ?? false
  }

  /// For example `frame grid, layer mean, example 1, all programs`.
  public var text: String {
    "frame \(frame.rawValue), layer \(traces.layer.name), example \(traces.example + 1), "
      + (traces.isCorrectOnly ? "correct programs" : "all programs") + (traces.keepsLast ? ", last op kept" : "")
  }
}

/// What Jin & Rinard (2024) report of their last checkpoint and of the course of their training.
public enum Paper {
  /// Semantic content of the current state.
  public static func semanticContent(_ kind: ProbeKind) -> Double {
    switch kind {
    case .linear: 0.632
    case .mlp1: 0.791
    case .mlp2: 0.823
    }
  }

  /// Of generative accuracy and semantic content over the checkpoints.
  public static let rSquared = 0.878
}
