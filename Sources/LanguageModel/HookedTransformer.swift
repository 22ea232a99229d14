import Tensors

/// A forward pass of one text with hooks: at each ``HookPoint`` its values can be read and replaced.
///
/// For looking into a model; decoding and training do not pass through it. One thread per instance, which owns its
/// activations.
public final class HookedTransformer {
  public let parameters: Parameters
  private let configuration: Configuration
  private let layout: HeadLayout
  private let rotary: RotaryTable
  private var activations: Activations?

  /// Memory for texts up to some length S: stream, normed and outputs [S, C], qkv [S, 3C], inner [S, F], pattern
  /// [H · S · S], logits [S, V].
  private struct Activations {
    let arena = MatrixArena()
    let capacity: Int
    let stream, normed, context, attentionOutput, mlpOutput, qkv, inner, mean, scale, logits: Matrix
    let patterns: Matrix

    init(_ c: Configuration, capacity: Int) {
      self.capacity = capacity
      let arena = arena
      func allocate(_ columns: Int) -> Matrix { arena.allocate(capacity, columns) }
      stream = allocate(c.width)
      normed = allocate(c.width)
      context = allocate(c.width)
      attentionOutput = allocate(c.width)
      mlpOutput = allocate(c.width)
      qkv = allocate(3 * c.width)
      inner = allocate(c.innerWidth)
      mean = arena.allocate(1, capacity)
      scale = arena.allocate(1, capacity)
      logits = allocate(c.vocabularySize)
      patterns = arena.allocate(1, c.headCount * capacity * capacity)
    }
  }

  /// The parameters must not change during its lifetime.
  public init(_ parameters: Parameters) {
    self.parameters = parameters
    configuration = parameters.configuration
    layout = HeadLayout(configuration)
    rotary = RotaryTable(dimension: configuration.rotaryDimension, positions: configuration.contextLength)
  }

  /// Runs the forward pass on a text.
  ///
  /// - Parameter hook: Called at each hook point in order, with its values row by row: [T, C], or [H · T, T] for a
  ///   pattern, whose rows `head · T ..< (head + 1) · T` are a head's. What it writes into them replaces them for the rest
  ///   of the pass.
  /// - Precondition: There is at least one token, and they fit into the context.
  public func forward(_ tokens: [Int], hook: (HookPoint, Matrix) -> Void) {
    precondition(!tokens.isEmpty && tokens.count <= configuration.contextLength)
    let all = prepared(for: tokens.count)
    let rows = 0..<tokens.count
    let (stream, normed, context) = (all.stream.rows(rows), all.normed.rows(rows), all.context.rows(rows))
    let (attentionOutput, mlpOutput) = (all.attentionOutput.rows(rows), all.mlpOutput.rows(rows))
    let (qkv, inner, logits) = (all.qkv.rows(rows), all.inner.rows(rows), all.logits.rows(rows))
    let patterns = Matrix(all.patterns.base, rows: configuration.headCount * tokens.count, columns: tokens.count)

    for (row, token) in tokens.enumerated() {
      stream.row(row).update(from: parameters.embedding.row(token), count: configuration.width)
    }
    for (number, block) in parameters.blocks.enumerated() {
      hook(.residualBefore(block: number), stream)
      layerNormForward(
        stream, weight: block.normWeight, bias: block.normBias, epsilon: configuration.layerNormEpsilon,
        output: normed, mean: all.mean.base, scale: all.scale.base)
      linearForward(normed, weight: block.qkv, bias: nil, output: qkv)
      setPatterns(patterns, qkv)
      hook(.pattern(block: number), patterns)
      for head in 0..<configuration.headCount {
        context.columns(layout.output(head)).setProduct(
          pattern(patterns, head, tokens.count).plain, qkv.columns(layout.values(head)).plain)
      }
      hook(.headOutputs(block: number), context)
      linearForward(context, weight: block.attentionOutput, bias: nil, output: attentionOutput)
      hook(.attentionOutput(block: number), attentionOutput)
      linearForward(normed, weight: block.mlpInput, bias: nil, output: inner)
      geluForward(inner, bias: block.mlpInputBias)
      linearForward(inner, weight: block.mlpOutput, bias: block.mlpOutputBias, output: mlpOutput)
      hook(.mlpOutput(block: number), mlpOutput)
      add(attentionOutput, times: 1, to: stream)
      add(mlpOutput, times: 1, to: stream)
      hook(.residualAfter(block: number), stream)
    }
    layerNormForward(
      stream, weight: parameters.finalNormWeight, bias: parameters.finalNormBias,
      epsilon: configuration.layerNormEpsilon, output: normed, mean: all.mean.base, scale: all.scale.base)
    hook(.finalNorm, normed)
    linearForward(normed, weight: parameters.head, bias: parameters.headBias, output: logits)
    hook(.logits, logits)
  }

  /// Runs the forward pass on a text and returns its logits, a row [V] for each token.
  ///
  /// Parameters and preconditions are those of ``forward(_:hook:)``.
  public func logits(_ tokens: [Int], hook: (HookPoint, Matrix) -> Void = { _, _ in }) -> [[Float]] {
    var rows: [[Float]] = []
    forward(tokens) { point, values in
      hook(point, values)
      guard point == .logits else { return }
      rows = (0..<values.rows).map { row in
        Array(UnsafeBufferPointer(start: values.row(row), count: values.columns))
      }
    }
    return rows
  }

  /// Rotates queries and keys and overwrites the heads' attention patterns.
  private func setPatterns(_ patterns: Matrix, _ qkv: Matrix) {
    let factor = 1 / Float(configuration.headWidth).squareRoot()
    for head in 0..<configuration.headCount {
      let (queries, keys) = (qkv.columns(layout.queries(head)), qkv.columns(layout.keys(head)))
      rotary.rotate(queries, firstPosition: 0)
      rotary.rotate(keys, firstPosition: 0)
      let pattern = pattern(patterns, head, qkv.rows)
      pattern.setProduct(queries.plain, keys.transposed, scale: factor)
      for row in 0..<qkv.rows {
        softmax(pattern.row(row), count: row + 1)
        (pattern.row(row) + row + 1).update(repeating: 0, count: qkv.rows - row - 1)
      }
    }
  }

  /// The pattern [T, T] of one head.
  private func pattern(_ patterns: Matrix, _ head: Int, _ length: Int) -> Matrix {
    patterns.rows(head * length..<(head + 1) * length)
  }

  private func prepared(for length: Int) -> Activations {
    if let activations, activations.capacity >= length { return activations }
    let capacity = min(configuration.contextLength, max(128, length * 5 / 4))
    let new = Activations(configuration, capacity: max(capacity, length))
    activations = new
    return new
  }
}
