import Tensors

/// A trained network: dense layers with ReLU after all but the last. Batch norms are folded into their layers.
public struct DenseNet: Hashable, Sendable {
  /// A dense layer from I to O channels.
  public struct Layer: Hashable, Sendable {
    /// [O, I], row-major.
    public var weight: [Float]
    /// [O]
    public var bias: [Float]

    public init(weight: [Float], bias: [Float]) {
      self.weight = weight
      self.bias = bias
    }

    public var outputs: Int { bias.count }
    public var inputs: Int { weight.count / bias.count }
  }

  public var layers: [Layer]

  public init(_ layers: [Layer]) {
    self.layers = layers
  }

  /// The logits [K] of one input [C].
  public func logits(_ input: [Float]) -> [Float] {
    var x = input
    for (number, layer) in layers.enumerated() {
      precondition(x.count == layer.inputs, "the input has as many channels as the first layer")
      var output = layer.bias
      output.withUnsafeMutableBufferPointer { output in
        x.withUnsafeMutableBufferPointer { x in
          layer.weight.withUnsafeBufferPointer { weight in
            // The product does not write to its factors.
            let weight = Matrix(
              UnsafeMutablePointer(mutating: weight.baseAddress!), rows: layer.outputs, columns: layer.inputs)
            Matrix(output.baseAddress!, rows: 1, columns: output.count).setRowProduct(
              Matrix(x.baseAddress!, rows: 1, columns: x.count), weight.transposed, accumulating: true)
          }
        }
        if number < layers.count - 1 { relu(output.baseAddress!, count: output.count) }
      }
      x = output
    }
    return x
  }

  /// The network on raw inputs h that equals this one on (h − mean) · scale.
  public func standardising(mean: [Float], scale: [Float]) -> DenseNet {
    var net = self
    let first = layers[0]
    for o in 0..<first.outputs {
      var bias = Double(first.bias[o])
      for c in 0..<first.inputs {
        let weight = Double(first.weight[o * first.inputs + c]) * Double(scale[c])
        bias -= weight * Double(mean[c])
        net.layers[0].weight[o * first.inputs + c] = Float(weight)
      }
      net.layers[0].bias[o] = Float(bias)
    }
    return net
  }
}

/// Runs one network over many inputs in batches.
final class DenseNetRunner {
  private let arena = MatrixArena()
  private let layers: [(weight: Matrix, bias: Matrix)]
  private let input: Matrix
  private let outputs: [Matrix]

  /// Inputs per batch.
  static let batchSize = 512

  init(_ net: DenseNet) {
    let arena = arena
    layers = net.layers.map { layer in
      let (weight, bias) = (arena.allocate(layer.outputs, layer.inputs), arena.allocate(1, layer.outputs))
      weight.base.update(from: layer.weight, count: layer.weight.count)
      bias.base.update(from: layer.bias, count: layer.bias.count)
      return (weight, bias)
    }
    input = arena.allocateSpaced(DenseNetRunner.batchSize, net.layers[0].inputs)
    outputs = net.layers.map { arena.allocateSpaced(DenseNetRunner.batchSize, $0.outputs) }
  }

  /// Calls `body` with each index into `rows` and the logits [K] of that row of `states`, which `body` may overwrite.
  func forEach(
    _ states: Matrix, rows: some RandomAccessCollection<Int>,
    _ body: (_ place: Int, _ logits: UnsafeMutablePointer<Float>) -> Void
  ) {
    for start in stride(from: 0, to: rows.count, by: DenseNetRunner.batchSize) {
      let count = min(DenseNetRunner.batchSize, rows.count - start)
      let first = rows.index(rows.startIndex, offsetBy: start)
      for (place, row) in rows[first...].prefix(count).enumerated() {
        input.row(place).update(from: states.row(row), count: states.columns)
      }
      var x = input.rows(0..<count)
      for (number, layer) in layers.enumerated() {
        let output = outputs[number].rows(0..<count)
        linearForward(x, weight: layer.weight, bias: layer.bias, output: output)
        if number < layers.count - 1 { for i in 0..<count { relu(output.row(i), count: output.columns) } }
        x = output
      }
      for place in 0..<count { body(start + place, x.row(place)) }
    }
  }
}
