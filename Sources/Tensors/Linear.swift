/// Overwrites `output` with `input · weightᵀ + bias`, or adds to it if `accumulating`.
///
/// Shapes: input [N, I], weight [O, I], bias [1, O] or none, output [N, O].
public func linearForward(
  _ input: Matrix, weight: Matrix, bias: Matrix?, output: Matrix, accumulating: Bool = false
) {
  if let bias {
    for i in 0..<output.rows {
      if accumulating {
        add(bias.base, to: output.row(i), count: output.columns)
      } else {
        output.row(i).update(from: bias.base, count: output.columns)
      }
    }
  }
  output.setProduct(input.plain, weight.transposed, accumulating: accumulating || bias != nil)
}

/// Backward pass, given the gradient at the output: adds to the gradients of weight and bias, and overwrites the
/// gradient at the input (adds to it if `accumulating`; skips it if nil).
///
/// Shapes as in ``linearForward(_:weight:bias:output:accumulating:)``.
public func linearBackward(
  _ input: Matrix, weight: Matrix, outputGradient: Matrix, inputGradient: Matrix?, weightGradient: Matrix,
  biasGradient: Matrix?, accumulating: Bool = false
) {
  inputGradient?.setProduct(outputGradient.plain, weight.plain, accumulating: accumulating)
  weightGradient.setProduct(outputGradient.transposed, input.plain, accumulating: true)
  if let biasGradient {
    for i in 0..<outputGradient.rows {
      add(outputGradient.row(i), to: biasGradient.base, count: outputGradient.columns)
    }
  }
}
