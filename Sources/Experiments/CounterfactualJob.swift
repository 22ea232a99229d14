import Beliefs
import Corpus
import Karel
import LanguageModel
import Probing
import Tensors

/// Puts walls into worlds of test specifications and steers along the count of blocked moves. Writes nothing.
public struct CounterfactualJob: Sendable {
  /// Progress of the job.
  public enum Progress: Sendable {
    /// Programs generated for the probes so far, and the total.
    case wrote(Int, of: Int)
    /// Specifications edited so far, and the total.
    case edited(Int, of: Int)
  }

  public let run: RunDirectory
  public let step: Int
  /// Test specifications, from the first on.
  public var count = 1000
  /// Training and validation specifications for the probes.
  public var (training, validation) = (4000, 500)
  /// How far states are steered, in worlds more or fewer.
  public var strength = 2.0
  /// Seeds examples, walls, random directions and the probes' initial parameters.
  public var seed: UInt64 = 1
  public var threads: Int

  public init(_ run: RunDirectory, step: Int, threads: Int) {
    self.run = run
    self.step = step
    self.threads = threads
  }

  private static let chunkSize = 64

  /// Nets that read hidden states before a move, and the count's direction; nil in a model without a layer to steer.
  private struct Readers {
    let count: DenseNet
    /// By example.
    let blocked: [DenseNet]
    let direction: CountDirection?
  }

  /// Runs the job.
  ///
  /// - Throws: Errors of reading the checkpoint and of generation.
  public func callAsFunction(progress: (Progress) -> Void) throws -> CounterfactualResults {
    let parameters = try run.model(step)
    let corpus = run.configuration.corpus
    let readers = try readers(of: parameters, corpus, progress: progress)
    let vocabulary = Vocabulary(parameters.configuration.encoding)
    let decoders = (0..<max(1, threads)).map { _ in CachedDecoder(parameters) }
    var results = CounterfactualResults()
    for start in stride(from: 0, to: count, by: CounterfactualJob.chunkSize) {
      let chunk = start..<min(start + CounterfactualJob.chunkSize, count)
      results.add(
        try parallelMap(chunk, threads: threads) { index, worker in
          try outcome(corpus.sample(index, of: .test), readers, decoders[worker], vocabulary)
        })
      progress(.edited(chunk.upperBound, of: count))
    }
    return results
  }

  private func readers(
    of parameters: Parameters, _ corpus: Corpus, progress: (Progress) -> Void
  ) throws -> Readers {
    let layer = SteeringVector.layers(parameters.configuration).max().map { max(1, $0 / 2 + 1) }
    var choice = ActivationDataset.Choice()
    choice.layers = [.mean] + (layer.map { [.layer($0)] } ?? [])
    func states(_ split: Split, _ count: Int, done: Int) throws -> ActivationDataset {
      try ActivationDataset(
        of: parameters, samples: 0..<count, choice, threads: threads,
        progress: { progress(.wrote(done + $0, of: training + validation)) }
      ) { corpus.sample($0, of: split) }
    }
    let sets = (try states(.train, training, done: 0), try states(.validation, validation, done: training))
    func classes(_ set: ActivationDataset, _ head: ProbeHead, _ example: Int) -> ProbeClasses {
      set.classes(of: [head], example: example)[0]!
    }
    let standardisation = Standardisation(of: sets.1.hidden(.mean))
    let inputs = (standardisation(sets.0.hidden(.mean)), standardisation(sets.1.hidden(.mean)))
    let heads = [(ProbeHead.blockedCount, 0)] + (0..<Specification.exampleCount).map { (.blocked, $0) }
    let nets = try parallelMap(heads, threads: threads) { head, _ in
      ProbeTraining(.mlp1)(
        inputs.0, classes(sets.0, head.0, head.1), validation: inputs.1, classes(sets.1, head.0, head.1), seed: seed)[0]
        .standardising(mean: standardisation.mean, scale: standardisation.scale)
    }
    return Readers(
      count: nets[0], blocked: Array(nets[1...]),
      direction: layer.map {
        CountDirection(
          layer: $0, sets.0.hidden(.layer($0)), classes(sets.0, .blockedCount, 0), head: .blockedCount)
      })
  }

