/// The metrics of generated programs that need no reference programs.
public struct AnswerFigures: Hashable, Sendable {
  /// The number of specifications, the total of the proportions.
  public var specifications: Int
  /// Specifications whose program satisfies them.
  public var generativeAccuracy: Proportion
  /// Different programs.
  public var uniquePrograms: Proportion
  /// The most specifications that a single program satisfies: a baseline for ``generativeAccuracy``.
  public var repetitiveAccuracy: Proportion
  /// Mean ops of a written program.
  public var meanLength: Double
  /// Specifications for which the final direction, position and markers are correct in all five examples.
  public var directionRight: Proportion
  public var positionRight: Proportion
  public var markersRight: Proportion
  /// The number of specifications with 0, 1, … 5 satisfied examples.
  public var satisfiedExamples: [Int]
  /// The most frequent programs, at most ``AnswerFigures/listedPrograms``; ties are ordered by text.
  public var mostFrequentPrograms: [ProgramCount]

  /// The most programs listed in ``mostFrequentPrograms``.
  public static let listedPrograms = 5

  public init(
    specifications: Int, generativeAccuracy: Proportion, uniquePrograms: Proportion, repetitiveAccuracy: Proportion,
    meanLength: Double, directionRight: Proportion, positionRight: Proportion, markersRight: Proportion,
    satisfiedExamples: [Int], mostFrequentPrograms: [ProgramCount]
  ) {
    self.specifications = specifications
    self.generativeAccuracy = generativeAccuracy
    self.uniquePrograms = uniquePrograms
    self.repetitiveAccuracy = repetitiveAccuracy
    self.meanLength = meanLength
    self.directionRight = directionRight
    self.positionRight = positionRight
    self.markersRight = markersRight
    self.satisfiedExamples = satisfiedExamples
    self.mostFrequentPrograms = mostFrequentPrograms
  }
}

/// Stored with shares in place of counts.
extension AnswerFigures: Codable {
  private enum CodingKeys: CodingKey {
    case specifications, generativeAccuracy, uniquePrograms, repetitiveAccuracy, meanLength, directionRight
    case positionRight, markersRight, satisfiedExamples, mostFrequentPrograms
  }

  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    let specifications = try fields.decode(Int.self, forKey: .specifications)
    func proportion(_ key: CodingKeys) throws -> Proportion { try fields.decodeShare(of: specifications, forKey: key) }
    self.init(
      specifications: specifications, generativeAccuracy: try proportion(.generativeAccuracy),
      uniquePrograms: try proportion(.uniquePrograms), repetitiveAccuracy: try proportion(.repetitiveAccuracy),
      meanLength: try fields.decode(Double.self, forKey: .meanLength), directionRight: try proportion(.directionRight),
      positionRight: try proportion(.positionRight), markersRight: try proportion(.markersRight),
      satisfiedExamples: try fields.decode([Int].self, forKey: .satisfiedExamples),
      mostFrequentPrograms: try fields.decode([ProgramCount].self, forKey: .mostFrequentPrograms))
  }

  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(specifications, forKey: .specifications)
    try fields.encode(shareOf: generativeAccuracy, forKey: .generativeAccuracy)
    try fields.encode(shareOf: uniquePrograms, forKey: .uniquePrograms)
    try fields.encode(shareOf: repetitiveAccuracy, forKey: .repetitiveAccuracy)
    try fields.encode(meanLength, forKey: .meanLength)
    try fields.encode(shareOf: directionRight, forKey: .directionRight)
    try fields.encode(shareOf: positionRight, forKey: .positionRight)
    try fields.encode(shareOf: markersRight, forKey: .markersRight)
    try fields.encode(satisfiedExamples, forKey: .satisfiedExamples)
    try fields.encode(mostFrequentPrograms, forKey: .mostFrequentPrograms)
  }
}
