import Corpus
import Karel
import LanguageModel

/// A generated program in the output of `generate`.
struct GenerationReport: Report {
  let index: Int
  /// The op names.
  let program: [String]
  /// Whether the program satisfies all five examples.
  let satisfied: Bool
  /// Whether the program satisfies each example.
  let examples: [Bool]
  /// The whole sequence: prompt, ops, end.
  let tokens: [Int]
  /// ln p(program and its end | specification).
  let logProbability: Double
  /// [ops + 1, V]: at the positions that produce each op and the end; omitted unless requested.
  let logits: [[Float]]?

  init(
    _ generation: Generation, for specification: Specification, index: Int, vocabulary: Vocabulary, withLogits: Bool
  ) {
    self.index = index
    program = generation.program.ops.map(\.name)
    examples = specification.satisfied(by: generation.program)
    satisfied = examples.allSatisfy { $0 }
    tokens = vocabulary.encode(specification) + vocabulary.encode(generation.program)
    logProbability = generation.logProbability
    logits = withLogits ? generation.steps.map(\.logits) : nil
  }

  /// One line of text: index, a mark for each example, program.
  var lines: [String] {
    let marks = examples.map { $0 ? "✓" : "✗" }.joined()
    return ["\(index)  \(marks)  \(program.joined(separator: " "))"]
  }
}
