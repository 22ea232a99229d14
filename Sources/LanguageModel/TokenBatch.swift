import Corpus

/// Texts of different lengths, one after the other without padding.
public struct TokenBatch {
  /// All tokens.
  public private(set) var tokens: [Int] = []
  /// Where each text begins in ``tokens``, and at the end the number of tokens: one more than texts.
  public private(set) var starts: [Int] = [0]
  /// The loss weight of predicting each token from those before it; 0 for the first of each text.
  public private(set) var weights: [Float] = []
  /// What each token says.
  public private(set) var kinds: [TokenKind] = []

  public init() {}

  /// The number of texts.
  public var count: Int { starts.count - 1 }

  /// The places of text `index` in ``tokens``.
  public func range(_ index: Int) -> Range<Int> { starts[index]..<starts[index + 1] }

  /// Adds a text.
  ///
  /// - Parameters:
  ///   - kinds: What each token says.
  ///   - weights: The loss weight of each token; the first is taken as 0, since nothing comes before it.
  public mutating func append(_ text: [Int], kinds: [TokenKind], weights: [Float]) {
    precondition(kinds.count == text.count && weights.count == text.count)
    tokens += text
    self.kinds += kinds
    self.weights.append(0)
    self.weights += weights.dropFirst()
    starts.append(tokens.count)
  }

  /// Takes out all texts and keeps the memory.
  public mutating func removeAll() {
    tokens.removeAll(keepingCapacity: true)
    kinds.removeAll(keepingCapacity: true)
    weights.removeAll(keepingCapacity: true)
    starts.removeAll(keepingCapacity: true)
    starts.append(0)
  }
}
