/// Causal attention of one head over one sequence: overwrites `output`, and `probabilities` up to the last key that
/// each block of queries attends to.
///
/// The queries are the last T of the S positions, so query i attends to keys 0…S − T + i. Shapes: queries and output
/// [T, D]; keys and values [S, D]; probabilities [T, S].
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
      softmax(p.row(i), count: count, capacity: p.columns)
      (p.row(i) + count).update(repeating: 0, count: p.columns - count)
    }
    setProduct(output.rows(block), p, values.rows(seen).plain, scale: 1)
  }
  /// The single-row kernel is for decoding only (one query in all): a last block of one query belongs to a longer text,
  /// whose products must all sum in the same order.
  func setProduct(_ output: Matrix, _ a: Matrix, _ b: Factor, scale: Float) {
    if queries.rows == 1 {
      output.setRowProduct(a, b, scale: scale)
    } else {
      output.setProduct(a.plain, b, scale: scale)
    }
  }
}

/// Backward pass, given the gradient at the output: overwrites the gradients at queries, keys and values, and `scratch`
/// [min(T, ``attentionBlockSize``), T].
///
/// For whole sequences (T = S); shapes as in ``attentionForward(queries:keys:values:probabilities:output:)``.
public func attentionBackward(
  queries: Matrix, keys: Matrix, values: Matrix, probabilities: Matrix, outputGradient: Matrix,
  queryGradient: Matrix, keyGradient: Matrix, valueGradient: Matrix, scratch: Matrix
) {
  let scale = 1 / Float(queries.columns).squareRoot()
  // The last block attends to all keys: it overwrites their gradients, the others add to them.
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

/// The number of queries computed together.
public let attentionBlockSize = 64

/// Splits queries into blocks. Keys that a whole block does not attend to are left out of its products: about half of
/// them all.
private func queryBlocks(_ count: Int) -> LazyMapCollection<Range<Int>, Range<Int>> {
  (0..<(count + attentionBlockSize - 1) / attentionBlockSize).lazy.map {
    $0 * attentionBlockSize..<min(($0 + 1) * attentionBlockSize, count)
  }
}
