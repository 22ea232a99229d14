import Tensors

/// A model that reads one text token by token and remembers keys and values, so that going on costs only the new tokens.
///
/// One instance serves one caller at a time: it owns the cache. The parameters must not change while it lives.
public final class CachedDecoder {
  public let parameters: Parameters
  /// Tokens read so far.
  public private(set) var count = 0

  private let configuration: Configuration
  private let heads: HeadLayout
  private let rotary: RotaryTable
  private let threads: Int
  private let storage: FloatStorage
  /// The matrices as products read them, which a few rows at a time need faster than their transposes.
  private let blocks: [TransposedBlock]
  /// [C, V]
  private let head: Matrix
  /// For each layer [S, C]: the heads' keys (turned) and values side by side.
  private let keys: [Matrix]
  private let values: [Matrix]
  /// For each token [V, 3C] and [V, C]: what the first layer makes of it wherever it stands, before keys and queries are
  /// turned and without attention.
  private let firstQKV, firstStream: Matrix
  private let stream, normed, context, qkv, inner, mean, scale: Matrix
  private let probabilities: UnsafeMutablePointer<Float>
  /// [1 + layers, C]: at the last token read, the embedding and each layer's output.
  private let hiddenStates: Matrix
  private let logitRow: Matrix

  /// The transposes of a layer's matrices: [C, 3C], [C, C], [C, I], [I, C].
  private struct TransposedBlock {
    let qkv, attentionOutput, mlpInput, mlpOutput: Matrix
  }

  /// - Parameter threads: How many may work on one text. What is read does not depend on it.
  public init(_ parameters: Parameters, threads: Int = 1) {
    self.parameters = parameters
    self.threads = threads
    let c = parameters.configuration
    configuration = c
    heads = HeadLayout(c)
    rotary = RotaryTable(dimension: c.rotaryDimension, positions: c.contextLength)
    let length = c.contextLength
    let tokens = c.vocabularySize
    let sizes = [
      (2 * c.layerCount + 6) * length * c.width, length * c.innerWidth, 2 * length, length * length,
      4 * tokens * c.width, (c.layerCount + 1) * c.width + tokens,
      c.layerCount * (4 * c.width + 2 * c.innerWidth) * c.width + c.width * tokens,
    ]
    let padding = (6 * c.layerCount + 14) * FloatStorage.alignment
    let storage = FloatStorage(count: sizes.reduce(padding, +))
    var offset = 0
    func take(_ rows: Int, _ columns: Int) -> Matrix {
      defer { offset += FloatStorage.aligned(rows * columns) }
      return storage.matrix(at: offset, rows: rows, columns: columns)
    }
    func transpose(_ matrix: Matrix) -> Matrix {
      let transpose = take(matrix.columns, matrix.rows)
      transpose.copy(fromTransposeOf: matrix)
      return transpose
    }
    blocks = parameters.blocks.map {
      TransposedBlock(
        qkv: transpose($0.qkv), attentionOutput: transpose($0.attentionOutput), mlpInput: transpose($0.mlpInput),
        mlpOutput: transpose($0.mlpOutput))
    }
    head = transpose(parameters.head)
    keys = (0..<c.layerCount).map { _ in take(length, c.width) }
    values = (0..<c.layerCount).map { _ in take(length, c.width) }
    firstQKV = take(tokens, 3 * c.width)
    firstStream = take(tokens, c.width)
    stream = take(length, c.width)
    normed = take(length, c.width)
    context = take(length, c.width)
    qkv = take(length, 3 * c.width)
    inner = take(length, c.innerWidth)
    mean = take(1, length)
    scale = take(1, length)
    probabilities = take(length, length).base
    hiddenStates = take(c.layerCount + 1, c.width)
    logitRow = take(1, tokens)
    self.storage = storage
    readFirstLayer()
  }

  /// Forgets the tokens from place `count` on: reading goes on from there.
  public func rewind(to count: Int) {
    precondition((0...self.count).contains(count))
    self.count = count
  }

  /// [V]: the logits of the token after the last one read.
  public var logits: [Float] { Array(UnsafeBufferPointer(start: logitRow.base, count: logitRow.columns)) }

  /// [C]: at the last token read, the mean over the layers' outputs, as ``Transformer/meanHiddenState(into:)`` has it.
  public var meanHiddenState: [Float] { hiddenState(.mean) }

