import Tensors

/// An autoregressive decoder with a key-value cache: extending a text costs only the new tokens.
///
/// One caller at a time, since an instance owns its cache. The parameters must not change during its lifetime.
public final class CachedDecoder {
  public let parameters: Parameters
  /// Tokens read so far.
  public private(set) var count = 0

  private let configuration: Configuration
  private let layout: HeadLayout
  private let rotary: RotaryTable
  /// Each member works on its columns of every matrix and its heads or, for long inputs, on its rows.
  private let team: ThreadTeam
  private let arena = MatrixArena()
  private let blocks: [TransposedBlock]
  /// [C, V]
  private let head: Matrix
  /// For each layer [S, C]: the heads' keys (rotated) and values side by side.
  private let keys: [Matrix]
  private let values: [Matrix]
  /// [V, 3C] and [V, C]: the position-independent part of the first layer for each token: queries, keys and values
  /// before rotation, and the stream without attention.
  private let firstQKV, firstStream: Matrix
  private let stream, context, qkv, inner: Matrix
  private let scratch: [Scratch]
  /// [1 + layers, C]: the embedding and each layer's output at the last token read.
  private let hiddenStates: Matrix
  private let logitRow: Matrix

  /// One member's scratch memory: the normed stream [S, C], its rows' means and scales [1, S], and attention [S, S].
  private struct Scratch {
    let normed, mean, scale, probabilities: Matrix
  }

  /// A layer's matrices in the fastest layout for products of few rows: transposed, [C, 3C], [C, C], [C, I], [I, C].
  private struct TransposedBlock {
    let qkv, attentionOutput, mlpInput, mlpOutput: ShardedMatrix
  }

  /// - Parameter threads: The maximum number of threads. It affects only rounding: oneDNN's order of summation depends
  ///   on the number of rows.
  public init(_ parameters: Parameters, threads: Int = 1) {
    self.parameters = parameters
    let team = ThreadTeam(size: CachedDecoder.parts(threads))
    self.team = team
    let c = parameters.configuration
    configuration = c
    layout = HeadLayout(c)
    rotary = RotaryTable(dimension: c.rotaryDimension, positions: c.contextLength)
    let length = c.contextLength
    let tokens = c.vocabularySize
    let arena = arena
    func transpose(_ matrix: Matrix) -> ShardedMatrix {
      ShardedMatrix(transposeOf: matrix, parts: team.size, in: arena)
    }
    blocks = parameters.blocks.map {
      TransposedBlock(
        qkv: transpose($0.qkv), attentionOutput: transpose($0.attentionOutput), mlpInput: transpose($0.mlpInput),
        mlpOutput: transpose($0.mlpOutput))
    }
    head = arena.allocate(c.width, tokens)
    head.copy(fromTransposeOf: parameters.head)
    keys = (0..<c.layerCount).map { _ in arena.allocate(length, c.width) }
    values = (0..<c.layerCount).map { _ in arena.allocate(length, c.width) }
    firstQKV = arena.allocate(tokens, 3 * c.width)
    firstStream = arena.allocate(tokens, c.width)
    stream = arena.allocate(length, c.width)
    context = arena.allocate(length, c.width)
    qkv = arena.allocate(length, 3 * c.width)
    inner = arena.allocate(length, c.innerWidth)
    scratch = (0..<team.size).map { _ in
      Scratch(
        normed: arena.allocate(length, c.width), mean: arena.allocate(1, length), scale: arena.allocate(1, length),
        probabilities: arena.allocate(length, length))
    }
    hiddenStates = arena.allocate(c.layerCount + 1, c.width)
    logitRow = arena.allocate(1, tokens)
    readFirstLayer()
  }

  /// Truncates the cache to the first `count` tokens.
  public func rewind(to count: Int) {
    precondition((0...self.count).contains(count))
    self.count = count
  }

  /// [V]: the logits of the token after the last one read.
  public var logits: [Float] { Array(UnsafeBufferPointer(start: logitRow.base, count: logitRow.columns)) }

  /// [C]: the mean over the layers' outputs at the last token read; see ``Transformer/meanHiddenState(into:)``.
  public var meanHiddenState: [Float] { hiddenState(.mean) }

  /// [C]: the hidden state of a layer at the last token read, the mean over all, or all of them, [(1 + layers) · C].
  ///
  /// - Precondition: The model has that layer.
  public func hiddenState(_ layer: HiddenLayer) -> [Float] {
    switch layer {
    case .layer(let number):
      return Array(UnsafeBufferPointer(start: hiddenStates.row(number), count: hiddenStates.columns))
    case .mean:
      var mean = [Float](repeating: 0, count: hiddenStates.columns)
      for layer in 0..<hiddenStates.rows {
        let state = hiddenStates.row(layer)
        for c in mean.indices { mean[c] += state[c] }
      }
      let share = 1 / Float(hiddenStates.rows)
      return mean.map { $0 * share }
    case .concatenation:
      return (0..<hiddenStates.rows).flatMap { layer in
        UnsafeBufferPointer(start: hiddenStates.row(layer), count: hiddenStates.columns)
      }
    }
  }

