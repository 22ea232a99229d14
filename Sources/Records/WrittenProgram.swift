import Karel

/// A line of a samples file: the model's program for one specification.
public struct WrittenProgram: Hashable, Sendable {
  /// The specification's index in the evaluation's split.
  public var index: Int
  /// What the model wrote, and the reference.
  public var program: Program
  public var reference: Program
  /// Whether the program satisfies all five examples.
  public var isSatisfied: Bool

  public init(index: Int, program: Program, reference: Program, isSatisfied: Bool) {
    self.index = index
    self.program = program
    self.reference = reference
    self.isSatisfied = isSatisfied
  }
}

extension WrittenProgram: Codable {
  private enum CodingKeys: String, CodingKey {
    case index, program, reference
    case isSatisfied = "satisfied"
  }

  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      index: try fields.decode(Int.self, forKey: .index), program: try fields.decodeProgram(forKey: .program),
      reference: try fields.decodeProgram(forKey: .reference),
      isSatisfied: try fields.decode(Bool.self, forKey: .isSatisfied))
  }

  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(index, forKey: .index)
    try fields.encode(namesOf: program, forKey: .program)
    try fields.encode(namesOf: reference, forKey: .reference)
    try fields.encode(isSatisfied, forKey: .isSatisfied)
  }
}