  /// [C]: at the last token read, the hidden state of a layer, or the mean over them all.
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
    }
  }

  /// Reads more tokens.
  ///
  /// - Parameter push: What to add to the last one's stream.
  /// - Precondition: They fit into the context, and there is at least one. The push is of a layer that can be pushed.
  public func read(_ tokens: [Int], push: StreamPush? = nil) {
    precondition(
      push.map {
        StreamPush.layers(configuration).contains($0.layer) && $0.vector.count == configuration.width
      } ?? true)
    precondition(!tokens.isEmpty && count + tokens.count <= configuration.contextLength)
    let chunks = CachedDecoder.chunks(tokens.count)
    let last = tokens.count - 1..<tokens.count
    let lastLayer = configuration.layerCount - 1

    parallel(chunks.count, threads: threads) { chunk, _ in
      for row in chunks[chunk] {
        stream.row(row).update(from: firstStream.row(tokens[row]), count: configuration.width)
        qkv.row(row).update(from: firstQKV.row(tokens[row]), count: 3 * configuration.width)
      }
      remember(0, chunks[chunk])
    }
    hiddenStates.row(0).update(from: parameters.embedding.row(tokens[last.lowerBound]), count: configuration.width)
    for layer in 0..<lastLayer {
      parallel(chunks.count, threads: threads) { chunk, _ in
        complete(layer, chunks[chunk])
        if let push, push.layer == layer + 1, chunk == chunks.count - 1 {
          let row = stream.row(last.lowerBound)
          for c in push.vector.indices { row[c] += push.vector[c] }
        }
        project(layer + 1, chunks[chunk])
        remember(layer + 1, chunks[chunk])
      }
      hiddenStates.row(layer + 1).update(from: stream.row(last.lowerBound), count: configuration.width)
    }
    // Nothing reads the last layer's output but the next token's logits.
    complete(lastLayer, last)
    let final = normed.rows(last)
    layerNormForward(
      stream.rows(last), weight: parameters.finalNormWeight, bias: parameters.finalNormBias,
      epsilon: configuration.layerNormEpsilon, output: final, mean: mean.base, scale: scale.base)
    hiddenStates.row(configuration.layerCount).update(from: final.base, count: configuration.width)
    linearForward(final, transposedWeight: head.plain, bias: parameters.headBias, output: logitRow)
    count += tokens.count
  }

  /// Cuts `count` rows into equal parts, one for a thread at a time. They depend on nothing else, so that sums do not either.
  private static func chunks(_ count: Int) -> [Range<Int>] {
    let parts = (count + longestChunk - 1) / longestChunk
    return (0..<parts).map { count * $0 / parts..<count * ($0 + 1) / parts }
  }

  private static let longestChunk = 48

  /// Fills ``firstQKV`` and ``firstStream``, a few tokens at a time.
  private func readFirstLayer() {
    for start in stride(from: 0, to: configuration.vocabularySize, by: configuration.contextLength) {
      let tokens = start..<min(start + configuration.contextLength, configuration.vocabularySize)
      let rows = 0..<tokens.count
      stream.rows(rows).copy(from: parameters.embedding.rows(tokens))
      project(0, rows)
      addMLP(0, rows)
      firstQKV.rows(tokens).copy(from: qkv.rows(rows))
      firstStream.rows(tokens).copy(from: stream.rows(rows))
    }
  }

  /// From the stream: overwrites ``normed`` and ``qkv``.
  private func project(_ layer: Int, _ rows: Range<Int>) {
    let block = parameters.blocks[layer]
    layerNormForward(
      stream.rows(rows), weight: block.normWeight, bias: block.normBias, epsilon: configuration.layerNormEpsilon,
      output: normed.rows(rows), mean: mean.base + rows.lowerBound, scale: scale.base + rows.lowerBound)
    linearForward(normed.rows(rows), transposedWeight: blocks[layer].qkv.plain, bias: nil, output: qkv.rows(rows))
  }

  /// Turns queries and keys to their places, and writes keys and values into the cache.
  private func remember(_ layer: Int, _ rows: Range<Int>) {
    let qkv = qkv.rows(rows)
    let places = count + rows.lowerBound..<count + rows.upperBound
    for head in 0..<configuration.headCount {
      let newKeys = qkv.columns(heads.keys(head))
      rotary.turn(qkv.columns(heads.queries(head)), firstPosition: places.lowerBound)
      rotary.turn(newKeys, firstPosition: places.lowerBound)
      keys[layer].columns(heads.output(head)).rows(places).copy(from: newKeys)
      values[layer].columns(heads.output(head)).rows(places).copy(from: qkv.columns(heads.values(head)))
    }
  }

  /// Adds a layer's output to the stream. Keys and values of all places up to the last of `rows` are in the cache.
  private func complete(_ layer: Int, _ rows: Range<Int>) {
    let past = 0..<count + rows.upperBound
    let probabilities = Matrix(
      probabilities + rows.lowerBound * configuration.contextLength, rows: rows.count, columns: past.count)
    for head in 0..<configuration.headCount {
      let columns = heads.output(head)
      attentionForward(
        queries: qkv.columns(heads.queries(head)).rows(rows), keys: keys[layer].columns(columns).rows(past),
        values: values[layer].columns(columns).rows(past), probabilities: probabilities,
        output: context.columns(columns).rows(rows))
    }
    linearForward(
      context.rows(rows), transposedWeight: blocks[layer].attentionOutput.plain, bias: nil, output: stream.rows(rows),
      accumulating: true)
    // The first layer's is in the stream already.
    if layer > 0 { addMLP(layer, rows) }
  }

  private func addMLP(_ layer: Int, _ rows: Range<Int>) {
    let (biases, block, inner) = (parameters.blocks[layer], blocks[layer], inner.rows(rows))
    linearForward(
      normed.rows(rows), transposedWeight: block.mlpInput.plain, bias: biases.mlpInputBias, output: inner)
    geluForward(inner, output: inner)
    linearForward(
      inner, transposedWeight: block.mlpOutput.plain, bias: biases.mlpOutputBias, output: stream.rows(rows),
      accumulating: true)
  }
}
