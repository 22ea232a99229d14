import Corpus
import Karel
import LanguageModel
import Tensors

/// Two specifications for which a model writes the same ops up to one at which it differs.
public struct PatchPair: Hashable, Sendable {
  /// The specification that is patched, and the one whose states are put in.
  public let base, source: Specification
  /// The ops that the model writes for both.
  public let ops: [Op]
  /// The tokens that it writes next for each: an op or the end.
  public let baseToken, sourceToken: Int

  /// Writes both programs with a model.
  ///
  /// - Returns: Nil if they are the same.
  /// - Throws: `GenerationError` if a text exceeds the context or numbers are not finite.
  public init?(_ base: Specification, _ source: Specification, _ decoder: CachedDecoder) throws(GenerationError) {
    let vocabulary = Vocabulary(decoder.parameters.configuration.encoding)
    let first = try decoder.generate(base, vocabulary: vocabulary).program
    let second = try decoder.generate(source, vocabulary: vocabulary).program
    let (tokens, others) = (vocabulary.encode(first), vocabulary.encode(second))
    guard let step = zip(tokens, others).enumerated().first(where: { $1.0 != $1.1 })?.offset else { return nil }
    self.base = base
    self.source = source
    ops = Array(first.ops[..<step])
    baseToken = tokens[step]
    sourceToken = others[step]
  }

  /// Pairs of specifications drawn in order until enough have been found.
  ///
  /// - Parameters:
  ///   - count: The pairs wanted.
  ///   - candidates: The number of candidates.
  ///   - progress: Called with the pairs found; what it throws ends the search.
  ///   - candidate: The two specifications of a candidate; nil if it has none. Called on several threads.
  /// - Returns: At most `count` pairs, and the candidates looked at.
  public static func find(
    _ count: Int, among candidates: Int, _ parameters: Parameters, threads: Int,
    progress: (Int) throws -> Void = { _ in },
    candidate: (Int) throws -> (base: Specification, source: Specification)?
  ) throws -> (pairs: [PatchPair], looked: Int) {
    let decoders = (0..<max(1, threads)).map { _ in CachedDecoder(parameters) }
    var pairs: [PatchPair] = []
    var looked = 0
    for start in stride(from: 0, to: candidates, by: chunkSize) {
      let chunk = start..<min(start + chunkSize, candidates)
      let found = try parallelMap(chunk, threads: threads) { index, worker in
        try candidate(index).flatMap { try PatchPair($0.base, $0.source, decoders[worker]) }
      }
      for pair in found where pairs.count < count {
        looked += 1
        if let pair { pairs.append(pair) }
      }
      try progress(pairs.count)
      if pairs.count == count { break }
    }
    return (pairs, looked)
  }

  /// Candidates between progress reports.
  private static let chunkSize = 64
}
