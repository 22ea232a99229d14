import VectorMath

/// Overwrites `count` logits, one at least, with their softmax.
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
  vm_cross_entropy(logits, count, target, weight)
}
