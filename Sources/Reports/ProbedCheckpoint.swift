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

  /// R² of semantic content on generative accuracy over their checkpoints.
  public static let rSquared = 0.878
}
