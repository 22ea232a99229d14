import Tensors

/// The activations that a forward pass keeps for the backward pass, and the scratch memory of both; one per worker.
///
/// N: tokens of the batch; S: the sum of the squared text lengths; T: the longest text's length. Memory grows to the
/// largest batch seen and is kept.
///
/// Before the first attention nothing depends on a token's position. So the first block's layer norm, projections and
/// MLP have one row per vocabulary token (R = V); in the other blocks R = N.
final class Activations {
  /// The activations of one Transformer block.
  struct Block {
    /// [R, C]: the residual stream before the block, and after its layer norm.
    let input, normed: Matrix
    /// [1, R]
    let mean, scale: Matrix
    /// [N, 3C], queries and keys rotated.
    let qkv: Matrix
    /// [T, T] for each head of each text, contiguous.
    let probabilities: UnsafeMutablePointer<Float>
    /// [N, C]: the heads' outputs.
    let context: Matrix
    /// [R, F]: the MLP's inner layer before GELU, later overwritten with GELU's derivative; and after GELU.
    let inner, activated: Matrix
  }

  let configuration: Configuration
  private var arena = MatrixArena()
  private var capacity = (tokens: 0, squares: 0)

  private(set) var blocks: [Block] = []
  /// The tokens of the batch.
  private(set) var tokens: [Int] = []
  /// [V, 3C] and [V, C]: each token's queries, keys and values in the first block, not rotated, and its stream there
  /// without attention's output; then their gradients.
  private(set) var tokenQKV, tokenStream: Matrix
  private(set) var tokenQKVGradient, tokenStreamGradient: Matrix
  /// [N, C]: the residual stream after the last block, and after the final layer norm.
  private(set) var output: Matrix
  private(set) var normed: Matrix
  /// [1, N]
  private(set) var mean: Matrix
  private(set) var scale: Matrix
  /// [N, V]: logits, then their gradient.
  private(set) var logits: Matrix
  /// [N, C], [R, C], [N, 3C], [R, F]: gradients.
  private(set) var streamGradient: Matrix
  private(set) var normedGradient: Matrix
  private(set) var qkvGradient: Matrix
  private(set) var innerGradient: Matrix
  /// [Q, T], where Q is the attention block size.
  private(set) var attentionScratch: Matrix
  /// [C, F]: a block's MLP output weights, copied to a stride that is fast for products.
  private(set) var mlpOutput: Matrix

  init(_ configuration: Configuration) {
    self.configuration = configuration
    let nothing = arena.allocate(0, 0)
    (output, normed, mean, scale, logits) = (nothing, nothing, nothing, nothing, nothing)
    (streamGradient, normedGradient, qkvGradient, innerGradient) = (nothing, nothing, nothing, nothing)
    (attentionScratch, mlpOutput) = (nothing, nothing)
    (tokenQKV, tokenStream, tokenQKVGradient, tokenStreamGradient) = (nothing, nothing, nothing, nothing)
  }

  /// Allocates the matrices for `batch`.
  func prepare(for batch: TokenBatch) {
    self.tokens = batch.tokens
    let tokens = batch.tokens.count
    let lengths = (0..<batch.count).map { batch.range($0).count }
    let squares = lengths.reduce(0) { $0 + $1 * $1 }
    if tokens > capacity.tokens || squares > capacity.squares {
      // A new arena, since the old one would keep its too small blocks; 5/4 leaves room for slightly larger batches.
      arena = MatrixArena()
      capacity = (max(tokens * 5 / 4, capacity.tokens), max(squares * 5 / 4, capacity.squares))
      allocate(tokens: capacity.tokens, squares: capacity.squares, longest: configuration.contextLength)
    }
    arena.rewind()
    allocate(tokens: tokens, squares: squares, longest: lengths.max() ?? 0)
  }

  private func allocate(tokens: Int, squares: Int, longest: Int) {
    let (width, inner, vocabulary) = (configuration.width, configuration.innerWidth, configuration.vocabularySize)
    let allocate = arena.allocateSpaced
    func row(_ count: Int) -> Matrix { arena.allocate(1, count) }
    blocks = (0..<configuration.layerCount).map { layer in
      let rows = layer == 0 ? vocabulary : tokens
      return Block(
        input: allocate(rows, width), normed: allocate(rows, width), mean: row(rows), scale: row(rows),
        qkv: allocate(tokens, 3 * width), probabilities: row(configuration.headCount * squares).base,
        context: allocate(tokens, width), inner: allocate(rows, inner), activated: allocate(rows, inner))
    }
    tokenQKV = allocate(vocabulary, 3 * width)
    tokenStream = allocate(vocabulary, width)
    tokenQKVGradient = allocate(vocabulary, 3 * width)
    tokenStreamGradient = allocate(vocabulary, width)
    output = allocate(tokens, width)
    normed = allocate(tokens, width)
    mean = row(tokens)
    scale = row(tokens)
    logits = allocate(tokens, vocabulary)
    streamGradient = allocate(tokens, width)
    normedGradient = allocate(max(tokens, vocabulary), width)
    qkvGradient = allocate(tokens, 3 * width)
    innerGradient = allocate(max(tokens, vocabulary), inner)
    attentionScratch = allocate(attentionBlockSize, longest)
    mlpOutput = allocate(width, inner)
  }
}
