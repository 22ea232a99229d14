import Foundation
import VectorMath

/// Overwrites `count` logits with their softmax.
///
/// - Parameter room: How many floats may be overwritten, the logits among them; whole vectors take less time.
public func softmax(_ x: UnsafeMutablePointer<Float>, count: Int, room: Int? = nil) {
  let largest = maximum(x, count: count)
  let whole = min((count + widestVector - 1) / widestVector * widestVector, max(count, room ?? count))
  multiply(x, count: count, by: 1 / exponentiate(x, count: count, minus: largest, whole: whole))
}

/// Floats in the widest vector that a processor has.
private let widestVector = 16

/// From `count` probabilities that a softmax gave: turns the gradient at them into the gradient at the logits. Where a
/// probability is 0 it becomes 0.
@inline(__always)
func softmaxBackward(_ p: UnsafeMutablePointer<Float>, gradient g: UnsafeMutablePointer<Float>, count: Int) {
  let mean = sum(count) {
    p.lanes($0) * g.lanes($0)
  } rest: {
    p[$0] * g[$0]
  }
  forEachLanes(count) {
    g.setLanes($0, p.lanes($0) * (g.lanes($0) - mean))
  } rest: {
    g[$0] = p[$0] * (g[$0] - mean)
  }
}

/// The cross-entropy of one row of logits against a class: overwrites the logits with the loss's gradient, times `weight`.
///
/// - Returns: −ln softmax(logits)[target], in nats, without the weight.
public func crossEntropy(_ logits: UnsafeMutablePointer<Float>, count: Int, target: Int, weight: Float) -> Float {
  let largest = maximum(logits, count: count)
  let targetLogit = logits[target]
  let total = exponentiate(logits, count: count, minus: largest, whole: count)
  multiply(logits, count: count, by: weight / total)
  logits[target] -= weight
  return log(total) + largest - targetLogit
}

/// Overwrites each of `whole` floats x with e^(x − largest).
///
/// - Returns: The sum of the first `count`.
@inline(__always)
private func exponentiate(
  _ x: UnsafeMutablePointer<Float>, count: Int, minus largest: Float, whole: Int
) -> Float {
  vm_exponential(x, whole, largest)
  return sum(count) {
    x.lanes($0)
  } rest: {
    x[$0]
  }
}

/// Multiplies each of `count` floats by `factor`.
@inline(__always)
private func multiply(_ x: UnsafeMutablePointer<Float>, count: Int, by factor: Float) {
  forEachLanes(count) {
    x.setLanes($0, x.lanes($0) * factor)
  } rest: {
    x[$0] *= factor
  }
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
