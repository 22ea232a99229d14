/// The factor on every learning rate along a training: a linear rise, a plateau, a linear fall to 0.
public struct LearningRateSchedule: Codable, Hashable, Sendable {
  /// Steps of the rise.
  public var warmUp: Int
  /// The step from which the rate falls.
  public var decayStart: Int
  /// The step at which the rate reaches 0: the training's length.
  public var end: Int

  public init(warmUp: Int, decayStart: Int, end: Int) {
    self.warmUp = warmUp
    self.decayStart = decayStart
    self.end = end
  }

  /// The factor for step `step`, counted from 0.
  public func factor(at step: Int) -> Float {
    let rise = Float(step + 1) / Float(max(1, warmUp))
    let fall = Float(end - step) / Float(max(1, end - decayStart))
    return max(0, min(1, rise, fall))
  }
}
