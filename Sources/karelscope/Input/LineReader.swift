import Foundation

/// Reads an input line by line as it arrives, so that each line can be processed before the next is written.
struct LineReader {
  /// A line, without the line break at its end.
  struct Line {
    /// Counted from 1.
    let number: Int
    let bytes: ArraySlice<UInt8>

    /// Whether there is nothing but white space.
    var isBlank: Bool { bytes.allSatisfy { $0 == UInt8(ascii: " ") || (9...13).contains($0) } }
  }

  /// The name used in errors.
  let name: String
  private let file: TextInput.File
  private var pending: [UInt8] = []
  private var linesRead = 0
  private var isAtEnd = false

  /// The maximum length of a line, in bytes.
  static let longestLine = 1 << 20

  /// - Throws: ``InputError`` if the file cannot be opened.
  init(_ input: TextInput) throws(InputError) {
    name = input.name
    file = try input.open()
  }

  /// The lines that arrived since the last call; waits for at least one, returns none at the end. The last line may
  /// lack its line break.
  ///
  /// - Throws: ``InputError`` if the file cannot be read, or a line is longer than ``longestLine``.
  mutating func next() throws(InputError) -> [Line] {
    while !isAtEnd {
      let arrived = try file.read()
      isAtEnd = arrived.isEmpty
      var bytes = pending + arrived
      if isAtEnd, !bytes.isEmpty { bytes.append(LineReader.lineBreak) }
      guard let last = bytes.lastIndex(of: LineReader.lineBreak) else {
        guard bytes.count <= LineReader.longestLine else {
          throw InputError(
            name: name,
            problem: "line \(linesRead + 1): found more than \(LineReader.longestLine) bytes, expected fewer")
        }
        pending = bytes
        continue
      }
      pending = Array(bytes[(last + 1)...])
      let first = linesRead == 0 && bytes.starts(with: LineReader.byteOrderMark) ? LineReader.byteOrderMark.count : 0
      let lines = bytes[first..<last].split(separator: LineReader.lineBreak, omittingEmptySubsequences: false)
      defer { linesRead += lines.count }
      return lines.enumerated().map { Line(number: linesRead + $0 + 1, bytes: $1) }
    }
    return []
  }

  private static let lineBreak = UInt8(ascii: "\n")
  /// The UTF-8 byte-order mark, skipped at the start.
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
}
