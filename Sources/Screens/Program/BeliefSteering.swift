import Karel

/// A push of the model's hidden states, by which it is to take the robot for one that has turned though no turn stands in the
/// program. Everything that it writes from a step on it writes pushed.
public struct BeliefSteering: Hashable, Sendable {
  /// The turn: `turnRight` or `turnLeft`.
  public var turn: Op
  /// The first step that is pushed.
  public var step: Int
  /// How many of the ops before it a person gave; the model wrote the others, and would write them again.
  public var given: Int
  /// The layer after which the stream is pushed; two thirds of the way up if nil.
  public var layer: Int?
  /// How far: in distances between the mean states of the way that the robot faces and the one after the turn.
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

  /// What it does, in few words.
  var text: String { "steered \(turn == .turnRight ? "right" : "left") from op \(step + 1)" }
}
