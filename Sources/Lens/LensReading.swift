import Corpus
import Karel
import LanguageModel

/// What a lens reads from every block while a program is written: how the choice of each op comes about.
public struct LensReading: Hashable, Sendable {
  /// The program, written by the model or forced.
  public let program: Program
  /// For each block, for each op and then the end: the probabilities of the five ops, in the order of `Op.allCases`, and
  /// of the end, under the grammar. Those of the last block are the model's own.
  public let layers: [[[Float]]]
  /// For each op and then the end: the block of the decision, from which on the model's final choice has the largest
  /// probability in every block.
  public let decisions: [Int]

  /// Reads a specification.
  ///
  /// - Parameters:
  ///   - forced: The program to read it with; if nil, the model's own.
  ///   - decoder: A decoder of the lens's model.
  /// - Throws: `GenerationError` if the text exceeds the context or the model's numbers are not finite; ``LensError`` if
  ///   those of the lens are not.
  public init(
    of specification: Specification, forced: Program? = nil, _ decoder: CachedDecoder, _ lens: LogitLens
  ) throws {
    let configuration = decoder.parameters.configuration
    let vocabulary = Vocabulary(configuration.encoding)
    let earlier = 0..<configuration.layerCount - 1
    var layers = [[[Float]]](repeating: [], count: configuration.layerCount)
    let generation = try decoder.generate(
      specification, vocabulary: vocabulary, forced: forced?.ops ?? [], isEnding: forced != nil,
      observe: { step in
        for block in earlier {
          let logits = lens.logits(decoder.hiddenState(.layer(block + 1)), after: block)
          layers[block].append(Generation.choice(logits, vocabulary, isFirst: step == 0))
        }
        layers[configuration.layerCount - 1].append(
          Generation.choice(decoder.logits, vocabulary, isFirst: step == 0))
      })
    for (block, positions) in layers.enumerated() {
      if let step = positions.firstIndex(where: { !$0.allSatisfy(\.isFinite) }) {
        throw LensError(block: block, step: step)
      }
    }
    program = generation.program
    self.layers = layers
    decisions = LensReading.decisions(layers)
  }

  /// The block of the decision at each position of ``layers``.
  static func decisions(_ layers: [[[Float]]]) -> [Int] {
    guard let last = layers.last else { return [] }
    func choice(_ probabilities: [Float]) -> Int? {
      probabilities.indices.max { probabilities[$0] < probabilities[$1] }
    }
    return last.indices.map { position in
      let final = choice(last[position])
      return layers.indices.reversed().prefix { choice(layers[$0][position]) == final }.last ?? layers.count - 1
    }
  }
}

/// A lens read numbers that are not finite.
public struct LensError: Error, Hashable, Sendable, CustomStringConvertible {
  public let block: Int
  /// The ops before the position.
  public let step: Int

  /// A one-line message: place, what was found, what was expected, remedy.
  public var description: String {
    "block \(block): found probabilities after \(step) ops that are not finite, expected finite numbers; remove the tuned "
      + "lens, or choose another checkpoint"
  }
}
