import Foundation
import Karel
import Records
import Testing

/// Evaluations as files have them, with shares in place of counts.
@Suite struct EvaluationCodingTests {
  /// Three specifications: thirds have no exact share.
  private static let evaluation = Evaluation(
    answers: AnswerFigures(
      specifications: 3, generativeAccuracy: Proportion(1, of: 3), uniquePrograms: Proportion(2, of: 3),
      repetitiveAccuracy: Proportion(1, of: 3), meanLength: 4.5, directionRight: Proportion(2, of: 3),
      positionRight: Proportion(1, of: 3), markersRight: Proportion(3, of: 3), satisfiedExamples: [1, 0, 1, 0, 0, 1],
      mostFrequentPrograms: [ProgramCount(program: Program([.move, .turnLeft]), count: 2)]),
    perplexity: 2.5, programPerplexity: 1.5, directionPerplexity: 1.25, meanReferenceLength: 6,
    uniqueReferences: Proportion(3, of: 3),
    byLength: [.init(length: 6, generativeAccuracy: Proportion(1, of: 3))])

  private static let text = """
    {"byLength":[{"generativeAccuracy":0.3333333333333333,"length":6,"specifications":3}],\
    "directionPerplexity":1.25,"directionRight":0.6666666666666666,"generativeAccuracy":0.3333333333333333,\
    "markersRight":1,"meanLength":4.5,"meanReferenceLength":6,\
    "mostFrequentPrograms":[{"count":2,"program":["move","turnLeft"]}],"perplexity":2.5,\
    "positionRight":0.3333333333333333,"programPerplexity":1.5,"repetitiveAccuracy":0.3333333333333333,\
    "satisfiedExamples":[1,0,1,0,0,1],"specifications":3,"uniquePrograms":0.6666666666666666,"uniqueReferences":1}
    """

  private func encoded(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  private func decoded<Value: Decodable>(_ text: String, as type: Value.Type = Value.self) throws -> Value {
    try JSONDecoder().decode(type, from: Data(text.utf8))
  }

  @Test func filesHaveSharesAndRecordsHaveCounts() throws {
    #expect(try encoded(Self.evaluation) == Self.text)
    #expect(try decoded(Self.text) == Self.evaluation)
  }

  @Test func everyCountComesBackFromItsShare() throws {
    for total in [1, 7, 40, 500, 1000, 9999] {
      for count in 0...total {
        let accuracy = Evaluation.LengthAccuracy(length: 1, generativeAccuracy: Proportion(count, of: total))
        #expect(try decoded(encoded(accuracy)) == accuracy)
      }
    }
  }

  @Test(arguments: [
    (#"Programs":0.6666666666666666"#, #"Programs":0.5"#, "uniquePrograms", "found 0.5, expected a whole number"),
    (#"Programs":0.6666666666666666"#, #"Programs":1.5"#, "uniquePrograms", "found 1.5, expected 0 to 1"),
    (#""specifications":3,"u"#, #""specifications":0,"u"#, "generativeAccuracy", "found 0.3333333333333333, expected"),
    (#""turnLeft""#, #""jump""#, "mostFrequentPrograms.0.program.1", "found 'jump', expected one of pickMarker"),
  ])
  func whatIsNoCountIsRefused(_ old: String, _ new: String, _ place: String, _ problem: String) throws {
    let text = Self.text.replacing(old, with: new)
    #expect(text != Self.text)
    do {
      _ = try decoded(text, as: Evaluation.self)
      Issue.record("decoded \(new)")
    } catch DecodingError.dataCorrupted(let context) {
      #expect(context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".") == place)
      #expect(context.debugDescription.hasPrefix(problem))
    }
  }

  @Test func sharesMayHaveFewDecimals() throws {
    let text = Self.text.replacing("0.6666666666666666", with: "0.6666667")
    #expect(try decoded(text) == Self.evaluation)
  }

  @Test func keptEvaluationsNameTheirSplit() throws {
    let kept = KeptEvaluation(
      split: .test, seed: 3, start: 5, count: 40, lengths: 2...9, evaluation: Self.evaluation)
    let text = try encoded(kept)
    #expect(text.contains(#""maximumLength":9,"minimumLength":2"#) && text.contains(#""split":"test""#))
    #expect(try decoded(text) == kept)
    for (old, new) in [(#""test""#, #""exam""#), (#""maximumLength":9"#, #""maximumLength":1"#)] {
      #expect(throws: DecodingError.self) {
        try decoded(text.replacing(old, with: new), as: KeptEvaluation.self)
      }
    }
  }

  @Test func writtenProgramsAreNamesOfOps() throws {
    let written = WrittenProgram(
      index: 4, program: Program([.putMarker]), reference: Program([.move, .move]), isSatisfied: false)
    let text = #"{"index":4,"program":["putMarker"],"reference":["move","move"],"satisfied":false}"#
    #expect(try encoded(written) == text)
    #expect(try decoded(text) == written)
  }
}
