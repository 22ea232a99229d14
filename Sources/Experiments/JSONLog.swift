import Files
import Foundation

/// The records of a file of JSON lines, and what was wrong with the lines that are none. A bad line costs that line only.
public struct JSONLog<Record: Sendable>: Sendable {
  public var records: [Record] = []
  public var damage = LogDamage()

  public init() {}
}

/// What of a file of JSON lines could not be used, or was replaced by later lines.
public struct LogDamage: Hashable, Sendable {
  /// The first of them, in the file's order.
  public private(set) var remarks: [FileError] = []
  /// How many there are in all.
  public private(set) var count = 0

  /// The most remarks that are kept.
  private static let limit = 20

  public init() {}

  public var isEmpty: Bool { count == 0 }

  public mutating func add(_ remark: FileError) {
    count += 1
    if remarks.count < LogDamage.limit { remarks.append(remark) }
  }

  public mutating func add(_ other: LogDamage) {
    count += other.count
    remarks += other.remarks.prefix(LogDamage.limit - remarks.count)
  }

  /// A line for each remark, and one for those that are not kept.
  public var lines: [String] {
    let rest = count - remarks.count
    return remarks.map(\.description) + (rest > 0 ? ["\(remarks[0].file.path): \(rest) more such lines"] : [])
  }
}
