import Files
import Foundation

/// The records of a JSON Lines file and the errors of its invalid lines, which are skipped one by one.
public struct JSONLog<Record: Sendable>: Sendable {
  public var records: [Record] = []
  public var damage = LogDamage()

  public init() {}
}

/// What is wrong with lines of a JSON Lines file, or with names in a folder: invalid ones are skipped, others doubtful
/// or superseded by later lines.
public struct LogDamage: Hashable, Sendable {
  /// The first errors, in the file's order.
  public private(set) var remarks: [FileError] = []
  /// The number of all errors.
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

  /// One line per remark, and one that counts the rest.
  public var lines: [String] {
    let rest = count - remarks.count
    return remarks.map(\.description) + (rest > 0 ? ["\(remarks[0].file.path): \(rest) more such lines"] : [])
  }
}
