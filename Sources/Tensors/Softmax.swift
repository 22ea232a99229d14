import VectorMath

/// Overwrites `count` ≥ 1 logits with their softmax.
///
/// - Parameter capacity: The number of floats that may be overwritten, logits included: padding to whole vectors is faster.
public func softmax(_ x: UnsafeMutablePointer<Float>, count: Int, capacity: Int? = nil) {
  let whole = min((count + widestVector - 1) / widestVector * widestVector, max(count, capacity ?? count))
  vm_softmax(x, count, whole)
}

/// Floats in the widest vector of any supported processor.
private let widestVector = 16

/// Backward pass, given `count` softmax probabilities: replaces the gradient at them with the gradient at the logits,
/// which is 0 where the probability is 0.
@inline(__always)
func softmaxBackward(_ p: UnsafeMutablePointer<Float>, gradient g: UnsafeMutablePointer<Float>, count: Int) {
  vm_softmax_backward(p, g, count)
}

/// The cross-entropy of one row of logits against the class `target`: overwrites the logits with the loss's gradient,
/// times `weight`.
///
/// - Returns: −ln softmax(logits)[target], in nats, without the weight.
public func crossEntropy(_ logits: UnsafeMutablePointer<Float>, count: Int, target: Int, weight: Float) -> Float {
  vm_cross_entropy(logits, count, target, weight)
}
