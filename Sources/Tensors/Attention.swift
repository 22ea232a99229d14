/// Causal attention of one head over one sequence: overwrites `output`, and `probabilities` as far as queries see keys.
///
/// The queries are the last T of the S positions, so query i sees keys 0…S − T + i.
/// Shapes: queries and output [T, D]; keys and values [S, D]; probabilities [T, S].
public func attentionForward(
  queries: Matrix, keys: Matrix, values: Matrix, probabilities: Matrix, output: Matrix
) {
  let past = keys.rows - queries.rows
  let scale = 1 / Float(queries.columns).squareRoot()
  for block in queryBlocks(queries.rows) {
    let seen = 0..<past + block.upperBound
    let p = probabilities.rows(block).columns(seen)
    setProduct(p, queries.rows(block), keys.rows(seen).transposed, scale: scale)
    for i in 0..<p.rows {
      let count = past + block.lowerBound + i + 1
      softmax(p.row(i), count: count, room: p.columns)
      (p.row(i) + count).update(repeating: 0, count: p.columns - count)
    }
    setProduct(output.rows(block), p, values.rows(seen).plain, scale: 1)
  }
  /// Only a single query is decoding: a last block of one query is a part of whole texts, whose sums have one order.
  func setProduct(_ output: Matrix, _ a: Matrix, _ b: Factor, scale: Float) {
    if queries.rows == 1 {
      output.setRowProduct(a, b, scale: scale)
    } else {
      output.setProduct(a.plain, b, scale: scale)
    }
  }
}

/// From the gradient at the output: overwrites the gradients at queries, keys and values. `scratch` is overwritten: as
/// many rows as a block has queries (T, but not more than ``attentionBlockSize``), T columns.
///
/// For whole sequences (T = S); shapes as in ``attentionForward(queries:keys:values:probabilities:output:)``.
public func attentionBackward(
  queries: Matrix, keys: Matrix, values: Matrix, probabilities: Matrix, outputGradient: Matrix,
  queryGradient: Matrix, keyGradient: Matrix, valueGradient: Matrix, scratch: Matrix
) {
  let scale = 1 / Float(queries.columns).squareRoot()
  // The last block sees all keys: it overwrites their gradients, the others add to them.
  for block in queryBlocks(queries.rows).reversed() {
    let seen = 0..<block.upperBound
    let isLast = block.upperBound == queries.rows
    let p = probabilities.rows(block).columns(seen)
    let g = scratch.rows(0..<block.count).columns(seen)
    let outputGradient = outputGradient.rows(block)
    valueGradient.rows(seen).setProduct(p.transposed, outputGradient.plain, accumulating: !isLast)
    g.setProduct(outputGradient.plain, values.rows(seen).transposed)
    for i in 0..<block.count { softmaxBackward(p.row(i), gradient: g.row(i), count: seen.count) }
    queryGradient.rows(block).setProduct(g.plain, keys.rows(seen).plain, scale: scale)
    keyGradient.rows(seen).setProduct(
      g.transposed, queries.rows(block).plain, scale: scale, accumulating: !isLast)
  }
}

/// The most queries that are computed together.
public let attentionBlockSize = 64

/// Cuts queries into blocks. The keys that a whole block does not see are left out of its products: about half of all.
private func queryBlocks(_ count: Int) -> LazyMapCollection<Range<Int>, Range<Int>> {
  (0..<(count + attentionBlockSize - 1) / attentionBlockSize).lazy.map {
    $0 * attentionBlockSize..<min(($0 + 1) * attentionBlockSize, count)
  }
}
