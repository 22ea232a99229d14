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

  /// A filter for lines whose text gives a field one of some values, wherever in the line. It also accepts lines in
  /// unfamiliar notation, which only decoding can judge.
  ///
  /// - Parameter values: Whole numbers and strings, as JSON.
  static func accepting(_ field: String, _ values: Set<String>) -> @Sendable (UnsafeRawBufferPointer) -> Bool {
    let (name, values) = (Array("\"\(field)\"".utf8), values.map { Array($0.utf8) })
    return { line in
      var (rest, isNamed) = (line, false)
      while let place = rest.firstIndex(of: name) {
        rest = UnsafeRawBufferPointer(rebasing: rest[(place + name.count)...])
        let afterName = rest.drop(while: isBlank)
        // Otherwise it is a value.
        guard afterName.first == UInt8(ascii: ":") else { continue }
        isNamed = true
        let value = afterName.dropFirst().drop(while: isBlank).prefix { !isBlank($0) && !endsValue($0) }
        if values.contains(where: value.elementsEqual) || !isUsual(value) { return true }
      }
      return !isNamed
    }
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }

  private static func endsValue(_ byte: UInt8) -> Bool { byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") }

  /// Whether a value is written in the only way that this program writes it: a whole number's digits, or a string
  /// without escapes.
  private static func isUsual(_ value: some Collection<UInt8>) -> Bool {
    guard value.first == UInt8(ascii: "\"") else {
      return value.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
    return !value.contains(UInt8(ascii: "\\"))
  }

  /// Appends lines.
  func append(_ lines: [Metrics]) throws {
    try AppendedFile(metricsFile).append(RunDirectory.jsonLines(lines))
  }

  /// The lines from which a training resumes.
  struct ResumedMetrics {
    let lines: [Metrics]
    /// The errors of invalid lines.
    let damage: LogDamage
    /// The copy of the file as it was, if it had invalid lines.
    let copy: URL?
  }

  /// Removes the lines after `step` and invalid lines, so that training can resume from there; creates the file if
  /// there is none. A file with invalid lines is copied first.
  func truncateMetrics(after step: Int) throws -> ResumedMetrics {
    let log = try metricsLog()
    // A truncated last line is what a killed process leaves.
    let damage = log.damage(isBeingWritten: true)
    let copy = damage.isEmpty ? nil : freeCopyOfMetrics
    if let copy { try AtomicFile.copy(RegularFile(metricsFile), to: copy) }
    let lines = Array(log.lines.prefix { $0.step <= step })
    try AtomicFile.write(try RunDirectory.jsonLines(lines), to: metricsFile)
    return ResumedMetrics(lines: lines, damage: damage, copy: copy)
  }

  /// The first unused name for a copy of `metrics.jsonl`: `metrics-damaged.jsonl`, `metrics-damaged-2.jsonl` and so on.
  private var freeCopyOfMetrics: URL {
    let names = Set((try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? [])
    let copies = (1...names.count + 1).lazy.map { "metrics-damaged\($0 > 1 ? "-\($0)" : "").jsonl" }
    return url.appendingPathComponent(copies.first { !names.contains($0) } ?? "metrics-damaged.jsonl")
  }

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
