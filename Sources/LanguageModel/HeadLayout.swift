import Tensors

/// The columns of each head in the fused projection's output [N, 3C]: 4 partitions, each ordered query, value, key.
struct HeadLayout {
  private let headWidth: Int
  private let headsPerPartition: Int

  init(_ configuration: Configuration) {
    headWidth = configuration.headWidth
    headsPerPartition = configuration.headCount / Configuration.partitions
  }

  /// The columns of a head's queries.
  func queries(_ head: Int) -> Range<Int> { columns(head, part: 0) }
  /// The columns of a head's values.
  func values(_ head: Int) -> Range<Int> { columns(head, part: 1) }
  /// The columns of a head's keys.
  func keys(_ head: Int) -> Range<Int> { columns(head, part: 2) }
  /// The columns of a head's output in the [N, C] context.
  func output(_ head: Int) -> Range<Int> { head * headWidth..<(head + 1) * headWidth }

  private func columns(_ head: Int, part: Int) -> Range<Int> {
    let (partition, index) = head.quotientAndRemainder(dividingBy: headsPerPartition)
    let start = ((3 * partition + part) * headsPerPartition + index) * headWidth
    return start..<start + headWidth
  }
}
