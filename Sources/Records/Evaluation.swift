/// The quality of a model's programs for specifications of a split. It has the fields of its ``answers`` as its own.
@dynamicMemberLookup
public struct Evaluation: Hashable, Sendable {
  /// The metrics that do not depend on the references.
  public var answers: AnswerFigures
  /// exp(nats per token) of the reference texts, and of only their programs with the end token.
  public var perplexity: Double
  public var programPerplexity: Double
  /// The same over the tokens of an output's direction, its position, and its markers with their terminator; nil if the
  /// encoding has no such tokens.
  public var directionPerplexity: Double?
  public var positionPerplexity: Double?
  public var markersPerplexity: Double?
  /// Mean ops of a reference.
  public var meanReferenceLength: Double
  /// Different programs among the references: a reference value for ``AnswerFigures/uniquePrograms``.
  public var uniqueReferences: Proportion
  /// Generative accuracy by the length of the reference.
  public var byLength: [LengthAccuracy]
  /// By what makes a specification hard; nil in logs of older versions.
  public var strata: Strata?

  public init(
    answers: AnswerFigures, perplexity: Double, programPerplexity: Double, directionPerplexity: Double? = nil,
    positionPerplexity: Double? = nil, markersPerplexity: Double? = nil, meanReferenceLength: Double,
    uniqueReferences: Proportion, byLength: [LengthAccuracy] = [], strata: Strata? = nil
  ) {
    self.answers = answers
    self.perplexity = perplexity
    self.programPerplexity = programPerplexity
    self.directionPerplexity = directionPerplexity
    self.positionPerplexity = positionPerplexity
    self.markersPerplexity = markersPerplexity
    self.meanReferenceLength = meanReferenceLength
    self.uniqueReferences = uniqueReferences
    self.byLength = byLength
    self.strata = strata
  }

  public subscript<Figure>(dynamicMember field: WritableKeyPath<AnswerFigures, Figure>) -> Figure {
    get { answers[keyPath: field] }
    set { answers[keyPath: field] = newValue }
  }

  /// Generative accuracy over the references of one length.
  public struct LengthAccuracy: Hashable, Sendable {
    public var length: Int
    public var generativeAccuracy: Proportion

    public init(length: Int, generativeAccuracy: Proportion) {
      self.length = length
      self.generativeAccuracy = generativeAccuracy
    }
  }
}

extension Evaluation: Codable {
  private enum CodingKeys: CodingKey {
    case perplexity, programPerplexity, directionPerplexity, positionPerplexity, markersPerplexity
    case meanReferenceLength, uniqueReferences, byLength, strata
  }

  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    let answers = try AnswerFigures(from: decoder)
    self.init(
      answers: answers, perplexity: try fields.decode(Double.self, forKey: .perplexity),
      programPerplexity: try fields.decode(Double.self, forKey: .programPerplexity),
      directionPerplexity: try fields.decodeIfPresent(Double.self, forKey: .directionPerplexity),
      positionPerplexity: try fields.decodeIfPresent(Double.self, forKey: .positionPerplexity),
      markersPerplexity: try fields.decodeIfPresent(Double.self, forKey: .markersPerplexity),
      meanReferenceLength: try fields.decode(Double.self, forKey: .meanReferenceLength),
      uniqueReferences: try fields.decodeShare(of: answers.specifications, forKey: .uniqueReferences),
      byLength: try fields.decode([LengthAccuracy].self, forKey: .byLength),
      strata: try fields.decodeIfPresent(Strata.self, forKey: .strata))
  }

  /// Writes the answers' fields beside its own.
  public func encode(to encoder: any Encoder) throws {
    try answers.encode(to: encoder)
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(perplexity, forKey: .perplexity)
    try fields.encode(programPerplexity, forKey: .programPerplexity)
    try fields.encodeIfPresent(directionPerplexity, forKey: .directionPerplexity)
    try fields.encodeIfPresent(positionPerplexity, forKey: .positionPerplexity)
    try fields.encodeIfPresent(markersPerplexity, forKey: .markersPerplexity)
    try fields.encode(meanReferenceLength, forKey: .meanReferenceLength)
    try fields.encode(shareOf: uniqueReferences, forKey: .uniqueReferences)
    try fields.encode(byLength, forKey: .byLength)
    try fields.encodeIfPresent(strata, forKey: .strata)
  }
}

extension Evaluation.LengthAccuracy: Codable {
  private enum CodingKeys: CodingKey { case length, specifications, generativeAccuracy }

  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    let specifications = try fields.decode(Int.self, forKey: .specifications)
    self.init(
      length: try fields.decode(Int.self, forKey: .length),
      generativeAccuracy: try fields.decodeShare(of: specifications, forKey: .generativeAccuracy))
  }

  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(length, forKey: .length)
    try fields.encode(generativeAccuracy.total, forKey: .specifications)
    try fields.encode(shareOf: generativeAccuracy, forKey: .generativeAccuracy)
  }
}
