import Foundation

/// What is decoded from outside, and may hold values that can be decoded and yet cannot be. Nothing is computed with it before
/// it was validated.
public protocol ValidatedRecord: Decodable, Sendable {
  /// Makes sure that every value, and those that belong together, can be.
  ///
  /// - Throws: ``InvalidField`` with the first that cannot.
  func validate() throws(InvalidField)
}

/// A field with a value that cannot be.
public struct InvalidField: Error, Hashable, Sendable, CustomStringConvertible {
  /// The names that lead to it, with dots between.
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
  // Inlinable, as logs have millions of numbers: specialized, a check is two comparisons.

  /// - Throws: ``InvalidField`` if there is a number and it is not within a range.
  @inlinable
  public func require<Number: Comparable>(
    _ name: String, _ number: Number?, in range: ClosedRange<Number>
  ) throws(InvalidField) {
    guard let number, !range.contains(number) else { return }
    throw InvalidField(name, number, outside: range)
  }

  /// - Throws: ``InvalidField`` if there is a number and it is not within a range, as NaN is within none.
  @inlinable
  public func require<Number: BinaryFloatingPoint>(
    _ name: String, _ number: Number?, in range: ClosedRange<Number>
  ) throws(InvalidField) {
    guard let number, !range.contains(number) else { return }
    throw InvalidField(name, number, outside: range)
  }

  /// - Throws: ``InvalidField`` with the first number that is not within a range.
  public func require(_ name: String, each numbers: [Int], in range: ClosedRange<Int>) throws(InvalidField) {
    for (place, number) in numbers.enumerated() { try require("\(name)[\(place)]", number, in: range) }
  }

  /// - Throws: ``InvalidField`` with the first number that is not within a range.
  public func require(
    _ name: String, each numbers: [Double], in range: ClosedRange<Double>
  ) throws(InvalidField) {
    for (place, number) in numbers.enumerated() { try require("\(name)[\(place)]", number, in: range) }
  }

  /// - Throws: ``InvalidField`` if a list has not as many elements as another.
  public func require(
    _ name: String, count: Int, asManyAs other: (name: String, count: Int)
  ) throws(InvalidField) {
    guard count == other.count else {
      throw InvalidField(name, found: "\(count) elements", expected: "\(other.count), as \(other.name) has")
    }
  }

  /// - Throws: ``InvalidField`` with the first field of a part that is wrong.
  @inlinable
  public func require(_ name: String, _ part: (some ValidatedRecord)?) throws(InvalidField) {
    do {
      try part?.validate()
    } catch {
      throw InvalidField("\(name).\(error.name)", found: error.found, expected: error.expected)
    }
  }

  /// - Throws: ``InvalidField`` with the first field of one of several parts that is wrong.
  public func require(_ name: String, each parts: [some ValidatedRecord]) throws(InvalidField) {
    for (place, part) in parts.enumerated() { try require("\(name)[\(place)]", part) }
  }
}

extension ValidatedRecord {
  /// Decodes and checks a record.
  ///
  /// - Parameters:
  ///   - file: Where `json` is from, for errors.
  ///   - place: Its place in the file; nil for all of it.
  /// - Throws: ``FileError`` with the first thing that is wrong.
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

  /// Reads a file that is one record.
  ///
  /// - Throws: ``FileError`` if it cannot be read, or with the first thing that is wrong in it.
  public init(contentsOf file: URL) throws(FileError) {
    try self.init(contentsOf: RegularFile(file))
  }

  /// Reads a file that is one record, if something has that name; nil if nothing has.
  ///
  /// - Throws: ``FileError`` if it cannot be read, or with the first thing that is wrong in it.
  public init?(contentsOfIfPresent file: URL) throws(FileError) {
    guard let open = try RegularFile.openIfPresent(file) else { return nil }
    try self.init(contentsOf: open)
  }

  private init(contentsOf file: RegularFile) throws(FileError) {
    try self.init(json: try file.contents(limit: 1 << 28), of: file.url)
  }
}
