import Foundation
import VectorMath

/// Overwrites `count` logits with their softmax.
///
/// - Parameter room: How many floats may be overwritten, the logits among them; whole vectors take less time.
public func softmax(_ x: UnsafeMutablePointer<Float>, count: Int, room: Int? = nil) {
  let whole = min((count + widestVector - 1) / widestVector * widestVector, max(count, room ?? count))
  vm_softmax(x, count, whole)
}

/// Floats in the widest vector that a processor has.
private let widestVector = 16

/// From `count` probabilities that a softmax gave: turns the gradient at them into the gradient at the logits. Where a
/// probability is 0 it becomes 0.
@inline(__always)
func softmaxBackward(_ p: UnsafeMutablePointer<Float>, gradient g: UnsafeMutablePointer<Float>, count: Int) {
  vm_softmax_backward(p, g, count)
}

/// The cross-entropy of one row of logits against a class: overwrites the logits with the loss's gradient, times `weight`.
///
/// - Returns: −ln softmax(logits)[target], in nats, without the weight.
public func crossEntropy(_ logits: UnsafeMutablePointer<Float>, count: Int, target: Int, weight: Float) -> Float {
  let largest = maximum(logits, count: count)
  let targetLogit = logits[target]
  let total = exponentiate(logits, count: count, minus: largest)
  vm_scale(logits, weight / total, count)
  logits[target] -= weight
  return log(total) + largest - targetLogit
}

/// Overwrites each of `count` floats x with e^(x − largest).
///
/// - Returns: Their sum.
@inline(__always)
private func exponentiate(_ x: UnsafeMutablePointer<Float>, count: Int, minus largest: Float) -> Float {
  vm_exponential(x, count, largest)
  return sum(count) {
    x.lanes($0)
  } rest: {
    x[$0]
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
