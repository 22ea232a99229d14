import Foundation
import LanguageModel

/// Reads `metrics.jsonl` again and again while another process may be writing it, each line once.
public struct MetricsTail: Sendable {
  /// All lines so far. A last line without its end is still being written and is left out.
  public private(set) var lines: [Metrics] = []
  /// When the file was last written; nil as long as there is none.
  public private(set) var modified: Date?
  private let file: URL
  /// The bytes that have become lines.
  private var offset: UInt64 = 0
  private var fileNumber: Int?

  public init(_ run: RunDirectory) {
    file = run.metricsFile
  }

  /// Takes in what has been written since. A file that was replaced, as by a training that goes on from a checkpoint before
  /// its end, is read from its beginning.
  ///
  /// - Returns: Whether ``lines`` have changed.
  /// - Throws: ``RunError`` if the file cannot be read, with the number of a line that cannot be.
  public mutating func read() throws -> Bool {
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: file.path) else {
      defer { (lines, modified, offset, fileNumber) = ([], nil, 0, nil) }
      return !lines.isEmpty
    }
    modified = attributes[.modificationDate] as? Date
    let number = (attributes[.systemFileNumber] as? NSNumber)?.intValue
    let size = (attributes[.size] as? NSNumber)?.uint64Value ?? 0
    var hasChanged = false
    if number != fileNumber || size < offset {
      hasChanged = !lines.isEmpty
      (lines, offset, fileNumber) = ([], 0, number)
    }
    guard size > offset else { return hasChanged }
    let data: Data
    do {
      let handle = try FileHandle(forReadingFrom: file)
      defer { try? handle.close() }
      try handle.seek(toOffset: offset)
      data = try handle.readToEnd() ?? Data()
      if offset == 0 { try FileContents.requireFetched(data, of: file) }
    } catch let error as UnreadableFile {
      throw RunError(file: file, problem: error.problem)
    } catch {
      throw RunError(file: file, problem: "cannot be read: \(error.systemReason)")
    }
    guard let end = data.lastIndex(of: UInt8(ascii: "\n")) else { return hasChanged }
    lines += try RunDirectory.wholeLines(in: data, after: lines.count, of: file)
    offset += UInt64(end - data.startIndex + 1)
    return true
  }
}
