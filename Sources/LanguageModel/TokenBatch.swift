import Corpus

/// Texts of different lengths, concatenated without padding.
public struct TokenBatch {
  /// All tokens.
  public private(set) var tokens: [Int] = []
  /// The start of each text in ``tokens``, then the number of tokens: one entry more than there are texts.
  public private(set) var starts: [Int] = [0]
  /// The loss weight of predicting each token from its predecessors; 0 for the first of each text.
  public private(set) var weights: [Float] = []
  /// The kind of each token.
  public private(set) var kinds: [TokenKind] = []

  public init() {}

  /// The number of texts.
  public var count: Int { starts.count - 1 }

  /// The range of text `index` in ``tokens``.
  public func range(_ index: Int) -> Range<Int> { starts[index]..<starts[index + 1] }

  /// Appends a text.
  ///
  /// - Parameters:
  ///   - kinds: The kind of each token.
  ///   - weights: The loss weight of each token; the first is ignored and set to 0, since nothing precedes it.
  public mutating func append(_ text: [Int], kinds: [TokenKind], weights: [Float]) {
    precondition(kinds.count == text.count && weights.count == text.count)
    tokens += text
    self.kinds += kinds
    self.weights.append(0)
    self.weights += weights.dropFirst()
    starts.append(tokens.count)
  }

  /// Removes all texts, keeping the memory.
  public mutating func removeAll() {
    tokens.removeAll(keepingCapacity: true)
    kinds.removeAll(keepingCapacity: true)
    weights.removeAll(keepingCapacity: true)
    starts.removeAll(keepingCapacity: true)
    starts.append(0)
  }
}
