import Foundation

/// Overwrites `count` logits with their softmax.
public func softmax(_ x: UnsafeMutablePointer<Float>, count: Int) {
  let largest = maximum(x, count: count)
  var total = Lanes.zero
  var rest: Float = 0
  forEachLanes(count) {
    let e = exponential(x.lanes($0) - largest)
    x.setLanes($0, e)
    total += e
  } rest: {
    let e = exponential(Lanes(repeating: x[$0] - largest))[0]
    x[$0] = e
    rest += e
  }
  let scale = 1 / (total.sum() + rest)
  forEachLanes(count) {
    x.setLanes($0, x.lanes($0) * scale)
  } rest: {
    x[$0] *= scale
  }
}

/// The cross-entropy of one row of logits against a class: overwrites the logits with the loss's gradient, times `weight`.
///
/// - Returns: −ln softmax(logits)[target], in nats, without the weight.
public func crossEntropy(_ logits: UnsafeMutablePointer<Float>, count: Int, target: Int, weight: Float) -> Float {
  let largest = maximum(logits, count: count)
  let targetLogit = logits[target]
  var total = Lanes.zero
  var rest: Float = 0
  forEachLanes(count) {
    let e = exponential(logits.lanes($0) - largest)
    logits.setLanes($0, e)
    total += e
  } rest: {
    let e = exponential(Lanes(repeating: logits[$0] - largest))[0]
    logits[$0] = e
    rest += e
  }
  let norm = total.sum() + rest
  let scale = weight / norm
  forEachLanes(count) {
    logits.setLanes($0, logits.lanes($0) * scale)
  } rest: {
    logits[$0] *= scale
  }
  logits[target] -= weight
  return log(norm) + largest - targetLogit
}

/// The largest of `count` floats.
@inline(__always)
private func maximum(_ x: UnsafeMutablePointer<Float>, count: Int) -> Float {
  var largest = Lanes(repeating: -.infinity)
  var rest = -Float.infinity
  forEachLanes(count) {
    largest = larger(largest, x.lanes($0))
  } rest: {
    rest = max(rest, x[$0])
  }
  return max(largest.max(), rest)
}
