import Karel

/// A program, and the number of specifications for which it was written.
public struct ProgramCount: Hashable, Sendable {
  public var program: Program
  public var count: Int

  public init(program: Program, count: Int) {
    self.program = program
    self.count = count
  }
}

extension ProgramCount: Codable {
  private enum CodingKeys: CodingKey { case program, count }

  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    self.init(program: try fields.decodeProgram(forKey: .program), count: try fields.decode(Int.self, forKey: .count))
  }

  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(namesOf: program, forKey: .program)
    try fields.encode(count, forKey: .count)
  }
}
