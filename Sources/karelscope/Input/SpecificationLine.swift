import Corpus
import Files
import Foundation
import Karel

/// A specification as a line of JSON: as `karelscope corpus` writes it, with `inputs` and `outputs`, five worlds each,
/// and possibly `index` and `program`; or as a flat record, with `input0` to `input4`, `output0` to `output4`, and
/// possibly `code`.
/// A world is a list of 8 rows, or one string of 8 lines. Other fields are ignored.
struct SpecificationLine {
  let index: Int?
  let specification: Specification
  /// The reference program, from the field `program` or `code`; nil without either.
  let program: Result<Program?, SpecificationLineError>

  /// - Throws: ``SpecificationLineError`` at the first error; an error in the program is kept in ``program``, as not
  ///   every caller needs it.
  init(json: some Sequence<UInt8>) throws(SpecificationLineError) {
    let fields = try SpecificationLine.object(json)
    index = try SpecificationLine.index(fields["index"])
    let inputs = try SpecificationLine.worlds("input", in: fields)
    let outputs = try SpecificationLine.worlds("output", in: fields)
    do {
      specification = try Specification(inputs: inputs, outputs: outputs)
    } catch {
      throw SpecificationLineError(description: error.description)
    }
    program = Result { () throws(SpecificationLineError) in try SpecificationLine.program(in: fields) }
  }

  private static func object(_ json: some Sequence<UInt8>) throws(SpecificationLineError) -> [String: Any] {
    let value: Any
    do {
      value = try JSONSerialization.jsonObject(with: Data(json), options: .fragmentsAllowed)
    } catch {
      let problem = JSONProblem(error, in: Data(json))
      throw SpecificationLineError(
        description: (problem.place.map { "\($0): " } ?? "")
          + "found \(problem.found), expected an object, as `karelscope corpus` writes it")
    }
    guard let object = value as? [String: Any]
    else { throw SpecificationLineError(found: value, expected: "an object with inputs and outputs") }
    return object
  }

  private static func index(_ value: Any?) throws(SpecificationLineError) -> Int? {
    guard let value else { return nil }
    // Foundation represents true and false as numbers of C's char type.
    guard let number = value as? NSNumber, number.objCType.pointee != CChar(bitPattern: UInt8(ascii: "c")),
      let index = value as? Int
    else { throw SpecificationLineError("index", found: value, expected: "a whole number") }
    return index
  }

  /// The worlds of a list, for example `inputs`, or of numbered fields, for example `input0`.
  private static func worlds(
    _ name: String, in fields: [String: Any]
  ) throws(SpecificationLineError) -> [World] {
    let expected = "a list of \(Specification.exampleCount) worlds"
    var worlds: [World] = []
    if let value = fields[name + "s"] {
      guard let list = value as? [Any]
      else { throw SpecificationLineError(name + "s", found: value, expected: expected) }
      for (number, value) in list.enumerated() { worlds.append(try world(value, at: "\(name)s[\(number)]")) }
      return worlds
    }
    guard fields["\(name)0"] != nil else {
      throw SpecificationLineError(
        description: "\(name)s: found no such field, expected \(expected) (or \(name)0 to "
          + "\(name)\(Specification.exampleCount - 1))")
    }
    for number in 0..<Specification.exampleCount {
      guard let value = fields["\(name)\(number)"] else {
        throw SpecificationLineError(description: "\(name)\(number): found no such field, expected a world")
      }
      worlds.append(try world(value, at: "\(name)\(number)"))
    }
    let next = "\(name)\(Specification.exampleCount)"
    guard fields[next] == nil else {
      throw SpecificationLineError(
        description: "\(next): found more than \(Specification.exampleCount) worlds, expected \(name)0 to "
          + "\(name)\(Specification.exampleCount - 1)")
    }
    return worlds
  }

  /// A world as a list of rows, or as one string.
  private static func world(_ value: Any, at place: String) throws(SpecificationLineError) -> World {
    let text = value as? String
    let rows = text == nil ? try strings(value, at: place, item: "row", expected: "a list of \(World.size) rows") : []
    do throws(WorldTextError) {
      if let text { return try World(text: text) }
      return try World(rows: rows)
    } catch {
      throw SpecificationLineError(description: "\(place): \(error)")
    }
  }

  private static func strings(
    _ value: Any, at place: String, item: String, expected: String
  ) throws(SpecificationLineError) -> [String] {
    guard let list = value as? [Any] else { throw SpecificationLineError(place, found: value, expected: expected) }
    var strings: [String] = []
    for (number, value) in list.enumerated() {
      guard let text = value as? String
      else { throw SpecificationLineError("\(place)[\(number)]", found: value, expected: "a \(item) as a string") }
      strings.append(text)
    }
    return strings
  }

  private static func program(in fields: [String: Any]) throws(SpecificationLineError) -> Program? {
    guard let name = ["program", "code"].first(where: { fields[$0] != nil && !(fields[$0] is NSNull) }),
      let value = fields[name]
    else { return nil }
    let text =
      if let text = value as? String {
        text
      } else {
        try strings(value, at: name, item: "part of the program", expected: "a program as a string or a list of ops")
          .joined(separator: "\n")
      }
    let program: Program
    do {
      program = try Program(parsing: text)
    } catch {
      throw SpecificationLineError(description: "\(name): \(error); without this field the line has no program")
    }
    guard !program.ops.isEmpty else {
      throw SpecificationLineError(description: "\(name): found no op, expected one at least, or no such field")
    }
    return program
  }
}

/// Where and why a line is not a specification.
struct SpecificationLineError: Error, CustomStringConvertible {
  /// The field, what was found, what was expected.
  let description: String

  init(description: String) {
    self.description = description
  }

  /// - Parameters:
  ///   - place: The field; nil for the whole line.
  ///   - found: A value as `JSONSerialization` reads it.
  init(_ place: String? = nil, found value: Any, expected: String) {
    let found =
      switch value {
      case let text as String: "the string '\(text.prefix(20))\(text.count > 20 ? "…" : "")'"
      case let list as [Any]: "a list of \(list.count)"
      case is [String: Any]: "an object"
      case is NSNull: "null"
      default: "\(value)"
      }
    description = (place.map { "\($0): " } ?? "") + "found \(found), expected \(expected)"
  }
}
