import Files
import Foundation
import LanguageModel

extension RunDirectory {
  var metricsFile: URL { url.appendingPathComponent("metrics.jsonl") }

  /// The lines of `metrics.jsonl`, and what is wrong with others; none if there is no file yet.
  ///
  /// - Throws: `FileError` if there is something of this name that cannot be read, or is no file.
  public func metricsLog() throws -> MetricsLog {
    var log = MetricsLog(self)
    _ = try log.read()
    return log
  }

  /// The last line of `metrics.jsonl` about one step; the others are passed over unread.
  ///
  /// - Throws: `FileError` if there is something of this name that cannot be read, or is no file.
  public func metrics(of step: Int) throws -> Metrics? {
    try JSONLog<Metrics>(contentsOf: metricsFile, where: RunDirectory.says("step", ["\(step)"]))
      .records.last { $0.step == step }
  }

  /// Whether the text of a line gives a field one of some values; true too where it is written in another way than here, so
  /// that only reading it can tell.
  static func says(_ field: String, _ values: Set<String>) -> @Sendable (UnsafeRawBufferPointer) -> Bool {
    let (name, values) = (Array("\"\(field)\":".utf8), values.map { Array($0.utf8) })
    return { line in
      guard let place = line.firstPlace(of: name) else { return true }
      let rest = line[(place + name.count)...].drop { $0 == UInt8(ascii: " ") }
      let value = rest.prefix { $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "}") }
      return values.contains { value.elementsEqual($0) }
    }
  }

  /// Adds a line.
  func append(_ metrics: Metrics) throws {
    let line = try RunDirectory.jsonLines([metrics])
    if !FileManager.default.fileExists(atPath: metricsFile.path) {
      try AtomicFile.write(Data(), to: metricsFile)
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

  /// Takes out the lines after `step` and whatever is no line, so that training can go on from there; makes the file if there
  /// is none. Where something is wrong with the file, it stays beside the new one under ``damagedMetricsFile``.
  ///
  /// - Returns: The lines that are left, and what was wrong with others.
  func truncateMetrics(after step: Int) throws -> (lines: [Metrics], damage: LogDamage) {
    let log = try metricsLog()
    // A line that is cut at the end is what any process leaves that was killed.
    let damage = log.damage(isBeingWritten: true)
    if !damage.isEmpty {
      try AtomicFile.write(try RegularFile.contents(of: metricsFile), to: damagedMetricsFile)
    }
    let lines = Array(log.lines.prefix { $0.step <= step })
    try AtomicFile.write(try RunDirectory.jsonLines(lines), to: metricsFile)
    return (lines, damage)
  }

  /// What `metrics.jsonl` was before a training that went on took out what was no line.
  public var damagedMetricsFile: URL { url.appendingPathComponent("metrics-damaged.jsonl") }

  /// Each value as JSON on a line of its own, keys sorted.
  static func jsonLines(_ values: some Sequence<some Encodable>) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try values.reduce(into: Data()) { $0 += try encoder.encode($1) + [UInt8(ascii: "\n")] }
  }
}

extension UnsafeRawBufferPointer {
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