  /// Reads more tokens: extends the cache, and updates the logits and the hidden states.
  ///
  /// - Parameter steering: The vector to add to the last token's residual stream.
  /// - Precondition: There is at least one token, and they fit into the context. The steering vector's layer can be
  ///   steered.
  public func read(_ tokens: [Int], steering: SteeringVector? = nil) {
    precondition(
      steering.map {
        SteeringVector.layers(configuration).contains($0.layer) && $0.vector.count == configuration.width
      } ?? true)
    precondition(!tokens.isEmpty && count + tokens.count <= configuration.contextLength)
    let last = tokens.count - 1
    for (row, token) in tokens.enumerated() {
      stream.row(row).update(from: firstStream.row(token), count: configuration.width)
      qkv.row(row).update(from: firstQKV.row(token), count: 3 * configuration.width)
    }
    hiddenStates.row(0).update(from: parameters.embedding.row(tokens[last]), count: configuration.width)
    let lastLayer = configuration.layerCount - 1
    if tokens.count >= CachedDecoder.minimumRowsPerMember * team.size {
      readByRows(0..<tokens.count, steering)
      team.run { attend(lastLayer, share(part: $0, of: last..<last + 1)) }
    } else {
      readByParts(0..<tokens.count, steering)
    }
    team.run { addOutputs(lastLayer, share(part: $0, of: last..<last + 1)) }

    let final = scratch[0].normed.rows(0..<1)
    layerNormForward(
      stream.rows(last..<last + 1), weight: parameters.finalNormWeight, bias: parameters.finalNormBias,
      epsilon: configuration.layerNormEpsilon, output: final, mean: scratch[0].mean.base, scale: scratch[0].scale.base)
    hiddenStates.row(configuration.layerCount).update(from: final.base, count: configuration.width)
    logitRow.copy(from: parameters.headBias)
    logitRow.setRowProduct(final, head.plain, accumulating: true)
    count += tokens.count
  }

  /// A member's share of a layer's work: some parts of some rows.
  private struct Share {
    let member: Int
    let rows: Range<Int>
    let parts: Range<Int>
  }

  /// A member's own part of some rows.
  private func share(part: Int, of rows: Range<Int>) -> Share {
    Share(member: part, rows: rows, parts: part..<part + 1)
  }

  /// All parts of a member's own rows. Later rows attend to more keys and cost more: row i about 1 + i / C, as
  /// measured.
  private func share(rowsOf member: Int, of count: Int) -> Share {
    let unit = Double(configuration.width)
    func cost(_ rows: Int) -> Double { Double(rows) + Double(rows * rows) / (2 * unit) }
    /// The number of rows that cost as much as the shares of `members` members.
    func rows(_ members: Int) -> Int {
      let share = Double(members) / Double(team.size) * cost(count)
      return Int((unit * ((1 + 2 * share / unit).squareRoot() - 1)).rounded())
    }
    return Share(member: member, rows: rows(member)..<rows(member + 1), parts: 0..<team.size)
  }

  /// Processes `rows` through all layers, except the last one's attention and outputs. Each member processes its own
  /// rows entirely, so that only keys and values move between processors.
  private func readByRows(_ rows: Range<Int>, _ steering: SteeringVector?) {
    for layer in 0..<configuration.layerCount {
      team.run { member in
        let share = share(rowsOf: member, of: rows.count)
        if layer > 0 {
          attend(layer - 1, share)
          addOutputs(layer - 1, share)
          if share.rows.upperBound == rows.upperBound { finishLayer(layer - 1, rows.upperBound - 1, steering) }
        }
        project(layer, share, last: rows.upperBound - 1)
      }
    }
  }

  /// The same, with the last layer's attention. Each member processes its own parts of every row, so that its shards of
  /// the matrices stay in its processor's cache.
  private func readByParts(_ rows: Range<Int>, _ steering: SteeringVector?) {
    let last = rows.upperBound - 1
    for layer in 0..<configuration.layerCount {
      let isLast = layer + 1 == configuration.layerCount
      team.run { part in
        project(layer, share(part: part, of: rows), last: last)
        attend(layer, share(part: part, of: isLast ? last..<last + 1 : rows))
      }
      if !isLast {
        team.run { addOutputs(layer, share(part: $0, of: rows)) }
        finishLayer(layer, last, steering)
      }
    }
  }

  /// Fills ``firstQKV`` and ``firstStream``, up to a context length of tokens at a time.
  private func readFirstLayer() {
    for start in stride(from: 0, to: configuration.vocabularySize, by: configuration.contextLength) {
      let tokens = start..<min(start + configuration.contextLength, configuration.vocabularySize)
      let rows = 0..<tokens.count
      stream.rows(rows).copy(from: parameters.embedding.rows(tokens))
      applyInputMatrices(0, Share(member: 0, rows: rows, parts: 0..<team.size), activating: rows)
      for part in 0..<team.size { addMLPOutput(0, rows, part) }
      firstQKV.rows(tokens).copy(from: qkv.rows(rows))
      firstStream.rows(tokens).copy(from: stream.rows(rows))
    }
  }

