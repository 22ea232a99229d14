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
    let b = Table(randomRows: 1, columns: columns, using: &random)
    let (input, bias, output) = (PaddedMatrix(x), PaddedMatrix(b), PaddedMatrix(rows: 50, columns: columns))
    let expected = Table(rows: 50, columns: columns) { reference(x[$0, $1] + b[0, $1]) }
    geluForward(slopeReplacing: input.view, bias: bias.view, output: output.view)
    expectClose(output, expected, within: 1e-6)
    let inPlace = PaddedMatrix(x)
    geluForward(inPlace.view, bias: bias.view)
    expectClose(inPlace, expected, within: 1e-6)
  }

  @Test func farFromZeroItIsTheInputOrZero() {
    let x = Table(rows: 1, columns: 9, values: [0, 10, -10, 100, -100, 1e4, -1e4, 1e10, -1e10])
    let (input, bias) = (PaddedMatrix(x), PaddedMatrix(rows: 1, columns: 9))
    bias.view.fill(0)
    geluForward(input.view, bias: bias.view)
    expectClose(input, Table(rows: 1, columns: 9) { max(0, x[$0, $1]) }, within: 1e-6)
  }

  @Test(arguments: columnCounts)
  func backwardAgreesWithDifferences(_ columns: Int) {
    var random = SplitMix64(keys: 6, UInt64(columns))
    let x = Table(randomRows: 50, columns: columns, scale: 6, using: &random)
    let outputGradient = Table(randomRows: 50, columns: columns, using: &random)
    let (input, gradient) = (PaddedMatrix(x), PaddedMatrix(outputGradient))
    let (bias, output) = (PaddedMatrix(rows: 1, columns: columns), PaddedMatrix(rows: 50, columns: columns))
    bias.view.fill(0)
    geluForward(slopeReplacing: input.view, bias: bias.view, output: output.view)
    geluBackward(slope: input.view, gradient: gradient.view)
    let step = 1e-5
    let slope = Table(rows: 50, columns: columns) { i, j in
      outputGradient[i, j] * (reference(x[i, j] + step) - reference(x[i, j] - step)) / (2 * step)
    }
    expectClose(gradient, slope, within: 3e-6)
  }

  /// Independent of the neighbours in the vector and of the vector width.
  @Test func aSingleNumberIsRoundedLikeOneOfMany() {
    var random = SplitMix64(keys: 7)
    let x = Table(randomRows: 1, columns: 67, scale: 6, using: &random)
    let bias = PaddedMatrix(rows: 1, columns: 67)
    bias.view.fill(0)
    let (many, alone) = (PaddedMatrix(x), PaddedMatrix(x))
    geluForward(many.view, bias: bias.view)
    for column in 0..<67 { geluForward(alone.view.columns(column..<column + 1), bias: bias.view) }
    #expect(many.table.values == alone.table.values)
  }
}
