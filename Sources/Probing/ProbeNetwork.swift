import Beliefs
import Corpus
import Tensors

/// Trains the nets of one kind for several heads together: they share their inputs, so that their first layers are one
/// wide matrix product. The nets do not influence each other.
///
/// B: inputs of a batch; C: their channels; H: heads; W, V: channels of the hidden layers; K: a head's classes.
final class ProbeNetwork {
  private let kind: ProbeKind
  private let heads: [ProbeHead]
  /// Parameters, their gradients, and AdamW's two moments, in this order.
  private let storage: FloatStorage
  private let parameterCount: Int
  private let arena = MatrixArena()
  /// [B, C]
  private let input: Matrix
  /// [B, all heads' K]: logits, then their gradient.
  private let logits: Matrix
  /// The range of each head's logits.
  private let classes: [Range<Int>]
  /// The first hidden layer of all heads, [B, H·W]; nil if the probe is linear.
  private let first: Hidden?
  /// The second hidden layer of each head, [B, V]; the heads share its activation buffers.
  private let second: [Hidden]
  /// The softmax layers: weight [all heads' K, inputs of the last layer], bias [1, all heads' K].
  private let weight, bias, weightGradient, biasGradient: Matrix

  /// A hidden layer: dense without bias, which batch norm would cancel; batch norm; ReLU.
  private struct Hidden {
    let weight, weightGradient: Matrix
    let normWeight, normBias, normWeightGradient, normBiasGradient: Matrix
    /// [1, O]: statistics of the last batch, and running statistics.
    let mean, scale, runningMean, runningVariance: Matrix
    /// [B, O]: before the batch norm, after ReLU, and the gradient.
    let dense, output, gradient: Matrix
  }

  private static let epsilon: Float = 1e-5
  /// The weight of the newest batch in the running statistics.
  private static let momentum: Float = 0.1

  init(kind: ProbeKind, heads: [ProbeHead], inputs width: Int, batchSize: Int, seed: UInt64) {
    self.kind = kind
    self.heads = heads
    let hidden = kind.hiddenWidths
    let classCount = heads.reduce(0) { $0 + $1.classCount }
    var layers: [(rows: Int, columns: Int)] = []
    if let first = hidden.first { layers.append((heads.count * first, width)) }
    if hidden.count > 1 { layers += heads.map { _ in (hidden[1], hidden[0]) } }
    let last = hidden.last ?? width
    let aligned = FloatStorage.aligned
    let parameterCount =
      layers.reduce(0) { $0 + aligned($1.rows * $1.columns) + 2 * aligned($1.rows) }
      + aligned(classCount * last) + aligned(classCount)
    self.parameterCount = parameterCount
    let storage = FloatStorage(count: 4 * parameterCount)
    self.storage = storage

    var offset = 0
    func parameter(_ rows: Int, _ columns: Int) -> (value: Matrix, gradient: Matrix) {
      defer { offset += aligned(rows * columns) }
      return (
        storage.matrix(at: offset, rows: rows, columns: columns),
        storage.matrix(at: parameterCount + offset, rows: rows, columns: columns)
      )
    }
    let parameters = layers.map { (parameter($0.rows, $0.columns), parameter(1, $0.rows), parameter(1, $0.rows)) }
    (weight, weightGradient) = parameter(classCount, last)
    (bias, biasGradient) = parameter(1, classCount)
    let arena = arena
    func statistics(_ count: Int) -> Matrix { arena.allocate(1, count) }
    func activations(_ columns: Int) -> Matrix { arena.allocateSpaced(batchSize, columns) }
    input = activations(width)
    logits = activations(classCount)
    func hiddenLayer(_ number: Int, _ views: [Matrix]) -> Hidden {
      let (weight, normWeight, normBias) = parameters[number]
      let count = layers[number].rows
      return Hidden(
        weight: weight.value, weightGradient: weight.gradient, normWeight: normWeight.value,
        normBias: normBias.value, normWeightGradient: normWeight.gradient, normBiasGradient: normBias.gradient,
        mean: statistics(count), scale: statistics(count), runningMean: statistics(count),
        runningVariance: statistics(count), dense: views[0], output: views[1], gradient: views[2])
    }
    first =
      hidden.isEmpty ? nil : hiddenLayer(0, (0..<3).map { _ in activations(heads.count * hidden[0]) })
    // The heads use the activations of the second layer in turn.
    let shared = hidden.count > 1 ? (0..<3).map { _ in activations(hidden[1]) } : []
    second = hidden.count > 1 ? heads.indices.map { hiddenLayer(1 + $0, shared) } : []
    var start = 0
    classes = heads.map { head in
      defer { start += head.classCount }
      return start..<start + head.classCount
    }
    initialise(seed: seed)
  }

