import Foundation
import VectorMath

/// One step of AdamW (Loshchilov and Hutter 2019) on a block of parameters.
public struct AdamStep {
  public var rate: Float
  public var beta1: Float = 0.9
  public var beta2: Float = 0.98
  public var epsilon: Float = 1e-8
  /// Decoupled weight decay: each step shrinks parameters by this fraction times `rate`.
  public var weightDecay: Float = 0
  /// The number of this step, counted from 1.
  public var step: Int

  public init(rate: Float, step: Int) {
    self.rate = rate
    self.step = step
  }

  /// Overwrites `count` parameters and their first and second moments.
  ///
  /// - Parameter scale: A factor on the gradient.
  public func apply(
    to parameters: UnsafeMutablePointer<Float>, gradient: UnsafeMutablePointer<Float>, scale: Float = 1,
    first: UnsafeMutablePointer<Float>, second: UnsafeMutablePointer<Float>, count: Int
  ) {
    var step = vm_adam_step(
      scale: scale, beta1: beta1, beta2: beta2, correction1: 1 - pow(beta1, Float(step)),
      correction2: 1 - pow(beta2, Float(step)), epsilon: epsilon, rate: rate, kept: 1 - rate * weightDecay)
    vm_adam(parameters, gradient, first, second, count, &step)
  }
}
