import Corpus
import Karel

/// A command typed after `:`.
public enum TypedCommand: Hashable, Sendable {
  case nothing
  case jump(JumpTarget)
  case checkpoint(Int)
  case sample(Int)
  case seed(UInt64)
  case screenshot(file: String)
  case train(preset: String)
  /// Nil removes all overlays.
  case overlay(path: String?)
  case tab(TabName)
  /// The ops of a whole program; none for the model's own.
  case program([Op])
  case breakpoints(Breakpoints.Change)
  /// Semantics for a column of their own; nil for none.
  case semantics(Semantics?)
  /// Nil stops steering.
  case steer(Steering?)
  case quit
}

extension TypedCommand {
  /// The user's steering.
  public struct Steering: Hashable, Sendable {
    public var turn: Op
    public var layer: Int?
    public var strength: Double

    public init(turn: Op, layer: Int? = nil, strength: Double = BeliefSteering.standardStrength) {
      self.turn = turn
      self.layer = layer
      self.strength = strength
    }
  }
}