  /// Computes ``qkv`` and ``inner`` from the stream, rotates queries and keys to their positions, and writes keys and
  /// values into the cache. In the last layer, ``inner`` is computed for the row `last` alone.
  private func project(_ layer: Int, _ share: Share, last: Int) {
    if layer > 0 {
      let isLast = layer + 1 == configuration.layerCount
      applyInputMatrices(layer, share, activating: isLast ? share.rows.clamped(to: last..<last + 1) : share.rows)
    }
    let qkv = qkv.rows(share.rows)
    let positions = count + share.rows.lowerBound..<count + share.rows.upperBound
    for head in heads(of: share.parts) {
      let newKeys = qkv.columns(layout.keys(head))
      rotary.rotate(qkv.columns(layout.queries(head)), firstPosition: positions.lowerBound)
      rotary.rotate(newKeys, firstPosition: positions.lowerBound)
      keys[layer].columns(layout.output(head)).rows(positions).copy(from: newKeys)
      values[layer].columns(layout.output(head)).rows(positions).copy(from: qkv.columns(layout.values(head)))
    }
  }

  /// Computes ``qkv`` from the stream, and the rows `activated` of ``inner``.
  private func applyInputMatrices(_ layer: Int, _ share: Share, activating activated: Range<Int>) {
    let (vectors, block, scratch) = (parameters.blocks[layer], blocks[layer], scratch[share.member])
    layerNormForward(
      stream.rows(share.rows), weight: vectors.normWeight, bias: vectors.normBias,
      epsilon: configuration.layerNormEpsilon, output: scratch.normed.rows(share.rows), mean: scratch.mean.base,
      scale: scratch.scale.base)
    for part in share.parts {
      block.qkv.apply(to: scratch.normed.rows(share.rows), part: part, output: qkv.rows(share.rows))
      if activated.isEmpty { continue }
      block.mlpInput.apply(to: scratch.normed.rows(activated), part: part, output: inner.rows(activated))
      let columns = block.mlpInput.columns(of: part)
      geluForward(inner.rows(activated).columns(columns), bias: vectors.mlpInputBias.columns(columns))
    }
  }

  /// Computes ``context``. Requires keys and values of all positions up to the last row in the cache.
  private func attend(_ layer: Int, _ share: Share) {
    let past = 0..<count + share.rows.upperBound
    let probabilities = Matrix(scratch[share.member].probabilities.base, rows: share.rows.count, columns: past.count)
    for head in heads(of: share.parts) {
      let columns = layout.output(head)
      attentionForward(
        queries: qkv.columns(layout.queries(head)).rows(share.rows), keys: keys[layer].columns(columns).rows(past),
        values: values[layer].columns(columns).rows(past), probabilities: probabilities,
        output: context.columns(columns).rows(share.rows))
    }
  }

  /// Adds the outputs of attention and MLP, from ``context`` and ``inner``, to the stream.
  private func addOutputs(_ layer: Int, _ share: Share) {
    for part in share.parts {
      blocks[layer].attentionOutput.apply(
        to: context.rows(share.rows), part: part, output: stream.rows(share.rows), accumulating: true)
      // The first layer's MLP output is in the stream already.
      if layer > 0 { addMLPOutput(layer, share.rows, part) }
    }
  }

  private func addMLPOutput(_ layer: Int, _ rows: Range<Int>, _ part: Int) {
    let (matrix, bias) = (blocks[layer].mlpOutput, parameters.blocks[layer].mlpOutputBias)
    let columns = matrix.columns(of: part)
    for row in rows { add(bias.columns(columns).base, to: stream.columns(columns).row(row), count: columns.count) }
    matrix.apply(to: inner.rows(rows), part: part, output: stream.rows(rows), accumulating: true)
  }

  /// Steers the last row's stream after a layer other than the last, and records its hidden state.
  private func finishLayer(_ layer: Int, _ last: Int, _ steering: SteeringVector?) {
    if let steering, steering.layer == layer + 1 {
      for c in steering.vector.indices { stream.row(last)[c] += steering.vector[c] }
    }
    hiddenStates.row(layer + 1).update(from: stream.row(last), count: configuration.width)
  }

  private func heads(of parts: Range<Int>) -> Range<Int> {
    let share = configuration.headCount / team.size
    return parts.lowerBound * share..<parts.upperBound * share
  }

  /// The number of rows per member from which work is split by rows rather than by columns.
  private static let minimumRowsPerMember = 8

  /// The number of parts to split the heads and the columns of all matrices into, for a number of threads.
  private static func parts(_ threads: Int) -> Int {
    (1...Configuration.partitions).last { $0 <= threads && Configuration.partitions % $0 == 0 } ?? 1
  }
}
