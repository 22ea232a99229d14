import Corpus
import Karel
import LanguageModel

/// A model with its probe: writes programs, and says what was read from its hidden states on the way.
///
/// One instance serves one thread at a time: it owns the decoder's cache.
public final class ProbedModel {
  private let decoder: CachedDecoder
  private let probe: LinearProbe
  private let vocabulary: Vocabulary

  public init(_ parameters: Parameters, probe: LinearProbe) {
    decoder = CachedDecoder(parameters)
    self.probe = probe
    vocabulary = Vocabulary(parameters.configuration.encoding)
  }

  /// Lets the model write a program, greedily, and reads its beliefs at every step.
  ///
  /// - Parameter forced: Ops that the program begins with, whatever the model would have written.
  /// - Throws: `ContextError` if the specification's text does not fit the model.
  public func read(_ specification: Specification, forced: [Op] = []) throws -> Reading {
    let generation = try decoder.generate(specification, vocabulary: vocabulary, forced: forced)
    let steps = generation.steps.enumerated().map { number, step in
      Reading.Step(
        choice: step.choice(vocabulary, isFirst: number == 0),
        beliefs: Reading.offsets.map { probe.belief(step.hiddenState, offset: $0) })
    }
    return Reading(
      specification: specification, program: generation.program, steps: steps,
      logProbability: generation.logProbability)
  }
}
