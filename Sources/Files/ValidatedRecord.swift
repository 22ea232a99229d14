import Foundation

/// A record decoded from external data, whose values may decode and still be invalid. It must be validated before use.
public protocol ValidatedRecord: Decodable, Sendable {
  /// Checks every value, and the consistency between values.
  ///
  /// - Throws: ``InvalidField`` for the first invalid value.
  func validate() throws(InvalidField)
}

/// A field with an invalid value.
public struct InvalidField: Error, Hashable, Sendable, CustomStringConvertible {
  /// The path to the field, keys separated by dots.
  public var name: String
  public var found: String
  public var expected: String

  public init(_ name: String, found: some Any, expected: String) {
    self.name = name
    self.found = "\(found)"
    self.expected = expected
  }

  @usableFromInline
  init<Number: Comparable>(_ name: String, _ number: Number, outside range: ClosedRange<Number>) {
    self.init(name, found: number, expected: "\(range.lowerBound) to \(range.upperBound)")
  }

  @usableFromInline
  init<Number: BinaryFloatingPoint>(_ name: String, _ number: Number, outside range: ClosedRange<Number>) {
    func text(_ bound: Number) -> String { Int(exactly: bound).map(String.init) ?? "\(bound)" }
    self.init(
      name, found: number,
      expected: range.upperBound < Number.greatestFiniteMagnitude
        ? "\(text(range.lowerBound)) to \(text(range.upperBound))"
        : "a finite number from \(text(range.lowerBound))")
  }

  /// The field, what was found, what was expected.
  public var description: String { "\(name): found \(found), expected \(expected)" }
}

extension ValidatedRecord {
  // Inlinable because logs have millions of numbers: a specialized check is two comparisons.

  /// - Throws: ``InvalidField`` if the number is not nil and outside the range.
  @inlinable
  public func require<Number: Comparable>(
    _ name: String, _ number: Number?, in range: ClosedRange<Number>
  ) throws(InvalidField) {
    guard let number, !range.contains(number) else { return }
    throw InvalidField(name, number, outside: range)
  }

  /// - Throws: ``InvalidField`` if the number is not nil and outside the range; NaN is always outside.
  @inlinable
  public func require<Number: BinaryFloatingPoint>(
    _ name: String, _ number: Number?, in range: ClosedRange<Number>
  ) throws(InvalidField) {
    guard let number, !range.contains(number) else { return }
    throw InvalidField(name, number, outside: range)
  }

  /// - Throws: ``InvalidField`` for the first number outside the range.
  public func require(_ name: String, each numbers: [Int], in range: ClosedRange<Int>) throws(InvalidField) {
    for (place, number) in numbers.enumerated() { try require("\(name)[\(place)]", number, in: range) }
  }

  /// - Throws: ``InvalidField`` for the first number outside the range.
  public func require(
    _ name: String, each numbers: [Double], in range: ClosedRange<Double>
  ) throws(InvalidField) {
    for (place, number) in numbers.enumerated() { try require("\(name)[\(place)]", number, in: range) }
  }

  /// - Throws: ``InvalidField`` if a list does not have as many elements as `other`.
  public func require(
    _ name: String, count: Int, asManyAs other: (name: String, count: Int)
  ) throws(InvalidField) {
    guard count == other.count else {
      throw InvalidField(name, found: "\(count) elements", expected: "\(other.count), as \(other.name) has")
    }
  }

  /// - Throws: ``InvalidField`` for the first invalid field of a nested record.
  @inlinable
  public func require(_ name: String, _ part: (some ValidatedRecord)?) throws(InvalidField) {
    do {
      try part?.validate()
    } catch {
      throw InvalidField("\(name).\(error.name)", found: error.found, expected: error.expected)
    }
  }

  /// - Throws: ``InvalidField`` for the first invalid field of any of the nested records.
  public func require(_ name: String, each parts: [some ValidatedRecord]) throws(InvalidField) {
    for (place, part) in parts.enumerated() { try require("\(name)[\(place)]", part) }
  }
}

extension ValidatedRecord {
  /// Decodes and validates a record.
  ///
  /// - Parameters:
  ///   - file: The file that `json` is from, for errors.
  ///   - place: Its location in the file; nil for the whole file.
  /// - Throws: ``FileError`` for the first problem.
  public init(
    json: Data, of file: URL, at place: String? = nil, decoder: JSONDecoder = JSONDecoder()
  ) throws(FileError) {
    do {
      self = try decoder.decode(Self.self, from: json)
    } catch {
      throw JSONProblem(error, in: json).error(file, place)
    }
    do {
      try validate()
    } catch {
      throw FileError(
        file, [place, error.name].compactMap { $0 }.joined(separator: ": "), found: error.found,
        expected: error.expected)
    }
  }

  /// Reads a file that holds one record.
  ///
  /// - Throws: ``FileError`` if it cannot be read, or for the first problem in it.
  public init(contentsOf file: URL) throws(FileError) {
    try self.init(contentsOf: RegularFile(file))
  }

  /// Reads a file that holds one record; nil if there is no such file.
  ///
  /// - Throws: ``FileError`` if it cannot be read, or for the first problem in it.
  public init?(contentsOfIfPresent file: URL) throws(FileError) {
    guard let open = try RegularFile.openIfPresent(file) else { return nil }
    try self.init(contentsOf: open)
  }

  private init(contentsOf file: RegularFile) throws(FileError) {
    try self.init(json: try file.contents(limit: 1 << 28), of: file.url)
  }
}
