import Corpus
import Foundation
import Karel

/// A program generated under the grammar: at least one op, then ops or the end.
public struct Generation: Sendable {
  /// The model's output at the position that produces one op, or the end.
  public struct Step: Sendable {
    /// [V]
    public let logits: [Float]
    /// [C]: see ``CachedDecoder/meanHiddenState``.
    public let hiddenState: [Float]
  }

  public let program: Program
  /// One step for each op, then one for the end.
  public let steps: [Step]
  /// ln p(program and its end | specification) under the model, over its whole vocabulary.
  public let logProbability: Double

  /// The number of ops after which the grammar allows only the end: the longest program of any corpus.
  public static let maximumLength = ProgramLengths.longest
}

extension CachedDecoder {
  /// Generates a program by greedy decoding, after `forced` ops.
  ///
  /// - Parameters:
  ///   - specification: The specification to satisfy.
  ///   - forced: Ops that the program begins with.
  ///   - isEnding: Whether the forced ops are the whole program.
  ///   - steering: The steering vector for the position that produces the op after `ops`, the program so far.
  ///   - observe: Called at the position that produces each op, or the end, with the op's index; the decoder's logits
  ///     and hidden states are then those of this position.
  /// - Throws: ``GenerationError`` if the text exceeds the context, or logits or hidden states are not finite.
  public func generate(
    _ specification: Specification, vocabulary: Vocabulary, forced: [Op] = [], isEnding: Bool = false,
    steering: (_ ops: [Op]) -> SteeringVector? = { _ in nil }, observe: (_ step: Int) -> Void = { _ in }
  ) throws(GenerationError) -> Generation {
    let prompt = vocabulary.encode(specification)
    let longest = prompt.count + max(Generation.maximumLength, forced.count)
    guard longest <= parameters.configuration.contextLength else {
      throw .tooLong(found: longest, expected: parameters.configuration.contextLength)
    }
    rewind(to: 0)
    read(prompt, steering: steering([]))
    var ops: [Op] = []
    var steps: [Generation.Step] = []
    var logProbability = 0.0
    while true {
      let (logits, hiddenState) = (try finiteLogits(after: ops.count), meanHiddenState)
      guard hiddenState.allSatisfy(\.isFinite) else { throw .notFinite(step: ops.count) }
      observe(ops.count)
      let token: Int
      if ops.count < forced.count {
        token = vocabulary.token(forced[ops.count])
      } else if isEnding && !ops.isEmpty {
        token = vocabulary.end
      } else {
        token = Generation.greedyToken(logits, after: ops.count, vocabulary)
      }
      steps.append(Generation.Step(logits: logits, hiddenState: hiddenState))
      logProbability += logSoftmax(logits, at: token)
      guard let op = vocabulary.op(token) else { break }
      ops.append(op)
      read([token], steering: steering(ops))
    }
    return Generation(program: Program(ops), steps: steps, logProbability: logProbability)
  }
}

extension CachedDecoder {
  /// [V]: the logits of the token after the last one read, which follows `count` ops.
  ///
  /// - Throws: ``GenerationError`` if they or their differences are not finite.
  func finiteLogits(after count: Int) throws(GenerationError) -> [Float] {
    let logits = logits
    let largest = logits.max()!
    guard logits.allSatisfy({ ($0 - largest).isFinite }) else { throw .notFinite(step: count) }
    return logits
  }
}

extension Generation {
  /// The token with the largest logit [V] among those that the grammar allows after `count` ops.
  static func greedyToken(_ logits: [Float], after count: Int, _ vocabulary: Vocabulary) -> Int {
    guard count < maximumLength else { return vocabulary.end }
    let allowed = Array(vocabulary.opTokens) + (count == 0 ? [] : [vocabulary.end])
    return allowed.max { logits[$0] < logits[$1] }!
  }
}

extension Generation.Step {
  /// The probabilities of the five ops, in the order of `Op.allCases`, and of the end, under the grammar: at the first
  /// op the end has probability 0.
  public func choice(_ vocabulary: Vocabulary, isFirst: Bool) -> [Float] {
    Generation.choice(logits, vocabulary, isFirst: isFirst)
  }
}

extension Generation {
  /// The same for any logits [V].
  public static func choice(_ logits: [Float], _ vocabulary: Vocabulary, isFirst: Bool) -> [Float] {
    let allowed = Array(vocabulary.opTokens) + (isFirst ? [] : [vocabulary.end])
    let largest = allowed.map { logits[$0] }.max()!
    let weights = allowed.map { exp(logits[$0] - largest) }
    let total = weights.reduce(0, +)
    return weights.map { $0 / total } + (isFirst ? [0] : [])
  }
}

/// ln softmax(logits)[index]
private func logSoftmax(_ logits: [Float], at index: Int) -> Double {
  let largest = logits.max()!
  let total = logits.reduce(0.0) { $0 + exp(Double($1 - largest)) }
  return Double(logits[index] - largest) - log(total)
}

/// Why a model cannot generate a program, or learn from one.
public enum GenerationError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The text would have `found` tokens; the model reads at most `expected`.
  case tooLong(found: Int, expected: Int)
  /// After `step` ops, logits or hidden states are not finite, or so far apart that their differences are not.
  case notFinite(step: Int)

  /// A one-line message: what was found, what was expected, remedy.
  public var description: String {
    switch self {
    case .tooLong(let found, let expected):
      "the specification's text with its program has up to \(found) tokens; this model reads at most \(expected): "
        + "choose a model with a longer context"
    case .notFinite(let step):
      "found logits or hidden states after \(step) ops that are not finite, expected finite numbers; "
        + "choose another checkpoint"
    }
  }
}
