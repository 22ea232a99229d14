import Corpus
import Karel

/// A program as the model wrote it (or was made to write it), with what the model thought at every step.
public struct ProbedGeneration: Sendable {
  /// States whose beliefs are read, relative to the state after the op being produced.
  public static let offsets = -2...2

  /// What was read at the position that produces one op, or the end.
  public struct Step: Sendable {
    /// The model's distribution under the grammar over the five ops, in the order of `Op.allCases`, and the end.
    public let choice: [Float]
    /// For each probe, for each offset in ``ProbedGeneration/offsets``, the belief about the state after op `t + offset`, where `t`
    /// is the op being produced.
    public let beliefs: [[Belief]]

    public init(choice: [Float], beliefs: [[Belief]]) {
      self.choice = choice
      self.beliefs = beliefs
    }

    /// What probe number `probe` read about the state `offset` steps from the one after the op being produced.
    public func belief(_ offset: Int, probe: Int) -> Belief {
      beliefs[probe][offset - ProbedGeneration.offsets.lowerBound]
    }
  }

  /// What a model writes whose hidden states are pushed from a step on to take a turn for made, without the push.
  public struct Unsteered: Sendable {
    /// The first step with a push.
    public let step: Int
    /// The choice there; see ``Step/choice``.
    public let choice: [Float]
    /// What it writes from that step on.
    public let ops: [Op]
    /// What it writes after the turn, if the turn stands in its program at that step: what a push that does all that the turn
    /// does would have it write.
    public let opsAfterTurn: [Op]

    public init(step: Int, choice: [Float], ops: [Op], opsAfterTurn: [Op]) {
      self.step = step
      self.choice = choice
      self.ops = ops
      self.opsAfterTurn = opsAfterTurn
    }
  }

  public let specification: Specification
  public let program: Program
  /// One step for each op, then one for the end.
  public let steps: [Step]
  /// ln p(program and its end | specification) under the model, over its whole vocabulary.
  public let logProbability: Double
  /// The program that made the specification, where it is known.
  public var reference: Program?
  /// What else the model would write, where its hidden states were pushed.
  public var unsteered: Unsteered?

  public init(specification: Specification, program: Program, steps: [Step], logProbability: Double) {
    self.specification = specification
    self.program = program
    self.steps = steps
    self.logProbability = logProbability
  }
}
