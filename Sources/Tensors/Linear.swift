import VectorMath

/// Overwrites `output` with `input · weightᵀ + bias`, or adds to it if `accumulating`.
///
/// Shapes: input [N, I], weight [O, I], bias [1, O] or none, output [N, O].
public func linearForward(
  _ input: Matrix, weight: Matrix, bias: Matrix?, output: Matrix, accumulating: Bool = false
) {
  linearForward(
    input, transposedWeight: weight.transposed, bias: bias, output: output, accumulating: accumulating)
}

/// Overwrites `output` with `input · transposedWeight + bias`, or adds to it if `accumulating`.
///
/// Where the input has few rows, a weight that lies in memory as this product reads it (``Matrix/plain``) spares half of the
/// time.
/// Shapes: input [N, I], transposed weight [I, O], bias [1, O] or none, output [N, O].
public func linearForward(
  _ input: Matrix, transposedWeight: Factor, bias: Matrix?, output: Matrix, accumulating: Bool = false
) {
  guard let bias else {
    output.setProduct(input.plain, transposedWeight, accumulating: accumulating)
    return
  }
  if accumulating {
    for i in 0..<output.rows { add(bias.base, to: output.row(i), count: output.columns) }
  } else {
    for i in 0..<output.rows { output.row(i).update(from: bias.base, count: output.columns) }
  }
  output.setProduct(input.plain, transposedWeight, accumulating: true)
}

/// From the gradient at the output: adds to the gradients of weight and bias, and overwrites the gradient at the input
/// (adds to it if `accumulating`; leaves it alone if there is none).
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

/// `target += source`, element by element.
@inline(__always)
public func add(_ source: UnsafeMutablePointer<Float>, to target: UnsafeMutablePointer<Float>, count: Int) {
  vm_add(target, source, count)
}

/// Adds `factor · source` to `target`, which has the same shape.
public func add(_ source: Matrix, times factor: Float, to target: Matrix) {
  for i in 0..<target.rows { vm_add_scaled(target.row(i), source.row(i), factor, target.columns) }
}

/// Multiplies every element by `factor`.
public func multiply(_ matrix: Matrix, by factor: Float) {
  for i in 0..<matrix.rows { vm_scale(matrix.row(i), factor, matrix.columns) }
}

/// The sum of the squares of `count` floats.
public func sumOfSquares(_ x: UnsafeMutablePointer<Float>, count: Int) -> Float {
  vm_sum_of_squares(x, count)
}
