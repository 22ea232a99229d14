/// Overwrites `output` with GELU(input) in its tanh form (`gelu_new`): x·σ(2u) with u = √(2/π)·(x + 0.044715·x³), which is
/// ½x(1 + tanh u).
///
/// Shapes: input and output [N, C].
public func geluForward(_ input: Matrix, output: Matrix) {
  forEachVector(input.columns, rows: input.rows) { i, offset, count in
    let x = load(input.row(i) + offset, count)
    store(x * gate(x), to: output.row(i) + offset, count)
  }
}

/// Multiplies `gradient`, given at GELU's output, by GELU'(input): it becomes the gradient at the input.
///
/// Shapes: input and gradient [N, C].
public func geluBackward(_ input: Matrix, gradient: Matrix) {
  forEachVector(input.columns, rows: input.rows) { i, offset, count in
    let x = load(input.row(i) + offset, count)
    let g = load(gradient.row(i) + offset, count)
    let sigma = gate(x)
    let slope = x * x * (3 * cubic * twiceRoot) + twiceRoot
    store(g * (sigma + x * sigma * (1 - sigma) * slope), to: gradient.row(i) + offset, count)
  }
}

/// 2·√(2/π)
private let twiceRoot: Float = 1.595_769_1
private let cubic: Float = 0.044_715

/// σ(2u)
@inline(__always)
private func gate(_ x: Lanes) -> Lanes {
  let u = x * (x * x * (cubic * twiceRoot) + twiceRoot)
  return 1 / (1 + exponential(-u))
}

@inline(__always)
private func forEachVector(_ columns: Int, rows: Int, _ body: (_ row: Int, _ offset: Int, _ count: Int) -> Void) {
  for i in 0..<rows {
    var offset = 0
    while offset + Lanes.scalarCount <= columns {
      body(i, offset, Lanes.scalarCount)
      offset += Lanes.scalarCount
    }
    if offset < columns { body(i, offset, columns - offset) }
  }
}

@inline(__always)
private func load(_ pointer: UnsafeMutablePointer<Float>, _ count: Int) -> Lanes {
  if count == Lanes.scalarCount { return pointer.lanes(0) }
  var lanes = Lanes.zero
  for k in 0..<count { lanes[k] = pointer[k] }
  return lanes
}

@inline(__always)
private func store(_ lanes: Lanes, to pointer: UnsafeMutablePointer<Float>, _ count: Int) {
  if count == Lanes.scalarCount { return pointer.setLanes(0, lanes) }
  for k in 0..<count { pointer[k] = lanes[k] }
}
