import Beliefs
import Corpus
import Karel
import LanguageModel
import Tensors

/// Pushes what a model believes of the way the robot faces while it writes, and counts how often it writes on as if the robot
/// had turned.
///
/// A case is a program that the model wrote, a position in it that produces an op but the last, and a turn to the right or to
/// the left: all drawn by the seed, one for each specification. The model writes on from there
/// - as it is (`before`);
/// - after it has read the turn as one more op (`turned`): what a model writes that rightly believes the robot to face the
///   other way, in all five examples, while everything else is the same;
/// - with its hidden state pushed, and no turn in the text, at this position and at all that follow.
///
/// A case decides something where `turned` begins with another op than `before`. There a push fits if its first op is that of
/// `turned`.
public struct Steering {
  /// Which way a state is pushed.
  public enum Push: String, CaseIterable, Hashable, Sendable {
    /// From the way the robot faces to the one after the turn.
    case belief
    /// To the one after a turn to the other side: as strong, and within what the model tells directions by.
    case opposite
    /// Any direction, with the norm of the first; drawn once a case.
    case random
  }

  public let parameters: Parameters
  public let probes: [SteeringProbe]
  public var frame = ReferenceFrame.start
  public var axis = SteeringProbe.Axis.probe
  /// In distances between the means of the two classes.
  public var strengths: [Double] = [1]
  /// The example of which directions are told, from 0.
  public var example = 0
  public var seed: UInt64 = 1

  /// - Parameter probes: Of layers that can be pushed; see ``SteeringVector/layers(_:)``.
  public init(_ parameters: Parameters, _ probes: [SteeringProbe]) {
    let layers = SteeringVector.layers(parameters.configuration)
    precondition(probes.allSatisfy { layers.contains($0.layer) })
    self.parameters = parameters
    self.probes = probes
  }

  /// Steers the programs for samples.
  ///
  /// - Parameters:
  ///   - progress: Called with the number of samples done, on the calling thread.
  ///   - sample: The sample of a number; called on several threads.
  /// - Returns: One result for each layer, strength and push.
  /// - Throws: `GenerationError`; whatever `progress` throws.
  public func callAsFunction(
    _ indices: Range<Int>, threads: Int, progress: (Int) throws -> Void = { _ in }, sample: (Int) -> Sample
  ) throws -> SteeringResults {
    let vocabulary = Vocabulary(parameters.configuration.encoding)
    let decoders = (0..<max(1, threads)).map { _ in CachedDecoder(parameters) }
    var results = SteeringResults(self)
    for start in stride(from: indices.lowerBound, to: indices.upperBound, by: Steering.chunkSize) {
      let chunk = start..<min(start + Steering.chunkSize, indices.upperBound)
      let cases = try parallelMap(chunk, threads: threads) { index, worker in
        try outcomes(sample(index), decoders[worker], vocabulary)
      }
      for outcomes in cases { results.add(outcomes) }
      try progress(chunk.upperBound - indices.lowerBound)
    }
    return results
  }

  /// Samples between two reports of progress.
  private static let chunkSize = 64

  /// What became of one case.
  struct Outcomes {
    /// Whether `turned` begins with another op than `before`.
    let decides: Bool
    /// Whether, the turn being made, `before` and `turned` would bring about what is asked.
    let beforeSatisfies, turnedSatisfies: Bool
    /// For each layer, whether its probe reads the way the robot faces from the state as it is.
    let isRight: [Bool]
    /// For each layer and strength, in this order, what each push did.
    let pushes: [[Push: Outcome]]
  }

  struct Outcome {
    /// Whether the first op is that of `turned`.
    let fits: Bool
    /// Whether it is another than that of `before`.
    let changes: Bool
    /// Whether, the turn being made, the ops would bring about what is asked.
    let satisfies: Bool
    /// Whether the probe reads from the pushed state the way that the robot would face after the turn.
    let reads: Bool
  }

  /// - Returns: Nil if the program has no op but the last, or a class was never seen.
  private func outcomes(
    _ sample: Sample, _ decoder: CachedDecoder, _ vocabulary: Vocabulary
  ) throws -> Outcomes? {
    let specification = sample.specification
    let program = try decoder.generate(specification, vocabulary: vocabulary).program.ops
    guard program.count > 1 else { return nil }
    var random = SplitMix64(seed: seed, .steering, UInt64(sample.index))
    let step = random.next(below: program.count - 1)
    let turn = random.next(below: 2) == 0 ? Op.turnRight : .turnLeft
    let noise = [Float].random(parameters.configuration.width, &random)
    let ops = Array(program[..<step])
    let prompt = vocabulary.encode(specification)
    let start = specification.inputs[example]
    func facing(_ ops: [Op]) -> Int { SteeringProbe.facing(after: ops, from: start, in: frame) }
    var isRight: [Bool] = []
    let before = try decoder.continueProgram(
      after: ops, prompt: prompt, vocabulary: vocabulary,
      observe: { now in
        guard now.count == ops.count else { return }
        isRight = probes.map { $0.reads(decoder.hiddenState(.layer($0.layer))) == facing(ops) }
      })
    let turned = try decoder.continueProgram(after: ops + [turn], prompt: prompt, vocabulary: vocabulary)
    func satisfies(_ written: [Op]) -> Bool {
      specification.satisfied(by: Program(ops + [turn] + written)).allSatisfy { $0 }
    }

    var pushes: [[Push: Outcome]] = []
    for probe in probes {
      for strength in strengths {
        var outcomes: [Push: Outcome] = [:]
        for push in Push.allCases {
          // Where a class was never seen there is no push: such a case counts for nothing.
          var isKnown = true
          var reads = false
          let written = try decoder.continueProgram(after: ops, prompt: prompt, vocabulary: vocabulary) { ops in
            guard let vector = vector(push, probe, facing(ops), turn, strength, noise) else {
              isKnown = false
              return nil
            }
            return SteeringVector(layer: probe.layer, vector: vector)
          } observe: { now in
            guard now.count == ops.count else { return }
            reads =
              probe.reads(decoder.hiddenState(.layer(probe.layer))) == SteeringProbe.facing(facing(ops), after: turn)
          }
          guard isKnown else { return nil }
          outcomes[push] = Outcome(
            fits: written.first == turned.first, changes: written.first != before.first,
            satisfies: satisfies(written), reads: reads)
        }
        pushes.append(outcomes)
      }
    }
    return Outcomes(
      decides: turned.first != before.first, beforeSatisfies: satisfies(before), turnedSatisfies: satisfies(turned),
      isRight: isRight, pushes: pushes)
  }

  /// What to add where the robot faces a class; nil if one of the classes was never seen.
  private func vector(
    _ push: Push, _ probe: SteeringProbe, _ facing: Int, _ turn: Op, _ strength: Double, _ noise: [Float]
  ) -> [Float]? {
    let opposite = turn == .turnRight ? Op.turnLeft : .turnRight
    let there = SteeringProbe.facing(facing, after: turn)
    switch push {
    case .belief: return probe.push(from: facing, to: there, along: axis, strength: strength)
    case .opposite:
      // As long as the first, though the other class may lie nearer or farther.
      guard let length = probe.distance(facing, there) else { return nil }
      return probe.push(from: facing, to: SteeringProbe.facing(facing, after: opposite), along: axis, strength: 1)?
        .scaled(to: strength * length)
    case .random: return probe.distance(facing, there).map { noise.scaled(to: strength * $0) }
    }
  }
}
