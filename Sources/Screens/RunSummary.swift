import Beliefs

/// What surrounds a reading: the run and the checkpoint that wrote the program, and the probes that read its states.
public struct RunSummary: Hashable, Sendable {
  /// The run's name, for example its folder's.
  public let name: String
  /// The preset it was trained by.
  public let preset: String
  /// The optimizer steps done at this checkpoint.
  public let step: Int
  /// The training samples seen at this checkpoint.
  public let samplesSeen: Int
  /// How often the checkpoint's programs do what was asked, if it has been measured.
  public let generativeAccuracy: GenerativeAccuracy?
  /// In the order of the beliefs in a reading; at least one.
  public let probes: [ProbeSummary]

  public init(
    name: String, preset: String, step: Int, samplesSeen: Int, generativeAccuracy: GenerativeAccuracy? = nil,
    probes: [ProbeSummary]
  ) {
    precondition(!probes.isEmpty)
    self.name = name
    self.preset = preset
    self.step = step
    self.samplesSeen = samplesSeen
    self.generativeAccuracy = generativeAccuracy
    self.probes = probes
  }
}

/// The share of test specifications whose program turns all five inputs into their outputs.
public struct GenerativeAccuracy: Hashable, Sendable {
  /// From 0 to 1.
  public let share: Double
  /// The specifications it was measured on.
  public let specificationCount: Int
  /// The lengths of the programs that made those specifications.
  public let lengths: ClosedRange<Int>

  public init(share: Double, specificationCount: Int, lengths: ClosedRange<Int>) {
    self.share = share
    self.specificationCount = specificationCount
    self.lengths = lengths
  }
}

/// A probe, and how well it does on states that it was not trained on.
public struct ProbeSummary: Hashable, Sendable {
  /// For example `linear`.
  public let kind: String
  public let frame: ReferenceFrame
  /// For each feature, the test accuracy at each of `Reading.offsets`, from 0 to 1, if it has been measured.
  public let testAccuracy: [Feature: [Double?]]
  /// For each feature, the share of the commonest class among the test labels at offset 0.
  public let chance: [Feature: Double]

  public init(
    kind: String, frame: ReferenceFrame, testAccuracy: [Feature: [Double?]] = [:], chance: [Feature: Double] = [:]
  ) {
    self.kind = kind
    self.frame = frame
    self.testAccuracy = testAccuracy
    self.chance = chance
  }

  /// Kind and frame, for example `linear·grid`.
  public var title: String { "\(kind)·\(frame.rawValue)" }

  /// The test accuracy on a feature of the state `offset` steps from the one after the op, if it has been measured.
  public func testAccuracy(_ feature: Feature, offset: Int) -> Double? {
    let place = offset - Reading.offsets.lowerBound
    guard let accuracies = testAccuracy[feature], accuracies.indices.contains(place) else { return nil }
    return accuracies[place]
  }
}
