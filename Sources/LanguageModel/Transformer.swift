import Corpus
import Tensors

/// Loss summed over tokens, with the counts needed for means.
public struct LossSum: Sendable {
  /// For each token kind, the sum of −ln p(token) over the predicted tokens, in nats, and their number.
  public private(set) var nats = [Double](repeating: 0, count: TokenKind.allCases.count)
  public private(set) var tokens = [Int](repeating: 0, count: TokenKind.allCases.count)
  /// The sum of weight · −ln p(token).
  public private(set) var weighted = 0.0

  public init() {}

  mutating func add(_ nats: Float, weight: Float, kind: TokenKind) {
    self.nats[kind.rawValue] += Double(nats)
    tokens[kind.rawValue] += 1
    weighted += Double(nats) * Double(weight)
  }

  /// Adds another sum to this one.
  public mutating func add(_ other: LossSum) {
    for kind in TokenKind.allCases.indices {
      nats[kind] += other.nats[kind]
      tokens[kind] += other.tokens[kind]
    }
    weighted += other.weighted
  }

  /// Nats per token of these kinds; NaN if there were none.
  public func mean(_ kinds: [TokenKind] = TokenKind.allCases) -> Double {
    kinds.reduce(0) { $0 + nats[$1.rawValue] } / Double(kinds.reduce(0) { $0 + tokens[$1.rawValue] })
  }
}

/// A CodeGen model that processes whole texts: parallel attention and MLP after a single layer norm per block, rotary
/// position embeddings, an untied head.
///
/// One thread per instance, which owns its activations.
public final class Transformer {
  public let configuration: Configuration
  let heads: HeadLayout
  let rotary: RotaryTable
  let activations: Activations

  public init(_ configuration: Configuration) {
    self.configuration = configuration
    heads = HeadLayout(configuration)
    rotary = RotaryTable(dimension: configuration.rotaryDimension, positions: configuration.contextLength)
    activations = Activations(configuration)
  }

  /// The logits of the last ``forward(_:_:)``, [N, V]: row i predicts the token after token i. Valid until the next call.
  public var logits: Matrix { activations.logits }

  /// Overwrites `mean` [N, C] with the mean of the hidden states of the last ``forward(_:_:)``: the embedding and each
  /// block's output, the last one after the final layer norm, as in Hugging Face's `hidden_states`.
  public func meanHiddenState(into mean: Matrix) {
    mean.copy(from: activations.normed)
    let scale = 1 / Float(configuration.layerCount + 1)
    for (i, token) in activations.tokens.enumerated() {
      let row = mean.row(i)
      add(activations.blocks[0].input.row(token), to: row, count: mean.columns)
      for block in activations.blocks.dropFirst() { add(block.input.row(i), to: row, count: mean.columns) }
      for c in 0..<mean.columns { row[c] *= scale }
    }
  }

  /// Runs the forward pass on the texts of `batch`, which sets ``logits`` and the activations for the backward pass.
  ///
  /// - Precondition: Each text fits into the context.
  public func forward(_ parameters: Parameters, _ batch: TokenBatch) {
    precondition((0..<batch.count).allSatisfy { batch.range($0).count <= configuration.contextLength })
    let a = activations
    a.prepare(for: batch)
    a.blocks[0].input.copy(from: parameters.embedding)
    for (layer, block) in parameters.blocks.enumerated() {
      let kept = a.blocks[layer]
      let output = layer + 1 < a.blocks.count ? a.blocks[layer + 1].input : a.output
      if layer == 0 {
        project(kept, block, qkv: a.tokenQKV, output: a.tokenStream)
        for (i, token) in batch.tokens.enumerated() {
          kept.qkv.row(i).update(from: a.tokenQKV.row(token), count: 3 * configuration.width)
          output.row(i).update(from: a.tokenStream.row(token), count: configuration.width)
        }
      } else {
        project(kept, block, qkv: kept.qkv, output: output)
      }
      attend(kept, batch)
      linearForward(kept.context, weight: block.attentionOutput, bias: nil, output: output, accumulating: true)
    }
    layerNormForward(
      a.output, weight: parameters.finalNormWeight, bias: parameters.finalNormBias,
      epsilon: configuration.layerNormEpsilon, output: a.normed, mean: a.mean.base, scale: a.scale.base)
    linearForward(a.normed, weight: parameters.head, bias: parameters.headBias, output: a.logits)
  }

  /// The row-wise part of a block: overwrites `qkv` [R, 3C] with queries, keys and values before rotation, and `output`
  /// [R, C] with the stream plus the MLP's output.
  private func project(_ kept: Activations.Block, _ block: Parameters.Block, qkv: Matrix, output: Matrix) {
    layerNormForward(
      kept.input, weight: block.normWeight, bias: block.normBias, epsilon: configuration.layerNormEpsilon,
      output: kept.normed, mean: kept.mean.base, scale: kept.scale.base)
    linearForward(kept.normed, weight: block.qkv, bias: nil, output: qkv)
    linearForward(kept.normed, weight: block.mlpInput, bias: nil, output: kept.inner)
    geluForward(slopeReplacing: kept.inner, bias: block.mlpInputBias, output: kept.activated)
    output.copy(from: kept.input)
    linearForward(
      kept.activated, weight: block.mlpOutput, bias: block.mlpOutputBias, output: output, accumulating: true)
  }

  /// Rotates a block's queries and keys, and overwrites the heads' outputs.
  private func attend(_ kept: Activations.Block, _ batch: TokenBatch) {
    forEachHead(batch, kept.probabilities) { head, range, probabilities in
      let qkv = kept.qkv.rows(range)
      let queries = qkv.columns(heads.queries(head))
      let keys = qkv.columns(heads.keys(head))
      rotary.rotate(queries, firstPosition: 0)
      rotary.rotate(keys, firstPosition: 0)
      attentionForward(
        queries: queries, keys: keys, values: qkv.columns(heads.values(head)), probabilities: probabilities,
        output: kept.context.rows(range).columns(heads.output(head)))
    }
  }

  /// The loss of the last ``forward(_:_:)`` on the same batch; replaces the logits with the gradient of the weighted
  /// sum.
  public func loss(_ batch: TokenBatch) -> LossSum {
    var sum = LossSum()
    for text in 0..<batch.count {
      let range = batch.range(text)
      for i in range.dropLast() {
        let (target, weight) = (batch.tokens[i + 1], batch.weights[i + 1])
        let nats = crossEntropy(logits.row(i), count: logits.columns, target: target, weight: weight)
        sum.add(nats, weight: weight, kind: batch.kinds[i + 1])
      }
      // The last token predicts nothing.
      logits.rows(range.upperBound - 1..<range.upperBound).fill(0)
    }
    return sum
  }

  /// Calls `body` for each head of each text, with the text's token range and the head's [T, T] block of `squares`.
  func forEachHead(
    _ batch: TokenBatch, _ squares: UnsafeMutablePointer<Float>, _ body: (Int, Range<Int>, Matrix) -> Void
  ) {
    var next = squares
    for text in 0..<batch.count {
      let range = batch.range(text)
      for head in 0..<configuration.headCount {
        body(head, range, Matrix(next, rows: range.count, columns: range.count))
        next += range.count * range.count
      }
    }
  }
}
