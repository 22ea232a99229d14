import Corpus
import Tensors
import Testing

@Suite struct BatchNormTests {
  private static let epsilon = 1e-5
  private static let rows = 6

  private struct Case {
    let input, weight, bias, outputGradient: Table

    init(_ columns: Int) {
      var random = SplitMix64(keys: 7, UInt64(columns))
      input = Table(randomRows: BatchNormTests.rows, columns: columns, scale: 2, using: &random)
      weight = Table(randomRows: 1, columns: columns, using: &random)
      bias = Table(randomRows: 1, columns: columns, using: &random)
      outputGradient = Table(randomRows: BatchNormTests.rows, columns: columns, using: &random)
    }
  }

  /// The kernels process blocks of 64 columns.
  static let columnCounts = [1, 7, 8, 21, 64, 75]

  private func statistics(_ input: Table, _ column: Int) -> (mean: Double, scale: Double) {
    let x = (0..<input.rows).map { input[$0, column] }
    let mean = x.reduce(0, +) / Double(x.count)
    let variance = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(x.count)
    return (mean, 1 / (variance + Self.epsilon).squareRoot())
  }

  private func reference(_ input: Table, _ weight: Table, _ bias: Table) -> Table {
    let columns = (0..<input.columns).map { statistics(input, $0) }
    return Table(rows: input.rows, columns: input.columns) { i, j in
      max(0, (input[i, j] - columns[j].mean) * columns[j].scale * weight[0, j] + bias[0, j])
    }
  }

  @Test(arguments: columnCounts)
  func forwardAgrees(_ columns: Int) {
    let c = Case(columns)
    let (input, weight, bias) = (PaddedMatrix(c.input), PaddedMatrix(c.weight), PaddedMatrix(c.bias))
    let output = PaddedMatrix(rows: Self.rows, columns: columns)
    let (mean, scale) = (FloatStorage(count: columns), FloatStorage(count: columns))
    batchNormReLUForward(
      input.view, weight: weight.view, bias: bias.view, epsilon: Float(Self.epsilon), output: output.view,
      mean: mean.base, scale: scale.base)
    expectClose(output, reference(c.input, c.weight, c.bias), within: 3e-6)
    for column in 0..<columns {
      let expected = statistics(c.input, column)
      #expect(abs(Double(mean.floats[column]) - expected.mean) < 1e-6)
      #expect(abs(Double(scale.floats[column]) / expected.scale - 1) < 1e-5)
    }
  }

  @Test(arguments: columnCounts)
  func backwardAgreesWithDifferences(_ columns: Int) {
    let c = Case(columns)
    let (input, weight, bias) = (PaddedMatrix(c.input), PaddedMatrix(c.weight), PaddedMatrix(c.bias))
    let (output, gradient) = (PaddedMatrix(rows: Self.rows, columns: columns), PaddedMatrix(c.outputGradient))
    let (mean, scale) = (FloatStorage(count: columns), FloatStorage(count: columns))
    batchNormReLUForward(
      input.view, weight: weight.view, bias: bias.view, epsilon: Float(Self.epsilon), output: output.view,
      mean: mean.base, scale: scale.base)
    let (weightGradient, biasGradient) = (
      PaddedMatrix(rows: 1, columns: columns), PaddedMatrix(rows: 1, columns: columns)
    )
    batchNormReLUBackward(
      input.view, weight: weight.view, mean: mean.base, scale: scale.base, output: output.view,
      gradient: gradient.view, weightGradient: weightGradient.view, biasGradient: biasGradient.view)

    func loss(_ input: Table, _ weight: Table, _ bias: Table) -> Double {
      reference(input, weight, bias).dot(c.outputGradient)
    }
    expectClose(gradient, c.input.gradient { loss($0, c.weight, c.bias) }, within: 5e-6)
    expectClose(weightGradient, c.weight.gradient { loss(c.input, $0, c.bias) }, within: 5e-6)
    expectClose(biasGradient, c.bias.gradient { loss(c.input, c.weight, $0) }, within: 5e-6)
  }

  @Test(arguments: columnCounts)
  func reluClampsNegativesToZero(_ columns: Int) {
    let x = Case(columns).input
    let found = PaddedMatrix(x)
    for row in 0..<x.rows { relu(found.view.row(row), count: columns) }
    expectClose(found, Table(rows: x.rows, columns: columns) { max(0, x[$0, $1]) }, within: 0)
  }
}
