/// Normalises each row to mean 0 and variance 1, then scales and shifts: overwrites `output`, `mean` and `scale`.
///
/// Shapes: input and output [N, C], weight and bias [1, C], mean and scale [N]. `scale` is 1/√(variance + epsilon).
public func layerNormForward(
  _ input: Matrix, weight: Matrix, bias: Matrix, epsilon: Float, output: Matrix,
  mean: UnsafeMutablePointer<Float>, scale: UnsafeMutablePointer<Float>
) {
  let count = input.columns
  for i in 0..<input.rows {
    let x = input.row(i)
    let y = output.row(i)
    let m =
      sum(count) {
        x.lanes($0)
      } rest: {
        x[$0]
      } / Float(count)
    let variance =
      sum(count) {
        let d = x.lanes($0) - m; return d * d
      } rest: {
        let d = x[$0] - m; return d * d
      } / Float(count)
    let s = 1 / (variance + epsilon).squareRoot()
    forEachLanes(count) {
      y.setLanes($0, (x.lanes($0) - m) * s * weight.base.lanes($0) + bias.base.lanes($0))
    } rest: {
      y[$0] = (x[$0] - m) * s * weight.base[$0] + bias.base[$0]
    }
    mean[i] = m
    scale[i] = s
  }
}

/// From the gradient at the output: adds to the gradients of weight and bias, and adds to the gradient at the input (which
/// already holds what came along the residual).
///
/// Shapes as in ``layerNormForward(_:weight:bias:epsilon:output:mean:scale:)``.
public func layerNormBackward(
  _ input: Matrix, weight: Matrix, mean: UnsafeMutablePointer<Float>, scale: UnsafeMutablePointer<Float>,
  outputGradient: Matrix, inputGradient: Matrix, weightGradient: Matrix, biasGradient: Matrix
) {
  let count = input.columns
  let w = weight.base
  let dw = weightGradient.base
  let db = biasGradient.base
  for i in 0..<input.rows {
    let x = input.row(i)
    let dy = outputGradient.row(i)
    let dx = inputGradient.row(i)
    let m = mean[i]
    let s = scale[i]
    let meanGradient =
      sum(count) {
        dy.lanes($0) * w.lanes($0)
      } rest: {
        dy[$0] * w[$0]
      } / Float(count)
    let meanProduct =
      sum(count) {
        dy.lanes($0) * w.lanes($0) * (x.lanes($0) - m)
      } rest: {
        dy[$0] * w[$0] * (x[$0] - m)
      }
      * s / Float(count)
    forEachLanes(count) {
      let normed = (x.lanes($0) - m) * s
      let g = dy.lanes($0)
      dw.setLanes($0, dw.lanes($0) + g * normed)
      db.setLanes($0, db.lanes($0) + g)
      dx.setLanes($0, dx.lanes($0) + (g * w.lanes($0) - meanGradient - normed * meanProduct) * s)
    } rest: {
      let normed = (x[$0] - m) * s
      dw[$0] += dy[$0] * normed
      db[$0] += dy[$0]
      dx[$0] += (dy[$0] * w[$0] - meanGradient - normed * meanProduct) * s
    }
  }
}
