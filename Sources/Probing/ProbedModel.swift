import Beliefs
import Corpus
import Karel
import LanguageModel

/// A model with its probes: writes programs, and says what was read from its hidden states on the way.
///
/// One instance serves one thread at a time: it owns the decoder's cache.
public final class ProbedModel {
  private let decoder: CachedDecoder
  private let probes: [Probe]
  private let vocabulary: Vocabulary

  public init(_ parameters: Parameters, probes: [Probe]) {
    decoder = CachedDecoder(parameters)
    self.probes = probes
    vocabulary = Vocabulary(parameters.configuration.encoding)
  }

  /// A push of what the model believes of the way the robot faces.
  public struct Push: Sendable {
    /// Of the layer that is pushed; its classes are told in the frame of the robot's start.
    public let probe: SteeringProbe
    /// The turn that the model is to take for made: `turnRight` or `turnLeft`.
    public let turn: Op
    /// The first step at which it is pushed; all that follow are pushed too.
    public let step: Int
    /// In distances between the mean states of the two ways.
    public let strength: Double

    public init(_ probe: SteeringProbe, as turn: Op, from step: Int, strength: Double) {
      self.probe = probe
      self.turn = turn
      self.step = step
      self.strength = strength
    }
  }

  /// Lets the model write a program, greedily, and reads its beliefs at every step with every probe.
  ///
  /// - Parameters:
  ///   - forced: Ops that the program begins with, whatever the model would have written.
  ///   - isEnding: Whether the forced ops are the whole program.
  ///   - push: What is done to its hidden states meanwhile.
  /// - Returns: With ``ProbedGeneration/unsteered``, unless the program ends before the push begins.
  /// - Throws: `GenerationError` if the specification's text does not fit the model; ``UnknownWay`` if there is no such push.
  public func read(
    _ specification: Specification, forced: [Op] = [], isEnding: Bool = false, push: Push? = nil
  ) throws -> ProbedGeneration {
    let start = specification.inputs[0]
    var isKnown = true
    let generation = try decoder.generate(
      specification, vocabulary: vocabulary, forced: forced, isEnding: isEnding,
      steering: { ops in
        guard let push, ops.count >= push.step else { return nil }
        let vector = push.probe.push(as: push.turn, after: ops, from: start, strength: push.strength)
        isKnown = isKnown && vector != nil
        return vector
      })
    guard isKnown else { throw UnknownWay() }
    let beliefs = probes.map { self.beliefs($0, generation.steps.map(\.hiddenState), start.direction) }
    let steps = generation.steps.enumerated().map { number, step in
      ProbedGeneration.Step(
        choice: step.choice(vocabulary, isFirst: number == 0),
        beliefs: beliefs.map { ofProbe in ofProbe.map { $0[number] } })
    }
    var reading = ProbedGeneration(
      specification: specification, program: generation.program, steps: steps,
      logProbability: generation.logProbability)
    if let push, push.step <= reading.program.ops.count {
      reading.unsteered = try unsteered(push, specification, reading.program.ops)
    }
    return reading
  }

  /// What a probe reads from some hidden states, for each of `ProbedGeneration.offsets`. Offset by offset, so that the nets of one stay
  /// in the processor's cache from state to state.
  private func beliefs(_ probe: Probe, _ hiddenStates: [[Float]], _ startDirection: Direction) -> [[Belief]] {
    ProbedGeneration.offsets.map { offset in
      hiddenStates.map { probe.belief($0, offset: offset, startDirection: startDirection) }
    }
  }

  /// - Parameter ops: What the model wrote under the push.
  private func unsteered(_ push: Push, _ specification: Specification, _ ops: [Op]) throws -> ProbedGeneration.Unsteered
  {
    let before = Array(ops.prefix(push.step))
    func write(_ forced: [Op]) throws -> Generation {
      try decoder.generate(specification, vocabulary: vocabulary, forced: forced)
    }
    let alone = try write(before)
    return ProbedGeneration.Unsteered(
      step: push.step, choice: alone.steps[push.step].choice(vocabulary, isFirst: push.step == 0),
      ops: Array(alone.program.ops.dropFirst(push.step)),
      opsAfterTurn: Array(try write(before + [push.turn]).program.ops.dropFirst(push.step + 1)))
  }
}

/// Why a state cannot be pushed.
public struct UnknownWay: Error, CustomStringConvertible {
  public var description: String {
    "a way that the robot faces here, or would face after the turn, was in none of the programs that the push's probe learned "
      + "from: choose a later checkpoint, or another specification"
  }
}
