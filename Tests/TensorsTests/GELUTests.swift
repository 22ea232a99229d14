import Corpus
import Foundation
import Tensors
import Testing

@Suite struct GELUTests {
  /// ½x(1 + tanh(√(2/π)(x + 0.044715x³)))
  private func reference(_ x: Double) -> Double {
    0.5 * x * (1 + tanh((2 / Double.pi).squareRoot() * (x + 0.044715 * x * x * x)))
  }

  @Test(arguments: columnCounts)
  func forwardAgrees(_ columns: Int) {
    var random = SplitMix64(keys: 5, UInt64(columns))
    let x = Table(randomRows: 50, columns: columns, scale: 6, using: &random)
    let (input, output) = (PaddedMatrix(x), PaddedMatrix(rows: 50, columns: columns))
    geluForward(input.view, output: output.view)
    let expected = Table(rows: 50, columns: columns) { reference(x[$0, $1]) }
    expectClose(output, expected, within: 1e-6)
    let (withSlope, slope) = (PaddedMatrix(rows: 50, columns: columns), PaddedMatrix(rows: 50, columns: columns))
    geluForward(input.view, output: withSlope.view, slope: slope.view)
    expectClose(withSlope, expected, within: 1e-6)
    geluForward(input.view, output: input.view)
    expectClose(input, expected, within: 1e-6)
  }

  @Test func farFromZeroItIsTheInputOrNothing() {
    let x = Table(rows: 1, columns: 9, values: [0, 10, -10, 100, -100, 1e4, -1e4, 1e10, -1e10])
    let (input, output) = (PaddedMatrix(x), PaddedMatrix(rows: 1, columns: 9))
    geluForward(input.view, output: output.view)
    expectClose(output, Table(rows: 1, columns: 9) { max(0, x[$0, $1]) }, within: 1e-6)
  }

  @Test(arguments: columnCounts)
  func backwardAgreesWithDifferences(_ columns: Int) {
    var random = SplitMix64(keys: 6, UInt64(columns))
    let x = Table(randomRows: 50, columns: columns, scale: 6, using: &random)
    let outputGradient = Table(randomRows: 50, columns: columns, using: &random)
    let (input, gradient) = (PaddedMatrix(x), PaddedMatrix(outputGradient))
    let output = PaddedMatrix(rows: 50, columns: columns)
    geluForward(input.view, output: output.view, slope: input.view)
    geluBackward(slope: input.view, gradient: gradient.view)
    let step = 1e-5
    let slope = Table(rows: 50, columns: columns) { i, j in
      outputGradient[i, j] * (reference(x[i, j] + step) - reference(x[i, j] - step)) / (2 * step)
    }
    expectClose(gradient, slope, within: 3e-6)
  }
}
