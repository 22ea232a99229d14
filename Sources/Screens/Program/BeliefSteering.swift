import Karel

/// Steering of the model's hidden states towards the belief that the robot has turned although the program has no turn.
/// Applies to everything it writes from a step on.
public struct BeliefSteering: Hashable, Sendable {
  /// The turn: `turnRight` or `turnLeft`.
  public var turn: Op
  /// The first steered step.
  public var step: Int
  /// How many of the ops before it are forced; the model wrote the others, and would write them again.
  public var given: Int
  /// The layer after which the vector is added to the residual stream; two thirds of the way up if nil.
  public var layer: Int?
  /// In distances between the mean states of the robot's direction and of the one after the turn.
  public var strength: Double

  public init(
    as turn: Op, from step: Int, given: Int = 0, layer: Int? = nil, strength: Double = BeliefSteering.standardStrength
  ) {
    self.turn = turn
    self.step = step
    self.given = given
    self.layer = layer
    self.strength = strength
  }

  public static let standardStrength = 2.0

  /// A short description.
  var text: String { "steered \(turn == .turnRight ? "right" : "left") from op \(step + 1)" }
}
