import Tensors

/// What a forward pass leaves behind for the backward pass, and the scratch of both: the memory of one worker.
///
/// N: tokens of the batch; S: the squares of the texts' lengths, summed; T: the longest text's length. Grows to the largest batch seen and stays.
final class Activations {
  /// One Transformer block's.
  struct Block {
    /// [N, C]: the residual stream before the block, and after its layer norm.
    let input, normed: Matrix
    /// [1, N]
    let mean, scale: Matrix
    /// [N, 3C], queries and keys turned.
    let qkv: Matrix
    /// For each head and text one after the other, [T, T].
    let probabilities: UnsafeMutablePointer<Float>
    /// [N, C]: the heads' outputs.
    let context: Matrix
    /// [N, F]: the MLP's inner layer before and after GELU.
    let inner, activated: Matrix
  }

  let configuration: Configuration
  private var storage = FloatStorage(count: 0)
  private var capacity = (tokens: 0, squares: 0, longest: 0)

  private(set) var blocks: [Block] = []
  /// [N, C]: the residual stream after the last block, and after the final layer norm.
  private(set) var output: Matrix
  private(set) var normed: Matrix
  /// [1, N]
  private(set) var mean: Matrix
  private(set) var scale: Matrix
  /// [N, V]: logits, then their gradient.
  private(set) var logits: Matrix
  /// [N, C], [N, C], [N, 3C], [N, F]: gradients.
  private(set) var streamGradient: Matrix
  private(set) var normedGradient: Matrix
  private(set) var qkvGradient: Matrix
  private(set) var innerGradient: Matrix
  /// [T, T]
  private(set) var attentionScratch: UnsafeMutablePointer<Float>

  init(_ configuration: Configuration) {
    self.configuration = configuration
    let nothing = storage.matrix(rows: 0, columns: 0)
    (output, normed, mean, scale, logits) = (nothing, nothing, nothing, nothing, nothing)
    (streamGradient, normedGradient, qkvGradient, innerGradient) = (nothing, nothing, nothing, nothing)
    attentionScratch = storage.base
  }

  /// Makes the views fit `batch`.
  func prepare(for batch: TokenBatch) {
    let tokens = batch.tokens.count
    let lengths = (0..<batch.count).map { batch.range($0).count }
    let squares = lengths.reduce(0) { $0 + $1 * $1 }
    let longest = lengths.max() ?? 0
    let (width, inner, vocabulary) = (configuration.width, configuration.innerWidth, configuration.vocabularySize)
    if tokens > capacity.tokens || squares > capacity.squares || longest > capacity.longest {
      capacity = (
        max(tokens, capacity.tokens) * 5 / 4, max(squares, capacity.squares) * 5 / 4, max(longest, capacity.longest)
      )
      let perToken = configuration.layerCount * (6 * width + 2 * inner + 2) + 7 * width + inner + 2 + vocabulary
      let views = configuration.layerCount * 9 + 10
      storage = FloatStorage(
        count: capacity.tokens * perToken + capacity.squares * configuration.layerCount * configuration.headCount
          + capacity.longest * capacity.longest + views * FloatStorage.alignment)
    }
    var offset = 0
    func take(_ rows: Int, _ columns: Int) -> Matrix {
      defer { offset += FloatStorage.aligned(rows * columns) }
      return storage.matrix(at: offset, rows: rows, columns: columns)
    }
    blocks = (0..<configuration.layerCount).map { _ in
      Block(
        input: take(tokens, width), normed: take(tokens, width), mean: take(1, tokens), scale: take(1, tokens),
        qkv: take(tokens, 3 * width), probabilities: take(configuration.headCount, squares).base,
        context: take(tokens, width), inner: take(tokens, inner), activated: take(tokens, inner))
    }
    output = take(tokens, width)
    normed = take(tokens, width)
    mean = take(1, tokens)
    scale = take(1, tokens)
    logits = take(tokens, vocabulary)
    streamGradient = take(tokens, width)
    normedGradient = take(tokens, width)
    qkvGradient = take(tokens, 3 * width)
    innerGradient = take(tokens, inner)
    attentionScratch = take(longest, longest).base
  }
}
