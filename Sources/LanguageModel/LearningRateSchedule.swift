/// The factor on every learning rate during training: linear warm-up, constant, linear decay to 0.
public struct LearningRateSchedule: Codable, Hashable, Sendable {
  /// The number of warm-up steps.
  public var warmUp: Int
  /// The step at which decay starts.
  public var decayStart: Int
  /// The step at which the rate reaches 0: the length of the training.
  public var end: Int

  public init(warmUp: Int, decayStart: Int, end: Int) {
    self.warmUp = warmUp
    self.decayStart = decayStart
    self.end = end
  }

  /// The factor at `step`, counted from 0.
  public func factor(at step: Int) -> Float {
    let rise = Float(step + 1) / Float(max(1, warmUp))
    let fall = Float(end - step) / Float(max(1, end - decayStart))
    return max(0, min(1, rise, fall))
  }
}
