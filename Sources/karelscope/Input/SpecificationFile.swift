import Corpus
import Karel
import LanguageModel

/// All specifications of a file, with their reference programs.
struct SpecificationFile {
  struct Line {
    /// Counted from 1.
    let number: Int
    let specification: Specification
    /// The reference program; nil if the line has none.
    let reference: Program?
  }

  /// The name used in errors.
  let name: String
  /// In file order; at least one.
  let lines: [Line]

  /// The most specifications that are kept in memory: a pipe may have no end.
  private static let most = 1_000_000

  /// - Throws: ``InputError`` if the file cannot be read, has no specification or more than fit in memory, or at the first
  ///   invalid line.
  init(_ input: TextInput) throws(InputError) {
    var reader = try LineReader(input)
    var lines: [Line] = []
    while case let arrived = try reader.next(), !arrived.isEmpty {
      for line in arrived where !line.isBlank {
        do throws(SpecificationLineError) {
          let given = try SpecificationLine(json: line.bytes)
          lines.append(
            Line(number: line.number, specification: given.specification, reference: try given.program.get()))
        } catch {
          throw InputError(name: reader.name, problem: "line \(line.number): \(error)")
        }
      }
      guard lines.count <= SpecificationFile.most else {
        throw InputError(
          name: reader.name,
          problem: "found more than \(SpecificationFile.most) specifications, expected fewer; give the first of them")
      }
    }
    guard !lines.isEmpty else {
      throw InputError(
        name: reader.name, problem: "found no specification, expected one a line, as `karelscope corpus` writes them")
    }
    name = reader.name
    self.lines = lines
  }

  /// Checks that every specification fits the model's context with the longest program, and with its reference.
  ///
  /// - Throws: ``InputError`` at the first line that does not.
  func requireRoom(in configuration: Configuration) throws(InputError) {
    let vocabulary = Vocabulary(configuration.encoding)
    for line in lines {
      let own = line.reference.map { vocabulary.encode($0).count } ?? 0
      let length = vocabulary.encode(line.specification).count + max(Generation.maximumLength, own)
      guard length <= configuration.contextLength else {
        let error = GenerationError.tooLong(found: length, expected: configuration.contextLength)
        throw InputError(name: name, problem: "line \(line.number): \(error)")
      }
    }
  }
}
