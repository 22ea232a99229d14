import Corpus
import Karel
import LanguageModel
import Probing
import Tensors

/// The metrics of generated programs that need no reference programs. The fields are those of ``Evaluation``.
public struct AnswerFigures: Codable, Hashable, Sendable {
  public var specifications: Int
  public var generativeAccuracy: Double
  public var uniquePrograms: Double
  public var repetitiveAccuracy: Double
  public var meanLength: Double
  public var directionRight: Double
  public var positionRight: Double
  public var markersRight: Double
  public var satisfiedExamples: [Int]
  public var mostFrequentPrograms: [Evaluation.ProgramCount]

  /// The 95% interval of the generative accuracy.
  public var generativeAccuracyInterval: WilsonInterval {
    WilsonInterval(successes: satisfiedExamples[Specification.exampleCount], count: specifications)
  }

  /// Generates a program for each specification with greedy decoding under the grammar.
  ///
  /// - Parameter progress: Called with the number of specifications done, on the calling thread.
  /// - Throws: `GenerationError` if a specification exceeds the model's context, or the model's numbers are not finite.
  public static func run(
    _ parameters: Parameters, specifications: [Specification], threads: Int, progress: (Int) -> Void = { _ in }
  ) throws -> AnswerFigures {
    let vocabulary = Vocabulary(parameters.configuration.encoding)
    let decoders = (0..<max(1, threads)).map { _ in CachedDecoder(parameters) }
    let programs = try Evaluation.mapInChunks(specifications, threads: threads, progress: progress) {
      try decoders[$1].generate($0, vocabulary: vocabulary).program
    }
    return AnswerFigures(Array(zip(specifications, programs)))
  }
}

extension AnswerFigures {
  /// Computes the metrics of programs written for specifications.
  init(_ answers: [(specification: Specification, program: Program)]) {
    func share(_ count: Int) -> Double { answers.isEmpty ? 0 : Double(count) / Double(answers.count) }
    func inAllExamples(_ holds: (_ end: World, _ output: World) -> Bool) -> Double {
      share(
        answers.count { answer in
          zip(answer.specification.inputs, answer.specification.outputs).allSatisfy { input, output in
            holds(input.after(answer.program), output)
          }
        })
    }
    let rightExamples = answers.map { $0.specification.satisfied(by: $0.program).count(where: \.self) }
    specifications = answers.count
    satisfiedExamples = (0...Specification.exampleCount).map { right in rightExamples.count { $0 == right } }
    generativeAccuracy = share(satisfiedExamples[Specification.exampleCount])
    uniquePrograms = share(Set(answers.map(\.program)).count)
    repetitiveAccuracy = answers.map(\.specification).repetitiveAccuracy
    meanLength = share(answers.reduce(0) { $0 + $1.program.ops.count })
    directionRight = inAllExamples { $0.direction == $1.direction }
    positionRight = inAllExamples { $0.position == $1.position }
    // The robot hides markers: cells under either robot are not compared.
    markersRight = inAllExamples { end, output in
      Position.inner.allSatisfy {
        $0 == end.position || $0 == output.position
          || end.visibleMarkerCount(at: $0) == output.visibleMarkerCount(at: $0)
      }
    }
    mostFrequentPrograms = AnswerFigures.mostFrequent(answers.map(\.program))
  }

  /// The programs written most often, as ``Evaluation/mostFrequentPrograms`` lists them.
  private static func mostFrequent(_ programs: [Program]) -> [Evaluation.ProgramCount] {
    let counted = Dictionary(grouping: programs) { $0 }.map { (text: $0.text(), program: $0, count: $1.count) }
    return counted.sorted { ($1.count, $0.text) < ($0.count, $1.text) }.prefix(Evaluation.listedPrograms)
      .map { Evaluation.ProgramCount(program: $0.program.ops.map(\.name), count: $0.count) }
  }
}

extension Evaluation {
  /// The metrics that do not depend on the references.
  public var answerFigures: AnswerFigures {
    AnswerFigures(
      specifications: specifications, generativeAccuracy: generativeAccuracy, uniquePrograms: uniquePrograms,
      repetitiveAccuracy: repetitiveAccuracy, meanLength: meanLength, directionRight: directionRight,
      positionRight: positionRight, markersRight: markersRight, satisfiedExamples: satisfiedExamples,
      mostFrequentPrograms: mostFrequentPrograms)
  }
}
