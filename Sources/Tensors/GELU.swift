/// Overwrites `output` with GELU(input) in its tanh form (`gelu_new`): x·σ(2u) with u = √(2/π)·(x + 0.044715·x³), which is
/// ½x(1 + tanh u).
///
/// Shapes: input and output [N, C].
public func geluForward(_ input: Matrix, output: Matrix) {
  for i in 0..<input.rows {
    let (x, y) = (input.row(i), output.row(i))
    forEachLanes(input.columns) {
      y.setLanes($0, gelu(x.lanes($0)))
    } rest: {
      y[$0] = gelu(Lanes(repeating: x[$0]))[0]
    }
  }
}

/// Multiplies `gradient`, given at GELU's output, by GELU'(input): it becomes the gradient at the input.
///
/// Shapes: input and gradient [N, C].
public func geluBackward(_ input: Matrix, gradient: Matrix) {
  for i in 0..<input.rows {
    let (x, g) = (input.row(i), gradient.row(i))
    forEachLanes(input.columns) {
      g.setLanes($0, g.lanes($0) * geluSlope(x.lanes($0)))
    } rest: {
      g[$0] *= geluSlope(Lanes(repeating: x[$0]))[0]
    }
  }
}

/// 2·√(2/π)
private let twiceRoot: Float = 1.595_769_1
private let cubic: Float = 0.044_715

/// GELU in each lane.
@inline(__always)
private func gelu(_ x: Lanes) -> Lanes { x * gate(x) }

/// Its derivative.
@inline(__always)
private func geluSlope(_ x: Lanes) -> Lanes {
  let sigma = gate(x)
  let slope = x * x * (3 * cubic * twiceRoot) + twiceRoot
  return sigma + x * sigma * (1 - sigma) * slope
}

/// σ(2u)
@inline(__always)
private func gate(_ x: Lanes) -> Lanes {
  let u = x * (x * x * (cubic * twiceRoot) + twiceRoot)
  return 1 / (1 + exponential(-u))
}
