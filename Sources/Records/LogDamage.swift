/// The lines of a run's files that are left out because they are invalid, or that later lines replace.
public struct LogDamage: Hashable, Sendable {
  /// What is wrong with a line.
  public struct Remark: Hashable, Sendable, CustomStringConvertible {
    /// The file's path.
    public var file: String
    /// The line or field; nil for the file as a whole.
    public var place: String?
    /// What was found and what was expected.
    public var finding: String
    /// What becomes of it, and what the user can do about it, if known.
    public var remedy: String?

    public init(file: String, place: String? = nil, finding: String, remedy: String? = nil) {
      self.file = file
      self.place = place
      self.finding = finding
      self.remedy = remedy
    }

    /// The last component of the file's path.
    public var fileName: String { file.split(separator: "/").last.map(String.init) ?? file }

    /// ``description`` without the file.
    public var problem: String { (place.map { "\($0): " } ?? "") + finding + (remedy.map { "; \($0)" } ?? "") }

    /// One line: file, place, what was found, what was expected, remedy.
    public var description: String { "\(file): \(problem)" }
  }

  /// The first ones, in the file's order.
  public private(set) var remarks: [Remark] = []
  /// The number of all of them.
  public private(set) var count = 0

  /// The most remarks that are kept.
  private static let limit = 20

  public init() {}

  public var isEmpty: Bool { count == 0 }

  public mutating func add(_ remark: Remark) {
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
    return remarks.map(\.description) + (rest > 0 ? ["\(remarks[0].file): \(rest) more such lines"] : [])
  }
}
