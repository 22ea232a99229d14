import Files
import Foundation
import Tensors

/// Incrementally reads a JSON Lines file that may still be written; each line is decoded once.
///
/// Memory is bounded by a chunk of the file and its decoded lines. A file that was replaced, truncated or rewritten in
/// place is read again from its beginning: its first ``JSONLogReader/digestedSize`` bytes and the last that were read are
/// compared with what they were, and a file that was written to without growing is read again as well.
struct JSONLogReader<Record: ValidatedRecord>: Sendable {
  typealias Decode = @Sendable (_ line: Data, JSONDecoder) throws -> Record
  typealias ReadBytes = @Sendable (RegularFile, _ offset: Int, _ count: Int) throws(FileError) -> Data

  private let file: URL
  private let isWanted: @Sendable (UnsafeRawBufferPointer) -> Bool
  private let decode: Decode
  private let readBytes: ReadBytes
  private var position = Position()
  /// Whether the last read failed midway: the file is then read again from its beginning.
  private var hasFailed = false

  /// The reading position.
  private struct Position: Sendable {
    /// The file's identity at the last read; nil if there was no file.
    var identity: RegularFile.Identity?
    /// The bytes of complete lines, and the number of these lines.
    var offset = 0
    var lineCount = 0
    /// The first and the last of those bytes, by which a rewritten file is recognised.
    var digest = PrefixDigest()
    var anchor = Data()
    /// The incomplete line that follows.
    var rest = Data()
    /// Whether the line at ``offset`` is too long and the rest of it is skipped.
    var isSkipping = false
  }

  /// A decoded line: a record or an error.
  enum Line: Sendable {
    case record(Record, number: Int)
    case damage(FileError)
  }

  /// The maximum size of a line in bytes.
  private static var longestLine: Int { 1 << 20 }
  private static var chunkSize: Int { 1 << 22 }
  private static var anchorSize: Int { 512 }
  /// The bytes at the beginning of a file that are compared whenever it has become longer.
  static var digestedSize: Int { 1 << 23 }
  private static var linesInTask: Int { 64 }

  /// - Parameters:
  ///   - isWanted: Whether to decode a line, by its text.
  ///   - decode: Decodes a line into a record, which is then validated; JSON by default.
  ///   - readBytes: Reads a chunk of the file, or less where the file ends first.
  init(
    _ file: URL, where isWanted: @escaping @Sendable (UnsafeRawBufferPointer) -> Bool = { _ in true },
    decode: @escaping Decode = { try $1.decode(Record.self, from: $0) },
    readBytes: @escaping ReadBytes = { file, offset, count throws(FileError) in try file.read(at: offset, count: count)
    }
  ) {
    self.file = file
    self.isWanted = isWanted
    self.decode = decode
    self.readBytes = readBytes
  }

  /// The file's modification date at the last read; nil without a file.
  var modified: Date? { position.identity?.modified }

  /// Reads the lines completed since the last call.
  ///
  /// - Parameters:
  ///   - restart: Called before any new line if earlier lines are invalidated.
  ///   - take: Called with the lines of a chunk, in order.
  /// - Returns: Whether anything has changed since the last call.
  /// - Throws: ``FileError`` if the file exists but is unreadable or not a regular file.
  mutating func read(restart: () -> Void, take: ([Line]) -> Void) throws(FileError) -> Bool {
    guard let open = try RegularFile.openIfPresent(file) else {
      guard position.identity != nil || hasFailed else { return false }
      (position, hasFailed) = (Position(), false)
      restart()
      return true
    }
    let identity = try open.identity()
    guard hasFailed || identity != position.identity else { return false }
    var isAnother = hasFailed
    if !isAnother, let before = position.identity { isAnother = try !continues(open, identity, before) }
    if isAnother {
      position = Position()
      restart()
    }
    hasFailed = true
    position.rest = Data()
    while position.offset < identity.size {
      let requested = min(JSONLogReader.chunkSize, identity.size - position.offset)
      let chunk = try readBytes(open, position.offset, requested)
      // Fewer bytes: the file was truncated meanwhile. The next read starts anew.
      let isLast = chunk.count < requested || position.offset + requested == identity.size
      let lines = advance(over: chunk, isLast: isLast)
      if !lines.isEmpty { take(lines) }
      if isLast { break }
    }
    (position.identity, hasFailed) = (identity, false)
    return true
  }

  /// The text after the last line break, decoded as a line; nil if there is none. It may lack its line break, be
  /// truncated, or still be written.
  func unfinishedLine() -> Line? {
    guard !position.isSkipping, !position.rest.isEmpty else { return nil }
    return line(position.rest, number: position.lineCount + 1, JSONDecoder())
  }

  /// Whether the file still starts with what was read.
  private func continues(
    _ open: RegularFile, _ now: RegularFile.Identity, _ before: RegularFile.Identity
  ) throws(FileError) -> Bool {
    let anchor = position.anchor
    guard now.isSameFile(as: before), now.size > before.size else { return false }
    guard try open.read(at: position.offset - anchor.count, count: anchor.count) == anchor else { return false }
    var digest = PrefixDigest()
    while digest.count < position.digest.count {
      let chunk = try open.read(
        at: digest.count, count: min(JSONLogReader.chunkSize, position.digest.count - digest.count))
      guard !chunk.isEmpty else { return false }
      digest.add(chunk, limit: JSONLogReader.digestedSize)
    }
    return digest == position.digest
  }

