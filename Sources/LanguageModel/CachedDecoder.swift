import Tensors

/// A model that reads one text token by token and remembers keys and values, so that going on costs only the new tokens.
///
/// One instance serves one caller at a time: it owns the cache. The parameters must not change while it lives.
public final class CachedDecoder {
  public let parameters: Parameters
  /// Tokens read so far.
  public private(set) var count = 0

  private let configuration: Configuration
  private let layout: HeadLayout
  private let rotary: RotaryTable
  /// Each member has its columns of every matrix, and its heads.
  private let crew: Crew
  private let storage: FloatStorage
  private let blocks: [TransposedBlock]
  /// [C, V]
  private let head: Matrix
  /// For each layer [S, C]: the heads' keys (turned) and values side by side.
  private let keys: [Matrix]
  private let values: [Matrix]
  /// For each token [V, 3C] and [V, C]: what the first layer makes of it wherever it stands, before keys and queries are
  /// turned and without attention.
  private let firstQKV, firstStream: Matrix
  private let stream, context, qkv, inner: Matrix
  private let scratch: [Scratch]
  /// [1 + layers, C]: at the last token read, the embedding and each layer's output.
  private let hiddenStates: Matrix
  private let logitRow: Matrix

  /// What one member of the crew works on: the normed stream [S, C], its rows' means and scales [1, S], and attention [S, S].
  private struct Scratch {
    let normed, mean, scale, probabilities: Matrix
  }

  /// A layer's matrices as products of a few rows read them fastest: transposed, [C, 3C], [C, C], [C, I], [I, C].
  private struct TransposedBlock {
    let qkv, attentionOutput, mlpInput, mlpOutput: CutMatrix
  }

  /// - Parameter threads: How many may work on one text. What is read does not depend on it.
  public init(_ parameters: Parameters, threads: Int = 1) {
    self.parameters = parameters
    let crew = Crew(size: CachedDecoder.parts(threads))
    self.crew = crew
    let c = parameters.configuration
    configuration = c
    layout = HeadLayout(c)
    rotary = RotaryTable(dimension: c.rotaryDimension, positions: c.contextLength)
    let length = c.contextLength
    let tokens = c.vocabularySize
    let sizes = [
      (2 * c.layerCount + 5) * length * c.width, length * c.innerWidth,
      crew.size * length * (c.width + 2 + length), 4 * tokens * c.width, (c.layerCount + 1) * c.width + tokens,
      c.layerCount * (4 * c.width + 2 * c.innerWidth) * c.width + c.width * tokens,
    ]
    let padding = ((2 + 4 * crew.size) * c.layerCount + 4 * crew.size + 10) * FloatStorage.alignment
    let storage = FloatStorage(count: sizes.reduce(padding, +))
    var offset = 0
    func take(_ rows: Int, _ columns: Int) -> Matrix {
      defer { offset += FloatStorage.aligned(rows * columns) }
      return storage.matrix(at: offset, rows: rows, columns: columns)
    }
    func transpose(_ matrix: Matrix) -> CutMatrix {
      CutMatrix(transposeOf: matrix, parts: crew.size, take: take)
    }
    blocks = parameters.blocks.map {
      TransposedBlock(
        qkv: transpose($0.qkv), attentionOutput: transpose($0.attentionOutput), mlpInput: transpose($0.mlpInput),
        mlpOutput: transpose($0.mlpOutput))
    }
    head = take(c.width, tokens)
    head.copy(fromTransposeOf: parameters.head)
    keys = (0..<c.layerCount).map { _ in take(length, c.width) }
    values = (0..<c.layerCount).map { _ in take(length, c.width) }
    firstQKV = take(tokens, 3 * c.width)
    firstStream = take(tokens, c.width)
    stream = take(length, c.width)
    context = take(length, c.width)
    qkv = take(length, 3 * c.width)
    inner = take(length, c.innerWidth)
    scratch = (0..<crew.size).map { _ in
      Scratch(
        normed: take(length, c.width), mean: take(1, length), scale: take(1, length),
        probabilities: take(length, length))
    }
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
    let last = tokens.count - 1
    for (row, token) in tokens.enumerated() {
      stream.row(row).update(from: firstStream.row(token), count: configuration.width)
      qkv.row(row).update(from: firstQKV.row(token), count: 3 * configuration.width)
    }
    hiddenStates.row(0).update(from: parameters.embedding.row(tokens[last]), count: configuration.width)
    for layer in 0..<configuration.layerCount {
      let isLast = layer + 1 == configuration.layerCount
      // Nothing reads the last layer's output but the next token's logits.
      let rows = isLast ? last..<last + 1 : 0..<last + 1
      crew.run { part in
        if layer > 0 { project(layer, 0..<last + 1, part, activating: rows) }
        remember(layer, 0..<last + 1, part)
        attend(layer, rows, part)
      }
      crew.run { addOutputs(layer, rows, $0) }
      if let push, push.layer == layer + 1 {
        for c in push.vector.indices { stream.row(last)[c] += push.vector[c] }
      }
      if !isLast { hiddenStates.row(layer + 1).update(from: stream.row(last), count: configuration.width) }
    }

    let final = scratch[0].normed.rows(0..<1)
    layerNormForward(
      stream.rows(last..<last + 1), weight: parameters.finalNormWeight, bias: parameters.finalNormBias,
      epsilon: configuration.layerNormEpsilon, output: final, mean: scratch[0].mean.base, scale: scratch[0].scale.base)
    hiddenStates.row(configuration.layerCount).update(from: final.base, count: configuration.width)
    linearForward(final, transposedWeight: head.plain, bias: parameters.headBias, output: logitRow)
    count += tokens.count
  }

