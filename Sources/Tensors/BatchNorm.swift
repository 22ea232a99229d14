import VectorMath

/// Normalizes each column to mean 0 and variance 1 over the rows of a batch, scales and shifts, and applies ReLU:
/// overwrites `output`, `mean` and `scale`.
///
/// Shapes: input and output [N, C], weight and bias [1, C], mean and scale [C]. `scale` is 1/√(variance + epsilon).
/// Ioffe and Szegedy 2015.
public func batchNormReLUForward(
  _ input: Matrix, weight: Matrix, bias: Matrix, epsilon: Float, output: Matrix,
  mean: UnsafeMutablePointer<Float>, scale: UnsafeMutablePointer<Float>
) {
  vm_batch_norm_relu(input.batch, weight.base, bias.base, epsilon, output.batch, mean, scale)
}

/// Backward pass: replaces the gradient at the output with the gradient at the input, and overwrites the gradients of
/// weight and bias.
///
/// Shapes as in ``batchNormReLUForward(_:weight:bias:epsilon:output:mean:scale:)``; gradient [N, C].
public func batchNormReLUBackward(
  _ input: Matrix, weight: Matrix, mean: UnsafeMutablePointer<Float>, scale: UnsafeMutablePointer<Float>,
  output: Matrix, gradient: Matrix, weightGradient: Matrix, biasGradient: Matrix
) {
  vm_batch_norm_relu_backward(
    input.batch, weight.base, mean, scale, output.batch, gradient.batch, weightGradient.base, biasGradient.base)
}

extension Matrix {
  fileprivate var batch: vm_batch { vm_batch(base: base, rows: rows, columns: columns, stride: stride) }
}
