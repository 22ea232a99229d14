/// Overwrites `output` with GELU(input) in its tanh form (`gelu_new`): x·σ(2u) with u = √(2/π)·(x + 0.044715·x³), which is
/// ½x(1 + tanh u). Overwrites `slope`, if there is one, with GELU'(input), for the backward pass.
///
/// Shapes: input, output and slope [N, C]; the input may be one of the others.
public func geluForward(_ input: Matrix, output: Matrix, slope: Matrix? = nil) {
  for i in 0..<input.rows {
    let (x, y) = (input.row(i), output.row(i))
    if let s = slope?.row(i) {
      forEachLanes(input.columns) {
        let (value, slope) = geluAndSlope(x.lanes($0))
        y.setLanes($0, value)
        s.setLanes($0, slope)
      } rest: {
        let (value, slope) = geluAndSlope(Lanes(repeating: x[$0]))
        y[$0] = value[0]
        s[$0] = slope[0]
      }
    } else {
      forEachLanes(input.columns) {
        y.setLanes($0, gelu(x.lanes($0)))
      } rest: {
        y[$0] = gelu(Lanes(repeating: x[$0]))[0]
      }
    }
  }
}

/// Multiplies `gradient`, given at GELU's output, by `slope`: it becomes the gradient at the input.
///
/// Shapes: slope and gradient [N, C].
public func geluBackward(slope: Matrix, gradient: Matrix) {
  for i in 0..<slope.rows {
    let (s, g) = (slope.row(i), gradient.row(i))
    forEachLanes(slope.columns) {
      g.setLanes($0, g.lanes($0) * s.lanes($0))
    } rest: {
      g[$0] *= s[$0]
    }
  }
}

/// 2·√(2/π)
private let twiceRoot: Float = 1.595_769_1
private let cubic: Float = 0.044_715

/// GELU in each lane.
@inline(__always)
private func gelu(_ x: Lanes) -> Lanes { x * gate(x) }

/// GELU and its derivative.
@inline(__always)
private func geluAndSlope(_ x: Lanes) -> (value: Lanes, slope: Lanes) {
  let sigma = gate(x)
  let value = x * sigma
  let slope = x * x * (3 * cubic * twiceRoot) + twiceRoot
  return (value, sigma + value * (1 - sigma) * slope)
}

/// σ(2u)
@inline(__always)
private func gate(_ x: Lanes) -> Lanes {
  let u = x * (x * x * (cubic * twiceRoot) + twiceRoot)
  return 1 / (1 + exponential(-u))
}
