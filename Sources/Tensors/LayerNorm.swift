import VectorMath

/// Normalizes each row to mean 0 and variance 1, then scales and shifts: overwrites `output`, `mean` and `scale`.
///
/// Shapes: input and output [N, C], weight and bias [1, C], mean and scale [N]. `scale` is 1/√(variance + epsilon).
public func layerNormForward(
  _ input: Matrix, weight: Matrix, bias: Matrix, epsilon: Float, output: Matrix,
  mean: UnsafeMutablePointer<Float>, scale: UnsafeMutablePointer<Float>
) {
  for i in 0..<input.rows {
    let moments = vm_layer_norm(input.row(i), weight.base, bias.base, input.columns, epsilon, output.row(i))
    mean[i] = moments.mean
    scale[i] = moments.scale
  }
}

/// Backward pass, given the gradient at the output: adds to the gradients of weight and bias, and to the gradient at
/// the input (which already holds the residual branch's).
///
/// Shapes as in ``layerNormForward(_:weight:bias:epsilon:output:mean:scale:)``.
public func layerNormBackward(
  _ input: Matrix, weight: Matrix, mean: UnsafeMutablePointer<Float>, scale: UnsafeMutablePointer<Float>,
  outputGradient: Matrix, inputGradient: Matrix, weightGradient: Matrix, biasGradient: Matrix
) {
  for i in 0..<input.rows {
    vm_layer_norm_backward(
      input.row(i), weight.base, vm_moments(mean: mean[i], scale: scale[i]), outputGradient.row(i), input.columns,
      inputGradient.row(i), weightGradient.base, biasGradient.base)
  }
}
