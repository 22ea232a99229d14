import Files
import Foundation

/// The lines of `metrics.jsonl` by ascending step, read incrementally while another process may be writing the file.
///
/// If steps go back, because a trainer restarted from an earlier checkpoint and appended, the new lines replace those
/// from that step on: each step appears once, as it was trained last.
public struct MetricsLog: Sendable {
  /// By ascending step, each step once.
  public private(set) var lines: [Metrics] = []
  private let file: URL
  private var reader: JSONLogReader<Metrics>
  private var wholeDamage = LogDamage()
  /// The error in the text after the last line break.
  private var unfinishedDamage: FileError?
  /// Whether the last of ``lines`` is the text after the last line break.
  private var endsUnfinished = false

  /// A log that has not been read yet.
  public init(_ run: RunDirectory) {
    file = run.metricsFile
    reader = JSONLogReader(file, decode: Metrics.decode)
  }

  /// The file's modification date at the last read; nil without a file.
  public var modified: Date? { reader.modified }

  /// The errors of invalid lines, and the lines that were replaced.
  ///
  /// - Parameter isBeingWritten: Whether the text after the last line break may still become a complete line.
  public func damage(isBeingWritten: Bool) -> LogDamage {
    guard !isBeingWritten, let unfinishedDamage else { return wholeDamage }
    var all = wholeDamage
    all.add(unfinishedDamage)
    return all
  }

  /// Reads what was written since the last call.
  ///
  /// - Returns: Whether ``lines`` has changed.
  /// - Throws: ``FileError`` if the file exists but is unreadable or not a regular file.
  public mutating func read() throws(FileError) -> Bool {
    // Moved out so that appending does not copy the arrays.
    var (lines, damage) = (self.lines, wholeDamage)
    self.lines = []
    defer { (self.lines, wholeDamage) = (lines, damage) }
    var (isUnfinishedThere, haveChanged) = (endsUnfinished, endsUnfinished)
    func dropUnfinished() {
      if isUnfinishedThere { lines.removeLast() }
      isUnfinishedThere = false
    }
    let file = file
    let hasChanged = try reader.read {
      haveChanged = !lines.isEmpty
      (lines, damage, isUnfinishedThere) = ([], LogDamage(), false)
    } take: { new in
      dropUnfinished()
      haveChanged = true
      for line in new {
        switch line {
        case .record(let metrics, let number): MetricsLog.add(metrics, number, of: file, to: &lines, &damage)
        case .damage(let error): damage.add(error)
        }
      }
    }
    guard hasChanged else { return false }
    dropUnfinished()
    (endsUnfinished, unfinishedDamage) = (false, nil)
    switch reader.unfinishedLine() {
    case .record(let metrics, number: _) where metrics.step > lines.last?.step ?? 0:
      lines.append(metrics)
      (endsUnfinished, haveChanged) = (true, true)
    case .damage(let error): unfinishedDamage = error
    default: break
    }
    return haveChanged
  }

  private static func add(
    _ metrics: Metrics, _ number: Int, of file: URL, to lines: inout [Metrics], _ damage: inout LogDamage
  ) {
    if let last = lines.last, metrics.step <= last.step {
      let kept = lines.partitioningIndex { $0.step >= metrics.step }
      damage.add(
        FileError(
          file, "line \(number): step", found: "\(metrics.step) after \(last.step)", expected: "increasing steps",
          remedy: "earlier lines from that step on are replaced"))
      lines.removeSubrange(kept...)
    }
    lines.append(metrics)
  }
}

extension Array {
  /// The first index at which `isBehind` holds, in an array partitioned by it.
  fileprivate func partitioningIndex(where isBehind: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = low + (high - low) / 2
      if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