  /// Decodes the lines that end in `chunk`, which begins at ``Position/offset``, and advances past them.
  private mutating func advance(over chunk: Data, isLast: Bool) -> [Line] {
    var ranges = chunk.withUnsafeBytes(\.wholeLines)
    var end = ranges.last.map { $0.upperBound + 1 } ?? 0
    if position.isSkipping, !ranges.isEmpty {
      ranges.removeFirst()
      position.lineCount += 1
      position.isSkipping = false
    }
    var lines = decodeLines(ranges, of: chunk)
    position.lineCount += ranges.count
    let rest = chunk.count - end
    if position.isSkipping {
      end = chunk.count
    } else if rest > JSONLogReader.longestLine {
      position.isSkipping = true
      end = chunk.count
      lines.append(
        damage(
          position.lineCount + 1, found: "more than \(JSONLogReader.longestLine) bytes without a line break",
          expected: "a record"))
    } else if isLast {
      position.rest = Data(chunk.suffix(rest))
    }
    if end > 0 {
      position.digest.add(chunk.prefix(end), limit: JSONLogReader.digestedSize)
      position.anchor = Data((position.anchor + chunk.prefix(end)).suffix(JSONLogReader.anchorSize))
      position.offset += end
    }
    return lines
  }

  private func decodeLines(_ ranges: [Range<Int>], of chunk: Data) -> [Line] {
    let wanted = chunk.withUnsafeBytes { bytes in
      ranges.enumerated().filter { isWanted(UnsafeRawBufferPointer(rebasing: bytes[$0.element])) }
    }
    let starts = Array(stride(from: 0, to: wanted.count, by: JSONLogReader.linesInTask))
    let threads = min(defaultThreadCount, starts.count)
    let decoders = (0..<max(1, threads)).map { _ in JSONDecoder() }
    var tasks = [[Line]](repeating: [], count: starts.count)
    tasks.withUnsafeMutableBufferPointer { tasks in
      parallel(starts.count, threads: threads) { task, worker in
        let last = min(starts[task] + JSONLogReader.linesInTask, wanted.count)
        tasks[task] = wanted[starts[task]..<last].map { number, range in
          let first = chunk.startIndex + range.lowerBound
          return line(
            chunk[first..<first + range.count], number: position.lineCount + number + 1, decoders[worker])
        }
      }
    }
    return Array(tasks.joined())
  }

  private func line(_ text: Data, number: Int, _ decoder: JSONDecoder) -> Line {
    guard text.count <= JSONLogReader.longestLine else {
      return damage(number, found: "\(text.count) bytes", expected: "a record of at most \(JSONLogReader.longestLine)")
    }
    var text = text
    if number == 1, text.starts(with: byteOrderMark) { text = text.dropFirst(byteOrderMark.count) }
    do {
      let record = try decode(text, decoder)
      try record.validate()
      return .record(record, number: number)
    } catch let error as InvalidField {
      return damage(number, error.name, found: error.found, expected: error.expected)
    } catch {
      let problem = JSONProblem(error, in: text)
      return damage(number, problem.place, found: problem.found, expected: problem.expected)
    }
  }

  private func damage(_ number: Int, _ field: String? = nil, found: String, expected: String) -> Line {
    .damage(
      FileError(
        file, "line \(number)" + (field.map { ": \($0)" } ?? ""), found: found, expected: expected,
        remedy: "this line is skipped; fix or remove it"))
  }
}

extension JSONLog where Record: ValidatedRecord {
  /// Reads a JSON Lines file; no records if there is no file.
  ///
  /// - Parameter isWanted: Whether to decode a line, by its text.
  /// - Throws: ``FileError`` if the file exists but is unreadable or not a regular file.
  init(
    contentsOf file: URL, where isWanted: @escaping @Sendable (UnsafeRawBufferPointer) -> Bool = { _ in true }
  ) throws(FileError) {
    var reader = JSONLogReader<Record>(file, where: isWanted)
    var log = JSONLog()
    _ = try reader.read(restart: {}) { log.add($0) }
    log.add([reader.unfinishedLine()].compactMap { $0 })
    self = log
  }

  private mutating func add(_ lines: [JSONLogReader<Record>.Line]) {
    for line in lines {
      switch line {
      case .record(let record, number: _): records.append(record)
      case .damage(let damage): self.damage.add(damage)
      }
    }
  }
}

/// A digest of the beginning of a file, made as it is read.
private struct PrefixDigest: Equatable, Sendable {
  /// The bytes that it is of.
  private(set) var count = 0
  private var hasher = Hasher()

  /// Adds the next bytes of the file, as long as there are fewer than `limit`.
  mutating func add(_ bytes: Data, limit: Int) {
    let new = bytes.prefix(max(0, limit - count))
    new.withUnsafeBytes { hasher.combine(bytes: $0) }
    count += new.count
  }

  static func == (a: PrefixDigest, b: PrefixDigest) -> Bool {
    a.count == b.count && a.hasher.finalize() == b.hasher.finalize()
  }
}

private let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

extension UnsafeRawBufferPointer {
  /// The bytes of each complete line, without its line break.
  fileprivate var wholeLines: [Range<Int>] {
    var lines: [Range<Int>] = []
    var start = 0
    while start < count, let end = memchr(baseAddress! + start, Int32(UInt8(ascii: "\n")), count - start) {
      let place = UnsafeRawPointer(end) - baseAddress!
      lines.append(start..<place)
      start = place + 1
    }
    return lines
  }
}
