import Beliefs
import Corpus
import Karel
import LanguageModel
import Tensors

/// Steers a model's belief about the robot's direction while it generates, and measures whether its output follows.
///
/// A case is a program that the model generated, a position in it that produces an op other than the last, and a turn
/// to the right or to the left, drawn with the seed, one per specification. Generation continues from there
/// - unsteered (`before`);
/// - after the turn was appended as an op (`turned`): the output of a model that correctly represents the robot's new
///   direction in all five examples, everything else being equal;
/// - with steered hidden states and no turn in the text, at this position and all later ones.
///
/// A case is decisive if `turned` begins with another op than `before`. In a decisive case, a steered continuation fits
/// if its first op is that of `turned`.
public struct Steering {
  /// The direction in which a hidden state is steered.
  public enum Push: String, CaseIterable, Hashable, Sendable {
    /// From the robot's direction to the one after the turn.
    case belief
    /// A control: to the direction after the opposite turn, with the same norm, within the subspace that encodes
    /// directions.
    case opposite
    /// A control: a random vector with the norm of the first, drawn once per case.
    case random
  }

  public let parameters: Parameters
  public let probes: [SteeringProbe]
  public var frame = ReferenceFrame.start
  public var axis = SteeringProbe.Axis.probe
  /// In distances between the means of the two classes.
  public var strengths: [Double] = [1]
  /// The example whose directions are used, from 0.
  public var example = 0
  public var seed: UInt64 = 1

  /// - Parameter probes: Of layers that can be steered; see ``SteeringVector/layers(_:)``.
  public init(_ parameters: Parameters, _ probes: [SteeringProbe]) {
    let layers = SteeringVector.layers(parameters.configuration)
    precondition(probes.allSatisfy { layers.contains($0.layer) })
    self.parameters = parameters
    self.probes = probes
  }

  /// Steers generation for a range of samples.
  ///
  /// - Parameters:
  ///   - progress: Called with the number of samples done, on the calling thread.
  ///   - sample: Returns the sample at an index; called on several threads.
  /// - Returns: Counts for each layer, strength and push.
  /// - Throws: `GenerationError`; rethrows errors of `progress`.
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

  /// Samples between progress reports.
  private static let chunkSize = 64

  /// The outcomes of one case.
  struct Outcomes {
    /// Whether `turned` begins with another op than `before`.
    let decides: Bool
    /// Whether `before` and `turned`, executed after the turn, satisfy the specification.
    let beforeSatisfies, turnedSatisfies: Bool
    /// For each layer, whether its probe decodes the robot's direction from the unsteered state.
    let isRight: [Bool]
    /// For each layer and strength, in this order, the outcome of each push.
    let pushes: [[Push: Outcome]]
  }

  struct Outcome {
    /// Whether the first op is that of `turned`.
    let fits: Bool
    /// Whether the first op differs from that of `before`.
    let changes: Bool
    /// Whether the ops, executed after the turn, satisfy the specification.
    let satisfies: Bool
    /// Whether the probe decodes the direction after the turn from the steered state.
    let reads: Bool
  }

  /// - Returns: Nil if the program has a single op, or a needed class has no training states.
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
        isRight = probes.map { $0.prediction(decoder.hiddenState(.layer($0.layer))) == facing(ops) }
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
          // Without training states of a class there is no steering vector: the case is left out.
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
              probe.prediction(decoder.hiddenState(.layer(probe.layer)))
              == SteeringProbe.facing(facing(ops), after: turn)
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

  /// The vector to add if the robot's direction is `facing`; nil if a needed class has no training states.
  private func vector(
    _ push: Push, _ probe: SteeringProbe, _ facing: Int, _ turn: Op, _ strength: Double, _ noise: [Float]
  ) -> [Float]? {
    let opposite = turn == .turnRight ? Op.turnLeft : .turnRight
    let target = SteeringProbe.facing(facing, after: turn)
    switch push {
    case .belief: return probe.vector(from: facing, to: target, along: axis, strength: strength)
    case .opposite:
      // With the norm of the belief's vector, although the other class may lie nearer or farther.
      guard let length = probe.distance(facing, target) else { return nil }
      return probe.vector(from: facing, to: SteeringProbe.facing(facing, after: opposite), along: axis, strength: 1)?
        .scaled(to: strength * length)
    case .random: return probe.distance(facing, target).map { noise.scaled(to: strength * $0) }
    }
  }
}
