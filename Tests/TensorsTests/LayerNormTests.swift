import Corpus
import Tensors
import Testing

@Suite struct LayerNormTests {
  private static let epsilon = 1e-5

  private struct Case {
    let input, weight, bias, outputGradient: Table

    init(_ columns: Int, offset: Double = 0) {
      var random = SplitMix64(keys: 4, UInt64(columns))
      input = {
        let numbers = Table(randomRows: 3, columns: columns, scale: 2, using: &random)
        return Table(rows: 3, columns: columns) { Double(Float(numbers[$0, $1] + offset)) }
      }()
      weight = Table(randomRows: 1, columns: columns, using: &random)
      bias = Table(randomRows: 1, columns: columns, using: &random)
      outputGradient = Table(randomRows: 3, columns: columns, using: &random)
    }
  }

  private func statistics(_ input: Table, _ row: Int) -> (mean: Double, scale: Double) {
    let x = (0..<input.columns).map { input[row, $0] }
    let mean = x.reduce(0, +) / Double(x.count)
    let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)
    return (mean, 1 / (variance + Self.epsilon).squareRoot())
  }

  private func reference(_ input: Table, _ weight: Table, _ bias: Table) -> Table {
    let rows = (0..<input.rows).map { statistics(input, $0) }
    return Table(rows: input.rows, columns: input.columns) { i, j in
      (input[i, j] - rows[i].mean) * rows[i].scale * weight[0, j] + bias[0, j]
    }
  }

  @Test(arguments: columnCounts)
  func forwardAgrees(_ columns: Int) {
    let c = Case(columns)
    let (input, weight, bias) = (PaddedMatrix(c.input), PaddedMatrix(c.weight), PaddedMatrix(c.bias))
    let output = PaddedMatrix(rows: 3, columns: columns)
    let (mean, scale) = (FloatStorage(count: 3), FloatStorage(count: 3))
    layerNormForward(
      input.view, weight: weight.view, bias: bias.view,
      epsilon: Float(Self.epsilon), output: output.view, mean: mean.base, scale: scale.base)
    expectClose(output, reference(c.input, c.weight, c.bias), within: 3e-6)
    for row in 0..<3 {
      let expected = statistics(c.input, row)
      #expect(abs(Double(mean.floats[row]) - expected.mean) < 1e-6)
      #expect(abs(Double(scale.floats[row]) / expected.scale - 1) < 1e-5)
    }
  }

  /// The variance is computed from differences to the mean, not as a difference of two large sums.
  @Test func aLargeMeanKeepsTheVarianceAccurate() {
    let c = Case(21, offset: 1000)
    let (input, weight, bias) = (PaddedMatrix(c.input), PaddedMatrix(c.weight), PaddedMatrix(c.bias))
    let output = PaddedMatrix(rows: 3, columns: 21)
    let (mean, scale) = (FloatStorage(count: 3), FloatStorage(count: 3))
    layerNormForward(
      input.view, weight: weight.view, bias: bias.view,
      epsilon: Float(Self.epsilon), output: output.view, mean: mean.base, scale: scale.base)
    // A float mean of 1000 is accurate to 6e-5.
    expectClose(output, reference(c.input, c.weight, c.bias), within: 2e-4)
  }

  @Test(arguments: columnCounts.filter { $0 > 1 })
  func backwardAgreesWithDifferences(_ columns: Int) {
    let c = Case(columns)
    let (input, weight, bias) = (PaddedMatrix(c.input), PaddedMatrix(c.weight), PaddedMatrix(c.bias))
    let (output, outputGradient) = (PaddedMatrix(rows: 3, columns: columns), PaddedMatrix(c.outputGradient))
    let (mean, scale) = (FloatStorage(count: 3), FloatStorage(count: 3))
    layerNormForward(
      input.view, weight: weight.view, bias: bias.view, epsilon: Float(Self.epsilon),
      output: output.view, mean: mean.base, scale: scale.base)
    // All gradients accumulate.
    let (inputGradient, weightGradient, biasGradient) = (
      PaddedMatrix(c.input), PaddedMatrix(c.weight), PaddedMatrix(c.bias)
    )
    layerNormBackward(
      input.view, weight: weight.view, mean: mean.base, scale: scale.base,
      outputGradient: outputGradient.view, inputGradient: inputGradient.view,
      weightGradient: weightGradient.view, biasGradient: biasGradient.view)

    func loss(_ input: Table, _ weight: Table, _ bias: Table) -> Double {
      reference(input, weight, bias).dot(c.outputGradient)
    }
    let inputSlope = c.input.gradient { loss($0, c.weight, c.bias) }
    let weightSlope = c.weight.gradient { loss(c.input, $0, c.bias) }
    let biasSlope = c.bias.gradient { loss(c.input, c.weight, $0) }
    expectClose(
      inputGradient, Table(rows: 3, columns: columns) { c.input[$0, $1] + inputSlope[$0, $1] }, within: 5e-6)
    expectClose(
      weightGradient, Table(rows: 1, columns: columns) { c.weight[$0, $1] + weightSlope[$0, $1] }, within: 5e-6)
    expectClose(biasGradient, Table(rows: 1, columns: columns) { c.bias[$0, $1] + biasSlope[$0, $1] }, within: 2e-6)
  }
}
