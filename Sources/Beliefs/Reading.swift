import Corpus
import Karel

/// A program as the model wrote it (or was made to write it), with what the model thought at every step.
public struct Reading: Sendable {
  /// States whose beliefs are read, relative to the state after the op being produced.
  public static let offsets = -2...2

  /// What was read at the position that produces one op, or the end.
  public struct Step: Sendable {
    /// The model's distribution under the grammar over the five ops, in the order of `Op.allCases`, and the end.
    public let choice: [Float]
    /// For each probe, for each offset in ``Reading/offsets``, the belief about the state after op `t + offset`, where `t`
    /// is the op being produced.
    public let beliefs: [[Belief]]

    public init(choice: [Float], beliefs: [[Belief]]) {
      self.choice = choice
      self.beliefs = beliefs
    }

    /// What probe number `probe` read about the state `offset` steps from the one after the op being produced.
    public func belief(_ offset: Int, probe: Int) -> Belief { beliefs[probe][offset - Reading.offsets.lowerBound] }
  }

  public let specification: Specification
  public let program: Program
  /// One step for each op, then one for the end.
  public let steps: [Step]
  /// ln p(program and its end | specification) under the model, over its whole vocabulary.
  public let logProbability: Double
  /// The program that made the specification, where it is known.
  public var reference: Program?

  public init(specification: Specification, program: Program, steps: [Step], logProbability: Double) {
    self.specification = specification
    self.program = program
    self.steps = steps
    self.logProbability = logProbability
  }
}
