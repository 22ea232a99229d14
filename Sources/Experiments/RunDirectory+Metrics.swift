import Foundation
import LanguageModel

extension RunDirectory {
  var metricsFile: URL { url.appendingPathComponent("metrics.jsonl") }

  /// All lines of `metrics.jsonl`; none if there is no file yet. A last line without its end is still being written and is
  /// left out.
  ///
  /// - Throws: ``RunError`` with the number of a line that cannot be read.
  public func metrics() throws -> [Metrics] { try lines(of: metricsFile, as: Metrics.self) }

  /// The lines of a file of JSON lines; none if there is no file. A last line without its end is left out.
  ///
  /// - Throws: ``RunError`` if there is a file that cannot be read, with the number of a line that cannot be.
  func lines<Line: Decodable>(of file: URL, as type: Line.Type) throws -> [Line] {
    guard FileManager.default.fileExists(atPath: file.path) else { return [] }
    let data: Data
    do {
      data = try Data(contentsOf: file)
    } catch {
      throw RunError(file: file, problem: "cannot be read: \(error.systemReason)")
    }
    return try RunDirectory.wholeLines(in: data, of: file)
  }

  /// The JSON lines that have their ends in `data`, which comes after so many lines of `file`.
  ///
  /// - Throws: ``RunError`` with the number of a line that cannot be read.
  static func wholeLines<Line: Decodable>(in data: Data, after count: Int = 0, of file: URL) throws -> [Line] {
    let decoder = JSONDecoder()
    var lines = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    lines.removeLast()
    return try lines.enumerated().map { place, line in
      do {
        return try decoder.decode(Line.self, from: line)
      } catch {
        throw RunError(file: file, problem: "line \(count + place + 1): \(JSONProblem(error))")
      }
    }
  }

  /// Adds a line.
  func append(_ metrics: Metrics) throws {
    let line = try RunDirectory.jsonLines([metrics])
    if !FileManager.default.fileExists(atPath: metricsFile.path) {
      try WholeFile.write(Data(), to: metricsFile)
    }
    do {
      let handle = try FileHandle(forWritingTo: metricsFile)
      defer { try? handle.close() }
      try handle.seekToEnd()
      try handle.write(contentsOf: line)
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
