/// A tab's name: lower case in commands, capitalised on its tab.
public struct TabName: RawRepresentable, Hashable, Sendable {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// For example `Step`.
  public var title: String { rawValue.prefix(1).uppercased() + rawValue.dropFirst() }
}
