import Corpus
import Foundation
import Karel

/// A specification as a line of JSON, as `karelscope corpus` writes it: `inputs` and `outputs`, five worlds of 8 rows each,
/// and possibly `index`. Other fields are passed over.
struct SpecificationLine {
  let index: Int?
  let specification: Specification

  /// - Throws: ``SpecificationLineError`` at the first thing that does not fit.
  init(json: some Sequence<UInt8>) throws(SpecificationLineError) {
    let fields = try SpecificationLine.object(json)
    index = try SpecificationLine.index(fields["index"])
    let inputs = try SpecificationLine.worlds("inputs", in: fields)
    let outputs = try SpecificationLine.worlds("outputs", in: fields)
    do {
      specification = try Specification(inputs: inputs, outputs: outputs)
    } catch {
      throw SpecificationLineError(description: error.description)
    }
  }

  private static func object(_ json: some Sequence<UInt8>) throws(SpecificationLineError) -> [String: Any] {
    let value: Any
    do {
      value = try JSONSerialization.jsonObject(with: Data(json), options: .fragmentsAllowed)
    } catch {
      let reason = (error as NSError).userInfo[NSDebugDescriptionErrorKey] as? String
      throw SpecificationLineError(
        description: "found no JSON (\(reason ?? error.localizedDescription)), expected an object")
    }
    guard let object = value as? [String: Any]
    else { throw SpecificationLineError(found: value, expected: "an object with inputs and outputs") }
    return object
  }

  private static func index(_ value: Any?) throws(SpecificationLineError) -> Int? {
    guard let value else { return nil }
    // true and false are numbers to Foundation, of the type of C's char.
    guard let number = value as? NSNumber, number.objCType.pointee != CChar(bitPattern: UInt8(ascii: "c")),
      let index = value as? Int
    else { throw SpecificationLineError("index", found: value, expected: "a whole number") }
    return index
  }

  private static func worlds(_ field: String, in fields: [String: Any]) throws(SpecificationLineError) -> [World] {
    let expected = "a list of \(Specification.exampleCount) worlds"
    guard let value = fields[field]
    else { throw SpecificationLineError(description: "\(field): found no such field, expected \(expected)") }
    guard let list = value as? [Any] else { throw SpecificationLineError(field, found: value, expected: expected) }
    var worlds: [World] = []
    for (number, world) in list.enumerated() {
      let place = "\(field)[\(number)]"
      guard let rows = world as? [Any]
      else { throw SpecificationLineError(place, found: world, expected: "a list of \(World.size) rows") }
      var texts: [String] = []
      for (number, row) in rows.enumerated() {
        guard let text = row as? String
        else { throw SpecificationLineError("\(place)[\(number)]", found: row, expected: "a row as a string") }
        texts.append(text)
      }
      do {
        worlds.append(try World(rows: texts))
      } catch {
        throw SpecificationLineError(description: "\(place): \(error)")
      }
    }
    return worlds
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
  ///   - place: The field; none for the whole line.
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
