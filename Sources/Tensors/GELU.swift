import VectorMath

/// Overwrites `x` with GELU(x + bias) in its tanh form (`gelu_new`): u·σ(2v) with u = x + bias and
/// v = √(2/π)·(u + 0.044715·u³), which is ½u(1 + tanh v).
///
/// Shapes: x [N, C], bias [1, C].
public func geluForward(_ x: Matrix, bias: Matrix) {
  for i in 0..<x.rows { vm_gelu(x.row(i), bias.base, x.columns) }
}

/// Overwrites `output` with GELU(input + bias), and `input` with the derivative GELU'(input + bias), for the backward
/// pass.
///
/// Shapes: input and output [N, C], bias [1, C].
public func geluForward(slopeReplacing input: Matrix, bias: Matrix, output: Matrix) {
  for i in 0..<input.rows { vm_gelu_with_slope(input.row(i), bias.base, output.row(i), input.columns) }
}

/// Backward pass: multiplies `gradient` at GELU's output by `slope`, which turns it into the gradient at the input.
///
/// Shapes: slope and gradient [N, C].
public func geluBackward(slope: Matrix, gradient: Matrix) {
  for i in 0..<slope.rows { vm_multiply(gradient.row(i), slope.row(i), slope.columns) }
}
