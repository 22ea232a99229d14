/// Causal attention of one head over one sequence: overwrites `output` and `probabilities`.
///
/// The queries are the last T of the S positions, so query i sees keys 0…S − T + i.
/// Shapes: queries and output [T, D]; keys and values [S, D]; probabilities [T, S].
public func attentionForward(
  queries: Matrix, keys: Matrix, values: Matrix, probabilities: Matrix, output: Matrix
) {
  let past = keys.rows - queries.rows
  probabilities.setProduct(queries.plain, keys.transposed, scale: 1 / Float(queries.columns).squareRoot())
  for i in 0..<probabilities.rows {
    softmax(probabilities.row(i), count: past + i + 1)
    (probabilities.row(i) + past + i + 1).update(repeating: 0, count: probabilities.columns - past - i - 1)
  }
  output.setProduct(probabilities.plain, values.plain)
}

/// From the gradient at the output: overwrites the gradients at queries, keys and values. `scratch` [T, S] is overwritten.
///
/// For whole sequences (T = S); shapes as in ``attentionForward(queries:keys:values:probabilities:output:)``.
public func attentionBackward(
  queries: Matrix, keys: Matrix, values: Matrix, probabilities: Matrix, outputGradient: Matrix,
  queryGradient: Matrix, keyGradient: Matrix, valueGradient: Matrix, scratch: Matrix
) {
  valueGradient.setProduct(probabilities.transposed, outputGradient.plain)
  scratch.setProduct(outputGradient.plain, values.transposed)
  for i in 0..<scratch.rows {
    let p = probabilities.row(i)
    let g = scratch.row(i)
    let count = i + 1
    let mean = sum(count) {
      p.lanes($0) * g.lanes($0)
    } rest: {
      p[$0] * g[$0]
    }
    forEachLanes(count) {
      g.setLanes($0, p.lanes($0) * (g.lanes($0) - mean))
    } rest: {
      g[$0] = p[$0] * (g[$0] - mean)
    }
    (g + count).update(repeating: 0, count: scratch.columns - count)
  }
  let scale = 1 / Float(queries.columns).squareRoot()
  queryGradient.setProduct(scratch.plain, keys.plain, scale: scale)
  keyGradient.setProduct(scratch.transposed, queries.plain, scale: scale)
}
