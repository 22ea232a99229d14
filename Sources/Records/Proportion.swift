/// How many of a number of specifications something holds for: a share that keeps its counts.
public struct Proportion: Hashable, Sendable {
  public var count: Int
  public var total: Int

  public init(_ count: Int, of total: Int) {
    self.count = count
    self.total = total
  }

  /// From 0 to 1; 0 of none is 0.
  public var share: Double { total > 0 ? Double(count) / Double(total) : 0 }

  /// The 95% interval of the share.
  public var interval: WilsonInterval { WilsonInterval(successes: count, count: total) }
}
