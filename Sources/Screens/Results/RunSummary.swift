import Beliefs
import Corpus
import Karel
import PlainText

/// The context of a probed generation: the run and the checkpoint that wrote the program, and the probes that read its states.
public struct RunSummary: Hashable, Sendable {
  /// The run's name, for example its folder's.
  public let name: String
  /// The preset it was trained by.
  public let preset: String
  /// The optimizer steps done at this checkpoint.
  public let step: Int
  /// The training samples seen at this checkpoint.
  public let samplesSeen: Int
  /// The checkpoint's generative accuracy, if measured.
  public let generativeAccuracy: GenerativeAccuracy?
  /// In the order of the beliefs in a reading; none if none was trained.
  public let probes: [ProbeSummary]
  /// The steps of all checkpoints of the run, rising.
  public var checkpoints: [Int]
  /// What is wrong with the checkpoint's results, of which the rest is shown; nil if nothing is.
  public var damage: FileDamage?

  public init(
    name: String, preset: String, step: Int, samplesSeen: Int, generativeAccuracy: GenerativeAccuracy? = nil,
    probes: [ProbeSummary], checkpoints: [Int] = []
  ) {
    self.name = name
    self.preset = preset
    self.step = step
    self.samplesSeen = samplesSeen
    self.generativeAccuracy = generativeAccuracy
    self.probes = probes
    self.checkpoints = checkpoints
  }
}

extension RunSummary {
  /// That this checkpoint stands in for another, which the run does not keep; nil if it is the requested one.
  func remark(insteadOf step: Int?) -> String? {
    guard let step, step != self.step else { return nil }
    return "no weights of step \(Numbers.grouped(step)); the nearest: \(Numbers.grouped(self.step))"
  }
}

/// The share of specifications whose program turns all five inputs into their outputs.
public struct GenerativeAccuracy: Hashable, Sendable {
  /// From 0 to 1.
  public let share: Double
  /// The part of the corpus that the specifications are from.
  public let split: Split
  /// The specifications it was measured on.
  public let specificationCount: Int
  /// The lengths of the programs that made those specifications.
  public let lengths: ClosedRange<Int>

  public init(share: Double, split: Split, specificationCount: Int, lengths: ClosedRange<Int>) {
    self.share = share
    self.split = split
    self.specificationCount = specificationCount
    self.lengths = lengths
  }
}

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

/// Which of a checkpoint's probes is meant, whatever the ops did in the states that it was trained on.
public struct ProbeName: Hashable, Sendable {
  public let kind: String
  public let frame: ReferenceFrame

  public init(kind: String, frame: ReferenceFrame) {
    self.kind = kind
    self.frame = frame
  }

  /// For example `linear·grid`.
  public var title: String { "\(kind)·\(frame.rawValue)" }

  /// Reads a title; nil if it is none.
  public init?(title: String) {
    let parts = title.split(separator: "·").map(String.init)
    guard parts.count == 2, let frame = ReferenceFrame(rawValue: parts[1]) else { return nil }
    self.init(kind: parts[0], frame: frame)
  }
}

extension RunSummary {
  /// The kinds and frames of the probes trained under a semantics, in their order, each once.
  func probeNames(_ semantics: Semantics = .original) -> [ProbeName] {
    var names: [ProbeName] = []
    for probe in probes where probe.semantics == semantics && !names.contains(probe.name) { names.append(probe.name) }
    return names
  }

  /// The number of the probe of this kind and frame trained under a semantics; nil if there is none.
  func probe(_ name: ProbeName?, _ semantics: Semantics = .original) -> Int? {
    probes.firstIndex { $0.name == name && $0.semantics == semantics }
  }
}
