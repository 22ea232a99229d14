import Beliefs
import Karel

/// A probe, and how well it does on states that it was not trained on.
public struct ProbeSummary: Hashable, Sendable {
  /// For example `linear`.
  public let kind: String
  public let frame: ReferenceFrame
  /// What the ops did in the states that it was trained on.
  public let semantics: Semantics
  /// For each feature, its test at each of `ProbedGeneration.offsets` where it has been tested.
  public let tests: [Feature: [Int: Test]]
  /// For each feature, its calibration at each of `ProbedGeneration.offsets` where that is known.
  public let calibrations: [Feature: [Int: ProbeCalibration]]

  /// Accuracies on states of test programs, from 0 to 1.
  public struct Test: Hashable, Sendable {
    /// The probe's.
    public let accuracy: Double
    /// Of the majority class of the probe's training states.
    public let majority: Double

    public init(accuracy: Double, majority: Double) {
      self.accuracy = accuracy
      self.majority = majority
    }
  }

  public init(
    kind: String, frame: ReferenceFrame, semantics: Semantics = .original, tests: [Feature: [Int: Test]] = [:],
    calibrations: [Feature: [Int: ProbeCalibration]] = [:]
  ) {
    self.kind = kind
    self.frame = frame
    self.semantics = semantics
    self.tests = tests
    self.calibrations = calibrations
  }

  /// Kind and frame, for example `linear·grid`.
  public var title: String { name.title }

  public var name: ProbeName { ProbeName(kind: kind, frame: frame) }
}