  /// Initialises weights and biases uniformly in ±1/√inputs, with one random stream per head, and batch norms to the
  /// identity.
  private func initialise(seed: UInt64) {
    for (place, head) in heads.enumerated() {
      var random = SplitMix64(
        seed: seed, .probeParameters, UInt64(ProbeHead.allCases.firstIndex(of: head)!),
        UInt64(ProbeKind.allCases.firstIndex(of: kind)!))
      func fill(_ matrix: Matrix, inputs: Int) {
        let bound = 1 / Float(inputs).squareRoot()
        for i in 0..<matrix.rows {
          for j in 0..<matrix.columns { matrix[i, j] = (2 * Float(random.nextUnit()) - 1) * bound }
        }
      }
      if let first { fill(first.weight.rows(hiddenRange(place)), inputs: input.columns) }
      if !second.isEmpty { fill(second[place].weight, inputs: second[place].weight.columns) }
      fill(weight.rows(classes[place]), inputs: weight.columns)
      fill(bias.columns(classes[place]), inputs: weight.columns)
    }
    for layer in [first].compactMap({ $0 }) + second {
      layer.normWeight.fill(1)
      layer.runningVariance.fill(1)
    }
  }

  /// The range of a head's channels in the first hidden layer.
  private func hiddenRange(_ place: Int) -> Range<Int> {
    let width = kind.hiddenWidths[0]
    return place * width..<(place + 1) * width
  }

  /// Runs forward and backward passes on a batch, with the mean loss of each head, and takes an AdamW step.
  ///
  /// - Parameters:
  ///   - rows: The batch's rows of `inputs`; at most `batchSize`.
  ///   - targets: The classes of all inputs.
  func learn(_ inputs: Matrix, rows: ArraySlice<Int>, targets: ProbeClasses, adam: AdamStep) {
    let batch = 0..<rows.count
    let input = input.rows(batch)
    let logits = logits.rows(batch)
    for (place, row) in rows.enumerated() { input.row(place).update(from: inputs.row(row), count: inputs.columns) }
    if let first {
      forward(first, input)
      if second.isEmpty {
        for place in heads.indices { classify(first, place, columns: hiddenRange(place), rows, targets) }
      } else {
        for place in heads.indices {
          let output = first.output.rows(batch).columns(hiddenRange(place))
          forward(second[place], output)
          classify(second[place], place, columns: 0..<second[place].dense.columns, rows, targets)
          backward(
            second[place], output, inputGradient: first.gradient.rows(batch).columns(hiddenRange(place)))
        }
      }
      backward(first, input, inputGradient: nil)
    } else {
      linearForward(input, weight: weight, bias: bias, output: logits)
      for place in heads.indices { loss(place, rows, targets) }
      biasGradient.fill(0)
      weightGradient.fill(0)
      linearBackward(
        input, weight: weight, outputGradient: logits, inputGradient: nil, weightGradient: weightGradient,
        biasGradient: biasGradient)
    }
    let base = storage.base
    adam.apply(
      to: base, gradient: base + parameterCount, first: base + 2 * parameterCount, second: base + 3 * parameterCount,
      count: parameterCount)
  }

  private func forward(_ layer: Hidden, _ input: Matrix) {
    let batch = 0..<input.rows
    linearForward(input, weight: layer.weight, bias: nil, output: layer.dense.rows(batch))
    batchNormReLUForward(
      layer.dense.rows(batch), weight: layer.normWeight, bias: layer.normBias, epsilon: ProbeNetwork.epsilon,
      output: layer.output.rows(batch), mean: layer.mean.base, scale: layer.scale.base)
    let momentum = ProbeNetwork.momentum
    for j in 0..<layer.mean.columns {
      let variance = 1 / (layer.scale.base[j] * layer.scale.base[j]) - ProbeNetwork.epsilon
      layer.runningMean.base[j] += momentum * (layer.mean.base[j] - layer.runningMean.base[j])
      layer.runningVariance.base[j] += momentum * (max(0, variance) - layer.runningVariance.base[j])
    }
  }

