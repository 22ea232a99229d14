import Corpus
import Karel
import LanguageModel

/// What a model wrote for a specification, as the `generate` command writes it.
struct GenerationReport: Report {
  let index: Int
  /// The names of the ops.
  let program: [String]
  /// Whether all five examples come out right.
  let satisfied: Bool
  /// For each example, whether it comes out right.
  let examples: [Bool]
  /// The whole text: prompt, ops, end.
  let tokens: [Int]
  /// ln p(program and its end | specification).
  let logProbability: Double
  /// [ops + 1, V]: at the position that produces each op, and then the end; left out where nobody asked.
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

  /// A line for a reader: index, a mark for each example, program.
  var lines: [String] {
    let marks = examples.map { $0 ? "✓" : "✗" }.joined()
    return ["\(index)  \(marks)  \(program.joined(separator: " "))"]
  }
}
