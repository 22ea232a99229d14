import Files
import Foundation

/// The lines of `metrics.jsonl` by ascending step, read incrementally while another process may be writing the file.
///
/// If steps go back, because a trainer restarted from an earlier checkpoint and appended, the new lines replace those
/// from that step on: each step appears once, as it was trained last.
public struct MetricsLog: Sendable {
  package typealias ReadBytes = @Sendable (RegularFile, _ offset: Int, _ count: Int) throws(FileError) -> Data

  /// By ascending step, each step once.
  public private(set) var lines: [Metrics] = []
  private let file: URL
  /// The last step of the run's preset.
  private let lastStep: Int
  private var reader: JSONLogReader<Metrics>
  private var wholeDamage = LogDamage()
  private var tail = Tail.nothing

  /// The text after the last line break.
  private enum Tail {
    case nothing
    /// It is the last of ``lines``, in place of others if its step goes back.
    case record(replaced: [Metrics], remark: FileError?)
    /// It may still become a line.
    case damage(FileError)
  }

  /// A log that has not been read yet.
  public init(_ run: RunDirectory) {
    self.init(run) { file, offset, count throws(FileError) in try file.read(at: offset, count: count) }
  }

  /// - Parameter readBytes: Reads a chunk of the file, or less where the file ends first.
  package init(_ run: RunDirectory, readBytes: @escaping ReadBytes) {
    file = run.metricsFile
    lastStep = run.configuration.preset.steps
    reader = JSONLogReader(file, decode: Metrics.decode, readBytes: readBytes)
  }

  /// The file's modification date at the last read; nil without a file.
  public var modified: Date? { reader.modified }

  /// The line of a step; nil if there is none.
  public func line(of step: Int) -> Metrics? {
    let place = lines.partitioningIndex { $0.step >= step }
    return place < lines.count && lines[place].step == step ? lines[place] : nil
  }

  /// The errors of invalid lines, the lines that were replaced, and whether steps exceed the run's.
  ///
  /// - Parameter isBeingWritten: Whether the text after the last line break may still become a complete line.
  public func damage(isBeingWritten: Bool) -> LogDamage {
    var all = wholeDamage
    switch tail {
    case .nothing: break
    case .record(replaced: _, let remark): if let remark { all.add(remark) }
    case .damage(let error): if !isBeingWritten { all.add(error) }
    }
    if let remark = remarkOnExcess { all.add(remark) }
    return all
  }

  /// One remark on all steps beyond the preset's, which only another run's lines have.
  private var remarkOnExcess: FileError? {
    let beyond = lines[lines.partitioningIndex { $0.step > lastStep }...]
    guard let first = beyond.first else { return nil }
    return FileError(
      file, "step",
      found: "\(first.step)" + (beyond.count > 1 ? " and \(beyond.count - 1) later ones" : ""),
      expected: "at most \(lastStep), as preset.steps in run.json",
      remedy: "such lines are shown; if they are another run's, remove them")
  }

  /// Reads what was written since the last call.
  ///
  /// - Returns: Whether ``lines`` has changed.
  /// - Throws: ``FileError`` if the file exists but is unreadable or not a regular file.
  public mutating func read() throws(FileError) -> Bool {
    // Moved out so that appending does not copy the arrays; moved back together, also when reading fails midway.
    var (lines, damage, tail) = (self.lines, wholeDamage, self.tail)
    (self.lines, self.tail) = ([], .nothing)
    defer { (self.lines, wholeDamage, self.tail) = (lines, damage, tail) }
    var haveChanged = false
    func dropTail() {
      if case .record(let replaced, _) = tail {
        lines.removeLast()
        lines += replaced
        haveChanged = true
      }
      tail = .nothing
    }
    let file = file
    let hasChanged = try reader.read {
      haveChanged = !lines.isEmpty
      (lines, damage, tail) = ([], LogDamage(), .nothing)
    } take: { new in
      dropTail()
      haveChanged = true
      for line in new {
        switch line {
        case .record(let metrics, let number):
          if let remark = MetricsLog.add(metrics, number, of: file, to: &lines).remark { damage.add(remark) }
        case .damage(let error): damage.add(error)
        }
      }
    }
    guard hasChanged else { return false }
    dropTail()
    switch reader.unfinishedLine() {
    case .record(let metrics, let number)?:
      let (replaced, remark) = MetricsLog.add(metrics, number, of: file, to: &lines)
      tail = .record(replaced: replaced, remark: remark)
      haveChanged = true
    case .damage(let error)?: tail = .damage(error)
    case nil: break
    }
    return haveChanged
  }

  /// Adds a line, in place of those from its step on.
  private static func add(
    _ metrics: Metrics, _ number: Int, of file: URL, to lines: inout [Metrics]
  ) -> (replaced: [Metrics], remark: FileError?) {
    defer { lines.append(metrics) }
    guard let last = lines.last, metrics.step <= last.step else { return ([], nil) }
    let kept = lines.partitioningIndex { $0.step >= metrics.step }
    let replaced = Array(lines[kept...])
    lines.removeSubrange(kept...)
    return (
      replaced,
      FileError(
        file, "line \(number): step", found: "\(metrics.step) after \(last.step)", expected: "increasing steps",
        remedy: "earlier lines from that step on are replaced")
    )
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
