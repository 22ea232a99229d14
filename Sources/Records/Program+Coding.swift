import Karel
import PlainText

extension KeyedDecodingContainer {
  /// Decodes a program that is stored as the names of its ops.
  ///
  /// - Throws: `DecodingError` for the first name that is not an op's.
  func decodeProgram(forKey key: Key) throws -> Program {
    var names = try nestedUnkeyedContainer(forKey: key)
    var ops: [Op] = []
    while !names.isAtEnd {
      let name = try names.decode(String.self)
      guard let op = Op(name: name) else {
        throw DecodingError.refused(
          "'\(name)'", expected: "one of \(Op.allCases.map(\.name).joined(separator: ", "))",
          at: names.codingPath + [ListIndex(ops.count)])
      }
      ops.append(op)
    }
    return Program(ops)
  }
}

extension KeyedEncodingContainer {
  /// Encodes a program as the names of its ops.
  mutating func encode(namesOf program: Program, forKey key: Key) throws {
    try encode(program.ops.map(\.name), forKey: key)
  }
}

/// The place of an element of a list in a coding path.
private struct ListIndex: CodingKey {
  let index: Int

  init(_ index: Int) { self.index = index }
  init?(intValue: Int) { index = intValue }
  init?(stringValue: String) { nil }

  var intValue: Int? { index }
  var stringValue: String { "\(index)" }
}