  /// Backpropagates the gradient at the layer's output: overwrites those of its parameters and of its input.
  private func backward(_ layer: Hidden, _ input: Matrix, inputGradient: Matrix?) {
    let batch = 0..<input.rows
    let gradient = layer.gradient.rows(batch)
    batchNormReLUBackward(
      layer.dense.rows(batch), weight: layer.normWeight, mean: layer.mean.base, scale: layer.scale.base,
      output: layer.output.rows(batch), gradient: gradient, weightGradient: layer.normWeightGradient,
      biasGradient: layer.normBiasGradient)
    layer.weightGradient.setProduct(gradient.transposed, input.plain)
    inputGradient?.setProduct(gradient.plain, layer.weight.plain)
  }

  /// Forward and backward pass of a head's softmax layer over columns of a hidden layer: overwrites its gradients and
  /// the gradient at these columns.
  private func classify(
    _ layer: Hidden, _ place: Int, columns: Range<Int>, _ rows: ArraySlice<Int>, _ targets: ProbeClasses
  ) {
    let batch = 0..<rows.count
    let input = layer.output.rows(batch).columns(columns)
    let logits = logits.rows(batch).columns(classes[place])
    linearForward(
      input, weight: weight.rows(classes[place]), bias: bias.columns(classes[place]), output: logits)
    loss(place, rows, targets)
    let weightGradient = weightGradient.rows(classes[place])
    let biasGradient = biasGradient.columns(classes[place])
    weightGradient.fill(0)
    biasGradient.fill(0)
    linearBackward(
      input, weight: weight.rows(classes[place]), outputGradient: logits,
      inputGradient: layer.gradient.rows(batch).columns(columns), weightGradient: weightGradient,
      biasGradient: biasGradient)
  }

  /// Overwrites a head's logits with the gradient of their mean cross-entropy.
  private func loss(_ place: Int, _ rows: ArraySlice<Int>, _ targets: ProbeClasses) {
    let logits = logits.columns(classes[place])
    let share = 1 / Float(rows.count)
    targets[heads[place]].withUnsafeBufferPointer { targets in
      withPaddedLogits(logits.columns) { padded, count in
        for (place, row) in rows.enumerated() {
          padded.update(from: logits.row(place), count: logits.columns)
          (padded + logits.columns).update(repeating: -1e30, count: count - logits.columns)
          _ = crossEntropy(padded, count: count, target: Int(targets[row]), weight: share)
          logits.row(place).update(from: padded, count: logits.columns)
        }
      }
    }
  }

  /// The current net of each head, in the heads' order, with batch norms folded into their layers by their running
  /// statistics.
  func nets() -> [DenseNet] {
    heads.indices.map { place in
      var layers: [DenseNet.Layer] = []
      if let first { layers.append(ProbeNetwork.folded(first, hiddenRange(place))) }
      if !second.isEmpty { layers.append(ProbeNetwork.folded(second[place], 0..<second[place].weight.rows)) }
      let weight = weight.rows(classes[place])
      layers.append(
        DenseNet.Layer(
          weight: ProbeNetwork.numbers(weight), bias: ProbeNetwork.numbers(bias.columns(classes[place]))))
      return DenseNet(layers)
    }
  }

  private static func folded(_ layer: Hidden, _ rows: Range<Int>) -> DenseNet.Layer {
    var (weight, bias) = (numbers(layer.weight.rows(rows)), [Float](repeating: 0, count: rows.count))
    let columns = layer.weight.columns
    for (place, j) in rows.enumerated() {
      let factor = layer.normWeight.base[j] / (layer.runningVariance.base[j] + epsilon).squareRoot()
      for c in 0..<columns { weight[place * columns + c] *= factor }
      bias[place] = layer.normBias.base[j] - layer.runningMean.base[j] * factor
    }
    return DenseNet.Layer(weight: weight, bias: bias)
  }

  private static func numbers(_ matrix: Matrix) -> [Float] {
    (0..<matrix.rows).flatMap { Array(UnsafeBufferPointer(start: matrix.row($0), count: matrix.columns)) }
  }
}

/// Provides a buffer for `columns` logits, padded to a multiple of the SIMD width, because softmax is much faster on
/// whole vectors. The padding is so far below all logits that its probability is 0.
func withPaddedLogits<Result>(
  _ columns: Int, _ body: (_ padded: UnsafeMutablePointer<Float>, _ count: Int) -> Result
) -> Result {
  let count = (columns + 7) / 8 * 8
  return withUnsafeTemporaryAllocation(of: Float.self, capacity: count) { buffer in
    buffer.initialize(repeating: -1e30)
    return body(buffer.baseAddress!, count)
  }
}
