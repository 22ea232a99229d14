/// Normalises each column to mean 0 and variance 1 over the rows of a batch, scales and shifts, and takes the positive part
/// (ReLU): overwrites `output`, `mean` and `scale`.
///
/// Shapes: input and output [N, C], weight and bias [1, C], mean and scale [C]. `scale` is 1/√(variance + epsilon).
/// Ioffe and Szegedy 2015.
public func batchNormReLUForward(
  _ input: Matrix, weight: Matrix, bias: Matrix, epsilon: Float, output: Matrix,
  mean: UnsafeMutablePointer<Float>, scale: UnsafeMutablePointer<Float>
) {
  let share = 1 / Float(max(1, input.rows))
  forEachPanel(input.columns) { start, count in
    let (m, s, w, b) = (mean + start, scale + start, weight.base + start, bias.base + start)
    m.update(repeating: 0, count: count)
    s.update(repeating: 0, count: count)
    for i in 0..<input.rows { add(input.row(i) + start, to: m, count: count) }
    for j in 0..<count { m[j] *= share }
    for i in 0..<input.rows {
      let x = input.row(i) + start
      forEachLanes(count) {
        let d = x.lanes($0) - m.lanes($0)
        s.setLanes($0, s.lanes($0) + d * d)
      } rest: {
        let d = x[$0] - m[$0]
        s[$0] += d * d
      }
    }
    for j in 0..<count { s[j] = 1 / (s[j] * share + epsilon).squareRoot() }
    for i in 0..<input.rows {
      let x = input.row(i) + start
      let y = output.row(i) + start
      forEachLanes(count) {
        y.setLanes($0, larger((x.lanes($0) - m.lanes($0)) * s.lanes($0) * w.lanes($0) + b.lanes($0), Lanes.zero))
      } rest: {
        y[$0] = max((x[$0] - m[$0]) * s[$0] * w[$0] + b[$0], 0)
      }
    }
  }
}

/// From the gradient at the output: overwrites it with the gradient at the input, and overwrites the gradients of weight and
/// bias.
///
/// Shapes as in ``batchNormReLUForward(_:weight:bias:epsilon:output:mean:scale:)``; gradient [N, C].
public func batchNormReLUBackward(
  _ input: Matrix, weight: Matrix, mean: UnsafeMutablePointer<Float>, scale: UnsafeMutablePointer<Float>,
  output: Matrix, gradient: Matrix, weightGradient: Matrix, biasGradient: Matrix
) {
  let share = 1 / Float(max(1, input.rows))
  forEachPanel(input.columns) { start, count in
    let (m, s, w) = (mean + start, scale + start, weight.base + start)
    let (dw, db) = (weightGradient.base + start, biasGradient.base + start)
    dw.update(repeating: 0, count: count)
    db.update(repeating: 0, count: count)
    for i in 0..<input.rows {
      let (x, y, g) = (input.row(i) + start, output.row(i) + start, gradient.row(i) + start)
      forEachLanes(count) {
        let passed = g.lanes($0).replacing(with: Lanes.zero, where: y.lanes($0) .<= Lanes.zero)
        g.setLanes($0, passed)
        dw.setLanes($0, dw.lanes($0) + passed * (x.lanes($0) - m.lanes($0)) * s.lanes($0))
        db.setLanes($0, db.lanes($0) + passed)
      } rest: {
        if y[$0] <= 0 { g[$0] = 0 }
        dw[$0] += g[$0] * (x[$0] - m[$0]) * s[$0]
        db[$0] += g[$0]
      }
    }
    for i in 0..<input.rows {
      let (x, g) = (input.row(i) + start, gradient.row(i) + start)
      forEachLanes(count) {
        let normed = (x.lanes($0) - m.lanes($0)) * s.lanes($0)
        let centred = g.lanes($0) - (db.lanes($0) + normed * dw.lanes($0)) * share
        g.setLanes($0, centred * w.lanes($0) * s.lanes($0))
      } rest: {
        let normed = (x[$0] - m[$0]) * s[$0]
        g[$0] = (g[$0] - (db[$0] + normed * dw[$0]) * share) * w[$0] * s[$0]
      }
    }
  }
}

/// Overwrites `count` floats with their positive parts.
public func relu(_ x: UnsafeMutablePointer<Float>, count: Int) {
  forEachLanes(count) {
    x.setLanes($0, larger(x.lanes($0), Lanes.zero))
  } rest: {
    x[$0] = max(x[$0], 0)
  }
}

/// Calls `body` for one range of columns after another, narrow enough that its part of a batch stays in cache from one pass
/// over the rows to the next.
@inline(__always)
private func forEachPanel(_ columns: Int, _ body: (_ start: Int, _ count: Int) -> Void) {
  for start in stride(from: 0, to: columns, by: 64) { body(start, min(64, columns - start)) }
}
