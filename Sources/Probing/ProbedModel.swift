import Beliefs
import Corpus
import Karel
import LanguageModel

/// A model with its probes: generates programs and decodes beliefs from its hidden states.
///
/// Not thread-safe: an instance owns the decoder's cache.
public final class ProbedModel {
  private let decoder: CachedDecoder
  private let probes: [Probe]
  private let vocabulary: Vocabulary

  public init(_ parameters: Parameters, probes: [Probe]) {
    decoder = CachedDecoder(parameters)
    self.probes = probes
    vocabulary = Vocabulary(parameters.configuration.encoding)
  }

  /// Steering of the model's belief about the robot's direction.
  public struct Push: Sendable {
    /// A probe of the steered layer; its classes are expressed in the start frame.
    public let probe: SteeringProbe
    /// The turn that the model should believe was made: `turnRight` or `turnLeft`.
    public let turn: Op
    /// The first steered step; all later ones are steered too.
    public let step: Int
    /// In distances between the mean states of the two directions.
    public let strength: Double

    public init(_ probe: SteeringProbe, as turn: Op, from step: Int, strength: Double) {
      self.probe = probe
      self.turn = turn
      self.step = step
      self.strength = strength
    }
  }

  /// Generates a program greedily and decodes the model's beliefs at every step with every probe.
  ///
  /// - Parameters:
  ///   - forced: A prefix that replaces what the model would have written.
  ///   - isEnding: Whether the forced ops are the whole program.
  ///   - push: Steering of the hidden states during generation.
  /// - Returns: The generation, with ``ProbedGeneration/unsteered`` unless the program ends before steering begins.
  /// - Throws: `GenerationError` if the specification exceeds the model's context; ``UnknownDirection`` if the probe
  ///   has no mean state of a direction that steering needs.
  public func read(
    _ specification: Specification, forced: [Op] = [], isEnding: Bool = false, push: Push? = nil
  ) throws -> ProbedGeneration {
    let start = specification.inputs[0]
    var isKnown = true
    let generation = try decoder.generate(
      specification, vocabulary: vocabulary, forced: forced, isEnding: isEnding,
      steering: { ops in
        guard let push, ops.count >= push.step else { return nil }
        let vector = push.probe.steeringVector(as: push.turn, after: ops, from: start, strength: push.strength)
        isKnown = isKnown && vector != nil
        return vector
      })
    guard isKnown else { throw UnknownDirection() }
    let beliefs = probes.map { self.beliefs($0, generation.steps.map(\.hiddenState), start.direction) }
    let steps = generation.steps.enumerated().map { number, step in
      ProbedGeneration.Step(
        choice: step.choice(vocabulary, isFirst: number == 0),
        beliefs: beliefs.map { ofProbe in ofProbe.map { $0[number] } })
    }
    var probed = ProbedGeneration(
      specification: specification, program: generation.program, steps: steps,
      logProbability: generation.logProbability)
    if let push, push.step <= probed.program.ops.count {
      probed.unsteered = try unsteered(push, specification, probed.program.ops)
    }
    return probed
  }

  /// A probe's beliefs from hidden states, for each of `ProbedGeneration.offsets`. The loop runs offset by offset to
  /// keep the nets of one offset in the processor's cache.
  private func beliefs(_ probe: Probe, _ hiddenStates: [[Float]], _ startDirection: Direction) -> [[Belief]] {
    ProbedGeneration.offsets.map { offset in
      hiddenStates.map { probe.belief($0, offset: offset, startDirection: startDirection) }
    }
  }

  /// - Parameter ops: What the model wrote under steering.
  private func unsteered(_ push: Push, _ specification: Specification, _ ops: [Op]) throws -> ProbedGeneration.Unsteered
  {
    let before = Array(ops.prefix(push.step))
    func write(_ forced: [Op]) throws -> Generation {
      try decoder.generate(specification, vocabulary: vocabulary, forced: forced)
    }
    let unsteered = try write(before)
    return ProbedGeneration.Unsteered(
      step: push.step, choice: unsteered.steps[push.step].choice(vocabulary, isFirst: push.step == 0),
      ops: Array(unsteered.program.ops.dropFirst(push.step)),
      opsAfterTurn: Array(try write(before + [push.turn]).program.ops.dropFirst(push.step + 1)))
  }
}

/// A direction without training states, towards or from which a hidden state cannot be steered.
public struct UnknownDirection: Error, CustomStringConvertible {
  public var description: String {
    "the steering probe never saw the robot's direction here, or the one after the turn, in its training programs: choose a "
      + "later checkpoint, or another specification"
  }
}
