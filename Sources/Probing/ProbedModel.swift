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

  /// Lets the model write a program, greedily, and reads its beliefs at every step with every probe.
  ///
  /// - Parameters:
  ///   - forced: Ops that the program begins with, whatever the model would have written.
  ///   - isEnding: Whether the forced ops are the whole program.
  /// - Throws: `GenerationError` if the specification's text does not fit the model.
  public func read(_ specification: Specification, forced: [Op] = [], isEnding: Bool = false) throws -> Reading {
    let generation = try decoder.generate(
      specification, vocabulary: vocabulary, forced: forced, isEnding: isEnding)
    let startDirection = specification.inputs[0].direction
    let steps = generation.steps.enumerated().map { number, step in
      Reading.Step(
        choice: step.choice(vocabulary, isFirst: number == 0),
        beliefs: probes.map { probe in
          Reading.offsets.map { probe.belief(step.hiddenState, offset: $0, startDirection: startDirection) }
        })
    }
    return Reading(
      specification: specification, program: generation.program, steps: steps,
      logProbability: generation.logProbability)
  }
}
