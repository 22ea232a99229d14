import Corpus
import Experiments
import Foundation
import Karel
import LanguageModel
import Testing

/// The evaluation's metrics, recomputed from the answers.
@Suite struct EvaluationTests {
  private let samples = (0..<60).map { Corpus(seed: 5).sample($0, of: .test) }

  /// A slightly trained model, with both correct and incorrect programs.
  private func trained() throws -> Parameters {
    var preset = Preset.small(steps: 120)
    preset.checkpointSteps = []
    let run = try SmallRun(preset)
    try run.train(threads: 2)
    return try Checkpoint.read(run.run.checkpoint(120))
  }

  @Test func aReferenceThatDoesNotFitIsRefused() throws {
    let corpus = Corpus(seed: 5, programLengths: ProgramLengths(training: 16...16, test: 16...16))
    let text = Vocabulary(.coordinates).encode(corpus.sample(0, of: .test))
    let configuration = Configuration(
      encoding: .coordinates, contextLength: text.count - 1, width: 16, layerCount: 1, headCount: 4,
      rotaryDimension: 2)
    #expect(throws: GenerationError.tooLong(found: text.count, expected: text.count - 1)) {
      try Evaluation.run(Parameters(configuration), samples: [corpus.sample(0, of: .test)], threads: 1)
    }
  }

  @Test func sharesAreThoseOfTheAnswers() throws {
    let (evaluation, answers) = try Evaluation.run(try trained(), samples: samples, threads: 2)
    #expect(answers.map(\.sample.index) == Array(0..<60))
    #expect(evaluation.specifications == 60)

    func share(_ holds: (Evaluation.Answer) -> Bool) -> Double { Double(answers.count(where: holds)) / 60 }
    for answer in answers {
      let specification = answer.sample.specification
      let isRight = zip(specification.inputs, specification.outputs).allSatisfy { input, output in
        input.after(answer.program).rows == output.rows
      }
      #expect(answer.isSatisfied == isRight)
    }
    #expect(evaluation.generativeAccuracy == share(\.isSatisfied))
    #expect(evaluation.uniquePrograms == Double(Set(answers.map { $0.program.text() }).count) / 60)
    #expect(evaluation.meanLength == Double(answers.reduce(0) { $0 + $1.program.ops.count }) / 60)
    #expect(evaluation.meanReferenceLength == Double(samples.reduce(0) { $0 + $1.program.ops.count }) / 60)
    let facing = share { answer in
      zip(answer.sample.specification.inputs, answer.sample.specification.outputs).allSatisfy {
        $0.after(answer.program).direction == $1.direction
      }
    }
    #expect(evaluation.directionRight == facing)
    for part in [evaluation.directionRight, evaluation.positionRight, evaluation.markersRight] {
      #expect(part >= evaluation.generativeAccuracy)
      #expect(part <= 1)
    }
    let all = share { answer in
      zip(answer.sample.specification.inputs, answer.sample.specification.outputs).allSatisfy {
        $0.after(answer.program).position == $1.position
      }
    }
    #expect(evaluation.positionRight == all)

    #expect(evaluation.byLength.map(\.length) == Set(samples.map(\.program.ops.count)).sorted())
    #expect(evaluation.byLength.reduce(0) { $0 + $1.specifications } == 60)
    let right = evaluation.byLength.reduce(0) { $0 + $1.generativeAccuracy * Double($1.specifications) }
    #expect(abs(right / 60 - evaluation.generativeAccuracy) < 1e-12)
    #expect(answers.contains { !$0.isSatisfied })

    let examples = answers.map { answer in
      zip(answer.sample.specification.inputs, answer.sample.specification.outputs).count { input, output in
        input.after(answer.program).rows == output.rows
      }
    }
    #expect(evaluation.satisfiedExamples == (0...5).map { right in examples.count { $0 == right } })
    #expect(evaluation.satisfiedExamples.last == evaluation.satisfiedCount)
    #expect(evaluation.uniqueReferences == Double(Set(samples.map { $0.program.text() }).count) / 60)
  }

  @Test func perplexityIsThatOfTheReferences() throws {
    let parameters = try trained()
    let (evaluation, _) = try Evaluation.run(parameters, samples: samples, threads: 1)
    let vocabulary = Vocabulary(.coordinates)
    let decoder = CachedDecoder(parameters)
    var (program, tokens) = (0.0, 0)
    for sample in samples {
      let forced = try decoder.generate(
        sample.specification, vocabulary: vocabulary, forced: sample.program.ops, isEnding: true)
      program -= forced.logProbability
      tokens += sample.program.ops.count + 1
    }
    #expect(abs(evaluation.programPerplexity / exp(program / Double(tokens)) - 1) < 1e-4)
    // An untrained model is uniform over the 50 tokens; this one is better.
    #expect((1..<50).contains(evaluation.perplexity))
  }

  /// A model that ignores its input: the loss of a token follows from its bias.
  @Test(arguments: Encoding.allCases)
  func perplexityByKindIsThatOfItsTokens(_ encoding: Encoding) throws {
    var configuration = Preset.small(steps: 1).model
    configuration = Configuration(
      encoding: encoding, contextLength: 512, width: configuration.width, layerCount: 1, headCount: 4,
      rotaryDimension: 4)
    let vocabulary = Vocabulary(encoding)
    let parameters = Parameters(configuration)
    var random = SplitMix64(keys: 12)
    let biases = (0..<vocabulary.count).map { _ in Float(3 * random.nextUnit()) }
    for (token, bias) in biases.enumerated() { parameters.headBias[0, token] = bias }
    let total = log(biases.reduce(0.0) { $0 + exp(Double($1)) })
    var losses: [TokenKind: [Double]] = [:]
    for sample in samples.prefix(10) {
      let text = vocabulary.encode(sample)
      for (token, kind) in zip(text, vocabulary.kinds(of: text)).dropFirst() {
        losses[kind, default: []].append(total - Double(biases[token]))
      }
    }
    let evaluation = try Evaluation.run(parameters, samples: Array(samples.prefix(10)), threads: 1).evaluation
    for (kind, found) in [
      (TokenKind.outputDirection, evaluation.directionPerplexity), (.outputPosition, evaluation.positionPerplexity),
      (.outputMarkers, evaluation.markersPerplexity), (.program, evaluation.programPerplexity),
    ] {
      if let losses = losses[kind] {
        let expected = exp(losses.reduce(0, +) / Double(losses.count))
        #expect(try abs(#require(found) / expected - 1) < 1e-4, "\(kind)")
      } else {
        #expect(found == nil && encoding == .cells, "\(kind)")
      }
    }
  }

  /// An untrained model that is sensitive to its input writes many programs.
  @Test func theMostFrequentProgramsAreListed() throws {
    let parameters = Parameters.initial(Preset.tiny.model, seed: 1)
    for index in 0..<parameters.storage.count { parameters.storage.base[index] *= 4 }
    let (evaluation, answers) = try Evaluation.run(parameters, samples: samples, threads: 1)
    var counts: [String: Int] = [:]
    for answer in answers { counts[answer.program.text(), default: 0] += 1 }
    let texts = counts.keys.sorted().sorted { counts[$0]! > counts[$1]! }
    try #require(texts.count > 5 && counts[texts[3]] == counts[texts[4]])
    let listed = evaluation.mostFrequentPrograms
    #expect(listed.map { $0.program.joined(separator: " ") } == Array(texts.prefix(5)))
    #expect(listed.map(\.count) == texts.prefix(5).map { counts[$0]! })
  }

  @Test func theNumberOfThreadsChangesNothing() throws {
    let parameters = try trained()
    let one = try Evaluation.run(parameters, samples: samples, threads: 1)
    for threads in [2, 5] {
      let many = try Evaluation.run(parameters, samples: samples, threads: threads)
      #expect(many.evaluation == one.evaluation)
      #expect(many.answers.map(\.program) == one.answers.map(\.program))
      #expect(many.answers.map(\.logProbability) == one.answers.map(\.logProbability))
    }
  }

  /// A model built to write one op: all metrics are known.
  @Test func aModelThatWritesOneOpIsCounted() throws {
    let configuration = Preset.small(steps: 1).model
    let vocabulary = Vocabulary(.coordinates)
    let parameters = Parameters(configuration)
    parameters.headBias[0, vocabulary.end] = 20
    parameters.headBias[0, vocabulary.token(.turnLeft)] = 10
    let inputs = samples[0].specification.inputs
    let programs: [[Op]] = [
      [.turnLeft], [.turnRight], [.turnLeft, .turnLeft, .turnLeft, .turnLeft, .turnLeft], [.move],
    ]
    let samples = programs.enumerated().map { index, ops in
      let program = Program(ops)
      return Sample(index: index, specification: Specification(of: program, inputs: inputs), program: program)
    }
    let (evaluation, answers) = try Evaluation.run(parameters, samples: samples, threads: 2)
    #expect(answers.map(\.program.ops) == [[Op]](repeating: [.turnLeft], count: 4))
    #expect(answers.map(\.isSatisfied) == [true, false, true, false])
    #expect(evaluation.generativeAccuracy == 0.5)
    #expect(evaluation.uniquePrograms == 0.25)
    #expect(evaluation.meanLength == 1)
    #expect(evaluation.meanReferenceLength == 2)
    #expect(evaluation.directionRight == 0.5)
    #expect(evaluation.positionRight == 0.75)
    #expect(evaluation.markersRight == 1)
    #expect(evaluation.satisfiedExamples == [2, 0, 0, 0, 0, 2])
    #expect(evaluation.uniqueReferences == 1)
    #expect(evaluation.repetitiveAccuracy == 0.5)
    #expect(evaluation.mostFrequentPrograms.map(\.program) == [["turnLeft"]])
    #expect(evaluation.mostFrequentPrograms.map(\.count) == [4])
    #expect(evaluation.byLength.map(\.length) == [1, 5])
    #expect(evaluation.byLength.map(\.specifications) == [3, 1])
    #expect(evaluation.byLength.map(\.generativeAccuracy) == [1.0 / 3, 1])
  }

  @Test func aSpecificationThatDoesNotFitIsAnError() throws {
    var configuration = Preset.small(steps: 1).model
    configuration.contextLength = 64
    #expect(throws: GenerationError.self) {
      try Evaluation.run(Parameters(configuration), samples: samples, threads: 2)
    }
  }
}
