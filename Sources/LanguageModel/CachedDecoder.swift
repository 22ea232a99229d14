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
  /// Reads one token in parts by column, several in chunks of rows.
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
  private let stream, normed, context, qkv, inner, mean, scale: Matrix
  private let probabilities: UnsafeMutablePointer<Float>
  /// [1 + layers, C]: at the last token read, the embedding and each layer's output.
  private let hiddenStates: Matrix
  private let logitRow: Matrix

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
      (2 * c.layerCount + 6) * length * c.width, length * c.innerWidth, 2 * length, length * length,
      4 * tokens * c.width, (c.layerCount + 1) * c.width + tokens,
      c.layerCount * (4 * c.width + 2 * c.innerWidth) * c.width + c.width * tokens,
    ]
    let padding = ((2 + 4 * crew.size) * c.layerCount + 14) * FloatStorage.alignment
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
    let last = tokens.count - 1
    for (row, token) in tokens.enumerated() {
      stream.row(row).update(from: firstStream.row(token), count: configuration.width)
      qkv.row(row).update(from: firstQKV.row(token), count: 3 * configuration.width)
    }
    hiddenStates.row(0).update(from: parameters.embedding.row(tokens[last]), count: configuration.width)
    if last == 0 { readAlone(push) } else { readTogether(last + 1, push) }

    let final = normed.rows(0..<1)
    layerNormForward(
      stream.rows(last..<last + 1), weight: parameters.finalNormWeight, bias: parameters.finalNormBias,
      epsilon: configuration.layerNormEpsilon, output: final, mean: mean.base, scale: scale.base)
    hiddenStates.row(configuration.layerCount).update(from: final.base, count: configuration.width)
    linearForward(final, transposedWeight: head.plain, bias: parameters.headBias, output: logitRow)
    count += tokens.count
  }

  /// Takes several rows of ``stream`` and ``qkv`` through the layers, a chunk of rows at a time; the last layer only the last
  /// one, since nothing reads its output but the next token's logits.
  private func readTogether(_ rowCount: Int, _ push: StreamPush?) {
    let chunks = CachedDecoder.chunks(rowCount)
    func forEachChunk(_ body: (Range<Int>) -> Void) {
      crew.run { member in
        for chunk in stride(from: member, to: chunks.count, by: crew.size) { body(chunks[chunk]) }
      }
    }
    let (last, lastLayer) = (rowCount - 1, configuration.layerCount - 1)
    forEachChunk { remember(0, $0, heads: allHeads) }
    for layer in 0..<lastLayer {
      forEachChunk { rows in
        attend(layer, rows, heads: allHeads)
        blocks[layer].attentionOutput.apply(to: context.rows(rows), output: stream.rows(rows), accumulating: true)
        // The first layer's is in the stream already.
        if layer > 0 { addMLP(layer, rows) }
        if rows.contains(last) { end(layer, last, push) }
        project(layer + 1, rows)
        remember(layer + 1, rows, heads: allHeads)
      }
    }
    crew.run { part in
      attend(lastLayer, last..<last + 1, heads: heads(of: part))
      if lastLayer > 0 { activate(lastLayer, normed.rows(last..<last + 1), row: last, part) }
    }
    crew.run { addOutputs(lastLayer, row: last, $0) }
  }

  /// Takes the first row of ``stream`` and ``qkv`` through the layers, each member of the crew with its columns of all
  /// matrices and its heads.
  private func readAlone(_ push: StreamPush?) {
    for layer in 0..<configuration.layerCount {
      crew.run { part in
        if layer > 0 { project(layer, part) }
        remember(layer, 0..<1, heads: heads(of: part))
        attend(layer, 0..<1, heads: heads(of: part))
      }
      crew.run { addOutputs(layer, row: 0, $0) }
      if layer + 1 < configuration.layerCount { end(layer, 0, push) }
    }
  }

  /// What comes after a layer at the last row.
  private func end(_ layer: Int, _ row: Int, _ push: StreamPush?) {
    let state = stream.row(row)
    if let push, push.layer == layer + 1 {
      for c in push.vector.indices { state[c] += push.vector[c] }
    }
    hiddenStates.row(layer + 1).update(from: state, count: configuration.width)
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
    normalise(layer, rows, output: normed.rows(rows), scratch: rows.lowerBound)
    blocks[layer].qkv.apply(to: normed.rows(rows), output: qkv.rows(rows))
  }

  /// From the first row of the stream: overwrites a part of ``qkv`` and ``inner``.
  private func project(_ layer: Int, _ part: Int) {
    let normed = normed.rows(part..<part + 1)
    normalise(layer, 0..<1, output: normed, scratch: part)
    blocks[layer].qkv.apply(to: normed, part: part, output: qkv.rows(0..<1))
    activate(layer, normed, row: 0, part)
  }

  /// - Parameter scratch: The first place in ``mean`` and ``scale`` that is the caller's.
  private func normalise(_ layer: Int, _ rows: Range<Int>, output: Matrix, scratch: Int) {
    let block = parameters.blocks[layer]
    layerNormForward(
      stream.rows(rows), weight: block.normWeight, bias: block.normBias, epsilon: configuration.layerNormEpsilon,
      output: output, mean: mean.base + scratch, scale: scale.base + scratch)
  }

  /// Turns queries and keys to their places, and writes keys and values into the cache.
  private func remember(_ layer: Int, _ rows: Range<Int>, heads: Range<Int>) {
    let qkv = qkv.rows(rows)
    let places = count + rows.lowerBound..<count + rows.upperBound
    for head in heads {
      let newKeys = qkv.columns(layout.keys(head))
      rotary.turn(qkv.columns(layout.queries(head)), firstPosition: places.lowerBound)
      rotary.turn(newKeys, firstPosition: places.lowerBound)
      keys[layer].columns(layout.output(head)).rows(places).copy(from: newKeys)
      values[layer].columns(layout.output(head)).rows(places).copy(from: qkv.columns(layout.values(head)))
    }
  }

  /// Overwrites ``context``. Keys and values of all places up to the last of `rows` are in the cache.
  private func attend(_ layer: Int, _ rows: Range<Int>, heads: Range<Int>) {
    let past = 0..<count + rows.upperBound
    for head in heads {
      // A head alone, or a chunk of rows alone: its memory is nobody else's at this time.
      let place = rows.count == 1 ? head : rows.lowerBound
      let probabilities = Matrix(
        probabilities + place * configuration.contextLength, rows: rows.count, columns: past.count)
      let columns = layout.output(head)
      attentionForward(
        queries: qkv.columns(layout.queries(head)).rows(rows), keys: keys[layer].columns(columns).rows(past),
        values: values[layer].columns(columns).rows(past), probabilities: probabilities,
        output: context.columns(columns).rows(rows))
    }
  }

  /// Adds what the MLP makes of ``normed`` to the stream.
  private func addMLP(_ layer: Int, _ rows: Range<Int>) {
    let (biases, block, inner) = (parameters.blocks[layer], blocks[layer], inner.rows(rows))
    block.mlpInput.apply(to: normed.rows(rows), bias: biases.mlpInputBias, output: inner)
    geluForward(inner, output: inner)
    block.mlpOutput.apply(to: inner, bias: biases.mlpOutputBias, output: stream.rows(rows), accumulating: true)
  }

  /// Overwrites a part of a row of ``inner`` with the MLP's activations.
  private func activate(_ layer: Int, _ normed: Matrix, row: Int, _ part: Int) {
    let inner = inner.rows(row..<row + 1)
    blocks[layer].mlpInput.apply(
      to: normed, part: part, bias: parameters.blocks[layer].mlpInputBias, output: inner)
    let width = configuration.innerWidth / crew.size
    let activated = inner.columns(part * width..<(part + 1) * width)
    geluForward(activated, output: activated)
  }

  /// Adds what attention and MLP make of a row of ``context`` and ``inner`` to a part of the stream.
  private func addOutputs(_ layer: Int, row: Int, _ part: Int) {
    let (block, row) = (blocks[layer], row..<row + 1)
    block.attentionOutput.apply(
      to: context.rows(row), part: part, output: stream.rows(row), accumulating: true)
    // The first layer's is in the stream already.
    guard layer > 0 else { return }
    block.mlpOutput.apply(
      to: inner.rows(row), part: part, bias: parameters.blocks[layer].mlpOutputBias, output: stream.rows(row),
      accumulating: true)
  }

  private var allHeads: Range<Int> { 0..<configuration.headCount }

  private func heads(of part: Int) -> Range<Int> {
    let share = configuration.headCount / crew.size
    return part * share..<(part + 1) * share
  }

  /// How many parts the heads and the columns of all matrices can be cut into, for so many threads.
  private static func parts(_ threads: Int) -> Int {
    (1...Configuration.partitions).last { $0 <= threads && Configuration.partitions % $0 == 0 } ?? 1
  }
}
