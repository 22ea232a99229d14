import Tensors

/// A model that reads one text token by token and remembers keys and values, so that going on costs only the new tokens.
///
/// One instance serves one thread: it owns the cache.
public final class CachedDecoder {
  public let parameters: Parameters
  /// Tokens read so far.
  public private(set) var count = 0

  private let configuration: Configuration
  private let heads: HeadLayout
  private let rotary: RotaryTable
  private let storage: FloatStorage
  /// For each layer [S, C]: the heads' keys (turned) and values side by side.
  private let keys: [Matrix]
  private let values: [Matrix]
  private let stream, normed, context, qkv, inner, mean, scale: Matrix
  private let probabilities: UnsafeMutablePointer<Float>
  /// [1 + layers, C]: at the last token read, the embedding and each layer's output.
  private let hiddenStates: Matrix
  private let logitRow: Matrix

  public init(_ parameters: Parameters) {
    self.parameters = parameters
    let c = parameters.configuration
    configuration = c
    heads = HeadLayout(c)
    rotary = RotaryTable(dimension: c.rotaryDimension, positions: c.contextLength)
    let length = c.contextLength
    let sizes = [(2 * c.layerCount + 6) * length * c.width, length * c.innerWidth, 2 * length, length * length]
    let rest = (c.layerCount + 1) * c.width + c.vocabularySize + (2 * c.layerCount + 11) * FloatStorage.alignment
    let storage = FloatStorage(count: sizes.reduce(rest, +))
    var offset = 0
    func take(_ rows: Int, _ columns: Int) -> Matrix {
      defer { offset += FloatStorage.aligned(rows * columns) }
      return storage.matrix(at: offset, rows: rows, columns: columns)
    }
    keys = (0..<c.layerCount).map { _ in take(length, c.width) }
    values = (0..<c.layerCount).map { _ in take(length, c.width) }
    stream = take(length, c.width)
    normed = take(length, c.width)
    context = take(length, c.width)
    qkv = take(length, 3 * c.width)
    inner = take(length, c.innerWidth)
    mean = take(1, length)
    scale = take(1, length)
    probabilities = take(length, length).base
    hiddenStates = take(c.layerCount + 1, c.width)
    logitRow = take(1, c.vocabularySize)
    self.storage = storage
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
  /// - Precondition: They fit into the context, and there is at least one.
  public func read(_ tokens: [Int]) {
    let range = count..<count + tokens.count
    precondition(!tokens.isEmpty && range.upperBound <= configuration.contextLength)
    let rows = 0..<tokens.count
    let (stream, normed, context) = (stream.rows(rows), normed.rows(rows), context.rows(rows))
    let (qkv, inner) = (qkv.rows(rows), inner.rows(rows))
    let last = tokens.count - 1

    for (i, token) in tokens.enumerated() {
      stream.row(i).update(from: parameters.embedding.row(token), count: configuration.width)
    }
    for (layer, block) in parameters.blocks.enumerated() {
      hiddenStates.row(layer).update(from: stream.row(last), count: configuration.width)
      layerNormForward(
        stream, weight: block.normWeight, bias: block.normBias, epsilon: configuration.layerNormEpsilon,
        output: normed, mean: mean.base, scale: scale.base)
      linearForward(normed, weight: block.qkv, bias: nil, output: qkv)
      for head in 0..<configuration.headCount {
        let queries = qkv.columns(heads.queries(head))
        let newKeys = qkv.columns(heads.keys(head))
        rotary.turn(queries, firstPosition: count)
        rotary.turn(newKeys, firstPosition: count)
        let columns = heads.output(head)
        let (headKeys, headValues) = (keys[layer].columns(columns), values[layer].columns(columns))
        headKeys.rows(range).copy(from: newKeys)
        headValues.rows(range).copy(from: qkv.columns(heads.values(head)))
        let read = 0..<range.upperBound
        attentionForward(
          queries: queries, keys: headKeys.rows(read), values: headValues.rows(read),
          probabilities: Matrix(probabilities, rows: tokens.count, columns: read.count),
          output: context.columns(columns))
      }
      linearForward(normed, weight: block.mlpInput, bias: block.mlpInputBias, output: inner)
      geluForward(inner, output: inner)
      linearForward(context, weight: block.attentionOutput, bias: nil, output: stream, accumulating: true)
      linearForward(inner, weight: block.mlpOutput, bias: block.mlpOutputBias, output: stream, accumulating: true)
    }
    let final = normed.rows(last..<last + 1)
    layerNormForward(
      stream.rows(last..<last + 1), weight: parameters.finalNormWeight, bias: parameters.finalNormBias,
      epsilon: configuration.layerNormEpsilon, output: final, mean: mean.base, scale: scale.base)
    hiddenStates.row(configuration.layerCount).update(from: final.base, count: configuration.width)
    linearForward(final, weight: parameters.head, bias: parameters.headBias, output: logitRow)
    count = range.upperBound
  }
}