  /// Fills ``firstQKV`` and ``firstStream``, a few tokens at a time.
  private func readFirstLayer() {
    for start in stride(from: 0, to: configuration.vocabularySize, by: configuration.contextLength) {
      let tokens = start..<min(start + configuration.contextLength, configuration.vocabularySize)
      let rows = 0..<tokens.count
      stream.rows(rows).copy(from: parameters.embedding.rows(tokens))
      for part in 0..<crew.size { project(0, rows, part, activating: rows) }
      for part in 0..<crew.size { addMLPOutput(0, rows, part) }
      firstQKV.rows(tokens).copy(from: qkv.rows(rows))
      firstStream.rows(tokens).copy(from: stream.rows(rows))
    }
  }

  /// From the stream: overwrites a part of ``qkv``, and of ``inner`` in the rows `activated` with the MLP's activations.
  private func project(_ layer: Int, _ rows: Range<Int>, _ part: Int, activating activated: Range<Int>) {
    let (vectors, block, scratch) = (parameters.blocks[layer], blocks[layer], scratch[part])
    layerNormForward(
      stream.rows(rows), weight: vectors.normWeight, bias: vectors.normBias, epsilon: configuration.layerNormEpsilon,
      output: scratch.normed.rows(rows), mean: scratch.mean.base, scale: scratch.scale.base)
    block.qkv.apply(to: scratch.normed.rows(rows), part: part, output: qkv.rows(rows))
    block.mlpInput.apply(to: scratch.normed.rows(activated), part: part, output: inner.rows(activated))
    let columns = block.mlpInput.columns(of: part)
    geluForward(inner.rows(activated).columns(columns), bias: vectors.mlpInputBias.columns(columns))
  }

  /// Turns queries and keys of a part's heads to their places, and writes keys and values into the cache.
  private func remember(_ layer: Int, _ rows: Range<Int>, _ part: Int) {
    let qkv = qkv.rows(rows)
    let places = count + rows.lowerBound..<count + rows.upperBound
    for head in heads(of: part) {
      let newKeys = qkv.columns(layout.keys(head))
      rotary.turn(qkv.columns(layout.queries(head)), firstPosition: places.lowerBound)
      rotary.turn(newKeys, firstPosition: places.lowerBound)
      keys[layer].columns(layout.output(head)).rows(places).copy(from: newKeys)
      values[layer].columns(layout.output(head)).rows(places).copy(from: qkv.columns(layout.values(head)))
    }
  }

  /// Overwrites the ``context`` of a part's heads. Their keys and values of all places up to the last of `rows` are in the
  /// cache.
  private func attend(_ layer: Int, _ rows: Range<Int>, _ part: Int) {
    let past = 0..<count + rows.upperBound
    let probabilities = Matrix(scratch[part].probabilities.base, rows: rows.count, columns: past.count)
    for head in heads(of: part) {
      let columns = layout.output(head)
      attentionForward(
        queries: qkv.columns(layout.queries(head)).rows(rows), keys: keys[layer].columns(columns).rows(past),
        values: values[layer].columns(columns).rows(past), probabilities: probabilities,
        output: context.columns(columns).rows(rows))
    }
  }

  /// Adds what attention and MLP make of ``context`` and ``inner`` to a part of the stream.
  private func addOutputs(_ layer: Int, _ rows: Range<Int>, _ part: Int) {
    blocks[layer].attentionOutput.apply(
      to: context.rows(rows), part: part, output: stream.rows(rows), accumulating: true)
    // The first layer's is in the stream already.
    if layer > 0 { addMLPOutput(layer, rows, part) }
  }

  private func addMLPOutput(_ layer: Int, _ rows: Range<Int>, _ part: Int) {
    blocks[layer].mlpOutput.apply(
      to: inner.rows(rows), part: part, bias: parameters.blocks[layer].mlpOutputBias, output: stream.rows(rows),
      accumulating: true)
  }

  private func heads(of part: Int) -> Range<Int> {
    let share = configuration.headCount / crew.size
    return part * share..<(part + 1) * share
  }

  /// How many parts the heads and the columns of all matrices can be cut into, for so many threads.
  private static func parts(_ threads: Int) -> Int {
    (1...Configuration.partitions).last { $0 <= threads && Configuration.partitions % $0 == 0 } ?? 1
  }
}
