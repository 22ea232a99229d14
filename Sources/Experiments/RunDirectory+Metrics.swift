import Foundation
import LanguageModel
import Tensors

extension RunDirectory {
  var metricsFile: URL { url.appendingPathComponent("metrics.jsonl") }

  /// All lines of `metrics.jsonl`; none if there is no file yet. A last line without its end is still being written and is
  /// left out.
  ///
  /// - Throws: ``RunError`` with the number of a line that cannot be read.
  public func metrics() throws -> [Metrics] { try lines(of: metricsFile, as: Metrics.self) }

  /// The lines of `metrics.jsonl` about one step; the others are passed over unread.
  ///
  /// - Throws: ``RunError`` with the number of a line that cannot be read.
  public func metrics(of step: Int) throws -> [Metrics] {
    try lines(of: metricsFile, as: Metrics.self, where: RunDirectory.says("step", ["\(step)"])).filter {
      $0.step == step
    }
  }

  /// Whether the text of a line gives a field one of some values; true too where it is written in another way than here, so
  /// that only reading it can tell.
  static func says(_ field: String, _ values: Set<String>) -> (UnsafeRawBufferPointer) -> Bool {
    let (name, values) = (Array("\"\(field)\":".utf8), values.map { Array($0.utf8) })
    return { line in
      guard let place = line.firstPlace(of: name) else { return true }
      let rest = line[(place + name.count)...]
      let value = rest.prefix { $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "}") }
      return values.contains { value.elementsEqual($0) }
    }
  }

  /// The lines of a file of JSON lines; none if there is no file. A last line without its end is left out.
  ///
  /// - Parameter isWanted: Whether a line's text is worth reading.
  /// - Throws: ``RunError`` if there is a file that cannot be read, with the number of a line that cannot be.
  func lines<Line: Decodable & Sendable>(
    of file: URL, as type: Line.Type, where isWanted: (UnsafeRawBufferPointer) -> Bool = { _ in true }
  ) throws -> [Line] {
    guard FileManager.default.fileExists(atPath: file.path) else { return [] }
    let data: Data
    do {
      data = try FileContents.read(file)
    } catch {
      throw RunError(file: file, problem: error.problem)
    }
    return try RunDirectory.wholeLines(in: data, of: file, where: isWanted)
  }

  /// The JSON lines that have their ends in `data`, which comes after so many lines of `file`.
  ///
  /// - Throws: ``RunError`` with the number of a line that cannot be read.
  static func wholeLines<Line: Decodable & Sendable>(
    in data: Data, after count: Int = 0, of file: URL, where isWanted: (UnsafeRawBufferPointer) -> Bool = { _ in true }
  ) throws -> [Line] {
    let lines = data.withUnsafeBytes { bytes in
      bytes.wholeLines.enumerated().filter { isWanted(UnsafeRawBufferPointer(rebasing: bytes[$0.element])) }
    }
    let threads = min(defaultThreadCount, lines.count / linesWorthAThread + 1)
    let decoders = (0..<threads).map { _ in JSONDecoder() }
    return try parallelMap(lines, threads: threads) { line, worker in
      let problem: String
      do {
        let value = try decoders[worker].decode(
          Line.self,
          from: data[(data.startIndex + line.element.lowerBound)..<(data.startIndex + line.element.upperBound)])
        guard let wrong = (value as? any CheckedLine)?.problem else { return value }
        problem = wrong
      } catch {
        problem = JSONProblem(error).description
      }
      throw RunError(file: file, problem: "line \(count + line.offset + 1): \(problem)")
    }
  }

  private static let linesWorthAThread = 32

  /// Adds a line.
  func append(_ metrics: Metrics) throws {
    let line = try RunDirectory.jsonLines([metrics])
    if !FileManager.default.fileExists(atPath: metricsFile.path) {
      try WholeFile.write(Data(), to: metricsFile)
    }
    do {
      let handle = try FileHandle(forWritingTo: metricsFile)
      defer { try? handle.close() }
      let end = try handle.seekToEnd()
      do {
        try handle.write(contentsOf: line)
      } catch {
        // Without the half of a line that there was room for.
        try? handle.truncate(atOffset: end)
        throw error
      }
    } catch {
      throw RunError(file: metricsFile, problem: "cannot be written: \(error.systemReason)")
    }
  }

  /// Takes out the lines after `step` and a half-written one, so that training can go on from there; makes the file if there
  /// is none.
  func truncateMetrics(after step: Int) throws {
    try WholeFile.write(try RunDirectory.jsonLines(metrics().filter { $0.step <= step }), to: metricsFile)
  }

  /// Each value as JSON on a line of its own, keys sorted.
  static func jsonLines(_ values: some Sequence<some Encodable>) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try values.reduce(into: Data()) { $0 += try encoder.encode($1) + [UInt8(ascii: "\n")] }
  }
}

extension UnsafeRawBufferPointer {
  /// The bytes of each line that has its end, without it.
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

  /// Where some bytes, one at least, begin first; nil if they are nowhere.
  fileprivate func firstPlace(of bytes: [UInt8]) -> Int? {
    var start = 0
    while start + bytes.count <= count,
      let found = memchr(baseAddress! + start, Int32(bytes[0]), count - bytes.count + 1 - start)
    {
      let place = UnsafeRawPointer(found) - baseAddress!
      if memcmp(found, bytes, bytes.count) == 0 { return place }
      start = place + 1
    }
    return nil
  }
}
