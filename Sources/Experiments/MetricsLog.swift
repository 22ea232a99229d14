import Files
import Foundation

/// The lines of `metrics.jsonl` by rising steps, read again and again while another process may be writing it.
///
/// Steps that go back, as an outside writer leaves them that restarts from an earlier checkpoint and appends, replace the lines
/// from that step on: each step stands once, as it was trained last.
public struct MetricsLog: Sendable {
  /// By rising steps, each once.
  public private(set) var lines: [Metrics] = []
  private let file: URL
  private var reader: JSONLogReader<Metrics>
  private var wholeDamage = LogDamage()
  /// What is wrong with the text after the last line break.
  private var unfinishedDamage: FileError?
  /// Whether the last of ``lines`` is the text after the last line break.
  private var endsUnfinished = false

  /// A log that has not been read yet.
  public init(_ run: RunDirectory) {
    file = run.metricsFile
    reader = JSONLogReader(file, decode: Metrics.decode)
  }

  /// When the file was last written; nil as long as there is none.
  public var modified: Date? { reader.modified }

  /// What is wrong with other lines, and which lines were replaced.
  ///
  /// - Parameter isBeingWritten: Whether what stands after the last line break may still become a line.
  public func damage(isBeingWritten: Bool) -> LogDamage {
    guard !isBeingWritten, let unfinishedDamage else { return wholeDamage }
    var all = wholeDamage
    all.add(unfinishedDamage)
    return all
  }

  /// Takes in what has been written since the last look.
  ///
  /// - Returns: Whether the lines are others than at the last look.
  /// - Throws: ``FileError`` if there is something of this name that cannot be read, or is no file.
  public mutating func read() throws(FileError) -> Bool {
    // Taken out, so that adding to them copies nothing.
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
          file, "line \(number): step", found: "\(metrics.step) after \(last.step)", expected: "rising steps",
          remedy: "the lines before it from that step on are replaced"))
      lines.removeSubrange(kept...)
    }
    lines.append(metrics)
  }
}

extension Array {
  /// The first place from which on `isBehind` holds, in an array in which it holds from some place on.
  fileprivate func partitioningIndex(where isBehind: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = low + (high - low) / 2
      if isBehind(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