  /// - Returns: Nil if no wall can be put.
  private func outcome(
    _ sample: Sample, _ readers: Readers, _ decoder: CachedDecoder, _ vocabulary: Vocabulary
  ) throws -> CounterfactualResults.Case? {
    var random = SplitMix64(seed: seed, .counterfactuals, UInt64(sample.index))
    guard let edit = Counterfactual(of: sample, using: &random) else { return nil }
    func isSatisfied(_ specification: Specification, writtenFor prompt: Specification? = nil) throws -> Bool {
      let program = try decoder.generate(prompt ?? specification, vocabulary: vocabulary).program
      return specification.satisfied(by: program).allSatisfy { $0 }
    }
    let readings = try [edit.edited, edit.elsewhere, edit.original].map {
      try reading($0, edit, readers, decoder, vocabulary)
    }
    // The original was read last: its text is in the cache.
    let pushes = try readers.direction.map { try self.pushes(edit, $0, decoder, vocabulary, &random) } ?? [:]
    return CounterfactualResults.Case(
      before: try isSatisfied(edit.original), after: try isSatisfied(edit.edited),
      elsewhere: try isSatisfied(edit.elsewhere),
      withoutWall: try isSatisfied(edit.edited, writtenFor: edit.withoutWall),
      readings: [readings[2], readings[0], readings[1]], pushes: pushes)
  }

  /// What is read of a specification at the position that produces the reference's move.
  private func reading(
    _ specification: Specification, _ edit: Counterfactual, _ readers: Readers, _ decoder: CachedDecoder,
    _ vocabulary: Vocabulary
  ) throws -> CounterfactualResults.Reading {
    var hidden: [Float] = []
    _ = try decoder.generate(
      specification, vocabulary: vocabulary, forced: edit.reference.ops, isEnding: true,
      observe: { if $0 == edit.step { hidden = decoder.hiddenState(.mean) } })
    let runs = ProgramRuns(
      of: edit.reference, inputs: specification.inputs, example: edit.example, isSatisfied: true)
    let counts = probabilities(readers.count, hidden)
    return CounterfactualResults.Reading(
      count: counts.enumerated().reduce(0) { $0 + Double($1.offset) * Double($1.element) },
      trueCount: Double(runs.index(.blockedCount, at: edit.step + 1) ?? 0),
      inExample: Double(probabilities(readers.blocked[edit.example], hidden)[1]))
  }

  private func probabilities(_ net: DenseNet, _ hidden: [Float]) -> [Float] {
    var logits = net.logits(hidden)
    logits.withUnsafeMutableBufferPointer { softmax($0.baseAddress!, count: $0.count) }
    return logits
  }

  /// What the model writes at the move when its state is steered there and after.
  private func pushes(
    _ edit: Counterfactual, _ direction: CountDirection, _ decoder: CachedDecoder, _ vocabulary: Vocabulary,
    _ random: inout SplitMix64
  ) throws -> [CounterfactualResults.Push: CounterfactualResults.Steered] {
    let (prompt, ops) = (vocabulary.encode(edit.original), Array(edit.reference.ops[..<edit.step]))
    let vectors: [(CounterfactualResults.Push, SteeringVector)] = [
      (.more, direction.vector(strength)), (.fewer, direction.vector(-strength)),
      (.random, direction.random(strength, using: &random)),
    ]
    let unsteered = try decoder.continueProgram(after: ops, prompt: prompt, vocabulary: vocabulary)
    var pushes: [CounterfactualResults.Push: CounterfactualResults.Steered] = [:]
    for (push, vector) in vectors {
      let written = try decoder.continueProgram(
        after: ops, prompt: prompt, vocabulary: vocabulary, steering: { _ in vector })
      pushes[push] = CounterfactualResults.Steered(
        changes: written.first != unsteered.first,
        satisfies: edit.original.satisfied(by: Program(ops + written)).allSatisfy { $0 })
    }
    return pushes
  }
}
