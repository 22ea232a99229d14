import Corpus
import Karel

/// A program as the model wrote it, possibly with forced ops, with the beliefs of its hidden states at every step.
public struct ProbedGeneration: Sendable {
  /// The offsets of the probed states from the state after the op being produced.
  public static let offsets = -2...2

  /// The model's distribution and the probes' beliefs at the position that produces one op, or the end.
  public struct Step: Sendable {
    /// The model's distribution, restricted by the grammar, over the five ops, in the order of `Op.allCases`, and the
    /// end.
    public let choice: [Float]
    /// For each probe, for each offset in ``ProbedGeneration/offsets``, the belief about the state after op `t + offset`, where `t`
    /// is the op being produced.
    public let beliefs: [[Belief]]

    public init(choice: [Float], beliefs: [[Belief]]) {
      self.choice = choice
      self.beliefs = beliefs
    }

    /// The belief of the probe with index `probe` about the state `offset` ops from the one after the op being
    /// produced.
    public func belief(_ offset: Int, probe: Int) -> Belief {
      beliefs[probe][offset - ProbedGeneration.offsets.lowerBound]
    }
  }

  /// The counterfactuals of a steered generation, whose hidden states are steered from some step on as if the robot had
  /// turned: what the model writes without steering.
  public struct Unsteered: Sendable {
    /// The first steered step.
    public let step: Int
    /// The unsteered distribution there; see ``Step/choice``.
    public let choice: [Float]
    /// The unsteered ops from that step on.
    public let ops: [Op]
    /// The ops after the turn, if the program contains the turn at that step: the output of steering that has the full
    /// effect of the turn.
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
  /// The program that the specification was made from, if known.
  public var reference: Program?
  /// What the model writes without steering, if its hidden states were steered.
  public var unsteered: Unsteered?

  public init(specification: Specification, program: Program, steps: [Step], logProbability: Double) {
    self.specification = specification
    self.program = program
    self.steps = steps
    self.logProbability = logProbability
  }
}
