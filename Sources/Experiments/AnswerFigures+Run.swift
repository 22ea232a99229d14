import Corpus
import Karel
import LanguageModel
import Records
import Tensors

extension AnswerFigures {
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
    func proportion(_ count: Int) -> Proportion { Proportion(count, of: answers.count) }
    func inAllExamples(_ holds: (_ end: World, _ output: World) -> Bool) -> Proportion {
      proportion(
        answers.count { answer in
          zip(answer.specification.inputs, answer.specification.outputs).allSatisfy { input, output in
            holds(input.after(answer.program), output)
          }
        })
    }
    let rightExamples = answers.map { $0.specification.satisfied(by: $0.program).count(where: \.self) }
    let satisfiedExamples = (0...Specification.exampleCount).map { right in rightExamples.count { $0 == right } }
    self.init(
      specifications: answers.count,
      generativeAccuracy: proportion(satisfiedExamples[Specification.exampleCount]),
      uniquePrograms: proportion(Set(answers.map(\.program)).count),
      repetitiveAccuracy: answers.map(\.specification).repetitiveAccuracy,
      meanLength: answers.map(\.program).meanLength,
      directionRight: inAllExamples { $0.direction == $1.direction },
      positionRight: inAllExamples { $0.position == $1.position },
      // The robot hides markers: cells under either robot are not compared.
      markersRight: inAllExamples { end, output in
        Position.inner.allSatisfy {
          $0 == end.position || $0 == output.position
            || end.visibleMarkerCount(at: $0) == output.visibleMarkerCount(at: $0)
        }
      },
      satisfiedExamples: satisfiedExamples, mostFrequentPrograms: AnswerFigures.mostFrequent(answers.map(\.program)))
  }

  /// The programs written most often, as ``AnswerFigures/mostFrequentPrograms`` lists them.
  private static func mostFrequent(_ programs: [Program]) -> [ProgramCount] {
    let counted = Dictionary(grouping: programs) { $0 }.map { (text: $0.text(), program: $0, count: $1.count) }
    return counted.sorted { ($1.count, $0.text) < ($0.count, $1.text) }.prefix(AnswerFigures.listedPrograms)
      .map { ProgramCount(program: $0.program, count: $0.count) }
  }
}
