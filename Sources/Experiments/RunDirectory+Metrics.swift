import Files
import Foundation
import LanguageModel

extension RunDirectory {
  var metricsFile: URL { url.appendingPathComponent("metrics.jsonl") }

  /// The lines of `metrics.jsonl`, with the errors of invalid ones; empty if there is no file yet.
  ///
  /// - Throws: `FileError` if the file exists but is unreadable or not a regular file.
  public func metricsLog() throws -> MetricsLog {
    var log = MetricsLog(self)
    _ = try log.read()
    return log
  }

  /// The last line of `metrics.jsonl` for a step; other lines are skipped without decoding.
  ///
  /// - Throws: `FileError` if the file exists but is unreadable or not a regular file.
  public func metrics(of step: Int) throws -> Metrics? {
    try JSONLog<Metrics>(contentsOf: metricsFile, where: RunDirectory.accepting("step", ["\(step)"]))
      .records.last { $0.step == step }
  }

  /// A filter for lines whose text gives a field one of some values. It also accepts lines in unfamiliar notation,
  /// which only decoding can judge.
  static func accepting(_ field: String, _ values: Set<String>) -> @Sendable (UnsafeRawBufferPointer) -> Bool {
    let (name, values) = (Array("\"\(field)\":".utf8), values.map { Array($0.utf8) })
    return { line in
      guard let place = line.firstIndex(of: name) else { return true }
      let rest = line[(place + name.count)...].drop { $0 == UInt8(ascii: " ") }
      let value = rest.prefix { $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "}") }
      return values.contains { value.elementsEqual($0) }
    }
  }

  /// Appends a line.
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
        // Remove a partially written line.
        try? handle.truncate(atOffset: end)
        throw error
      }
    } catch {
      throw RunError(file: metricsFile, problem: "cannot be written: \(error.systemReason)")
    }
  }

  /// Removes the lines after `step` and invalid lines, so that training can resume from there; creates the file if
  /// there is none. A file with invalid lines is preserved as ``damagedMetricsFile``.
  ///
  /// - Returns: The remaining lines, and the errors of invalid ones.
  func truncateMetrics(after step: Int) throws -> (lines: [Metrics], damage: LogDamage) {
    let log = try metricsLog()
    // A truncated last line is what a killed process leaves.
    let damage = log.damage(isBeingWritten: true)
    if !damage.isEmpty {
      try AtomicFile.write(try RegularFile.contents(of: metricsFile), to: damagedMetricsFile)
    }
    let lines = Array(log.lines.prefix { $0.step <= step })
    try AtomicFile.write(try RunDirectory.jsonLines(lines), to: metricsFile)
    return (lines, damage)
  }

  /// The copy of `metrics.jsonl` from before a resumed training removed invalid lines.
  public var damagedMetricsFile: URL { url.appendingPathComponent("metrics-damaged.jsonl") }

  /// Encodes values as JSON Lines with sorted keys.
  static func jsonLines(_ values: some Sequence<some Encodable>) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try values.reduce(into: Data()) { $0 += try encoder.encode($1) + [UInt8(ascii: "\n")] }
  }
}

extension UnsafeRawBufferPointer {
  /// The index of the first occurrence of some bytes, at least one; nil if there is none.
  fileprivate func firstIndex(of bytes: [UInt8]) -> Int? {
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
