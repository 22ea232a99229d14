import Records

/// The records of a JSON Lines file and the errors of its invalid lines, which are skipped one by one.
public struct JSONLog<Record: Sendable>: Sendable {
  public var records: [Record] = []
  public var damage = LogDamage()

  public init() {}
}
