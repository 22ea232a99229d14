import Corpus
import Tensors
import Testing

@Suite struct LinearTests {
  private struct Case {
    let input, weight, bias, outputGradient: Table

    init(_ columns: Int) {
      var random = SplitMix64(keys: 2, UInt64(columns))
      input = Table(randomRows: 4, columns: columns, using: &random)
      weight = Table(randomRows: columns + 2, columns: columns, using: &random)
      bias = Table(randomRows: 1, columns: columns + 2, using: &random)
      outputGradient = Table(randomRows: 4, columns: columns + 2, using: &random)
    }
  }

  private func reference(_ input: Table, _ weight: Table, _ bias: Table?) -> Table {
    let product = input * weight.transposed
    return Table(rows: product.rows, columns: product.columns) { product[$0, $1] + (bias?[0, $1] ?? 0) }
  }

  @Test(arguments: columnCounts, [false, true])
  func forwardAgrees(_ columns: Int, _ hasBias: Bool) {
    let c = Case(columns)
    let (input, weight, bias) = (PaddedMatrix(c.input), PaddedMatrix(c.weight), PaddedMatrix(c.bias))
    let output = PaddedMatrix(rows: 4, columns: columns + 2)
    linearForward(input.view, weight: weight.view, bias: hasBias ? bias.view : nil, output: output.view)
    let expected = reference(c.input, c.weight, hasBias ? c.bias : nil)
    expectClose(output, expected, within: 2e-6)

    linearForward(
      input.view, weight: weight.view, bias: hasBias ? bias.view : nil, output: output.view, accumulating: true)
    expectClose(output, Table(rows: 4, columns: columns + 2) { 2 * expected[$0, $1] }, within: 4e-6)
  }

  @Test(arguments: columnCounts, [false, true])
  func backwardAgreesWithDifferences(_ columns: Int, _ isAccumulating: Bool) {
    let c = Case(columns)
    let (input, weight) = (PaddedMatrix(c.input), PaddedMatrix(c.weight))
    let outputGradient = PaddedMatrix(c.outputGradient)
    // Existing gradients: those of weight and bias always accumulate, the input's on request.
    let inputGradient = PaddedMatrix(c.input)
    let weightGradient = PaddedMatrix(c.weight)
    let biasGradient = PaddedMatrix(c.bias)
    linearBackward(
      input.view, weight: weight.view, outputGradient: outputGradient.view, inputGradient: inputGradient.view,
      weightGradient: weightGradient.view, biasGradient: biasGradient.view, accumulating: isAccumulating)

    func loss(_ input: Table, _ weight: Table, _ bias: Table) -> Double {
      reference(input, weight, bias).dot(c.outputGradient)
    }
    let inputSlope = c.input.gradient { loss($0, c.weight, c.bias) }
    let weightSlope = c.weight.gradient { loss(c.input, $0, c.bias) }
    let biasSlope = c.bias.gradient { loss(c.input, c.weight, $0) }
    expectClose(
      inputGradient,
      Table(rows: 4, columns: columns) { (isAccumulating ? c.input[$0, $1] : 0) + inputSlope[$0, $1] }, within: 2e-6)
    expectClose(
      weightGradient, Table(rows: columns + 2, columns: columns) { c.weight[$0, $1] + weightSlope[$0, $1] },
      within: 2e-6)
    expectClose(biasGradient, Table(rows: 1, columns: columns + 2) { c.bias[$0, $1] + biasSlope[$0, $1] }, within: 2e-6)
  }

  @Test func omittedGradientsAreUntouched() {
    let c = Case(9)
    let (input, weight) = (PaddedMatrix(c.input), PaddedMatrix(c.weight))
    let (outputGradient, weightGradient) = (PaddedMatrix(c.outputGradient), PaddedMatrix(c.weight))
    linearBackward(
      input.view, weight: weight.view, outputGradient: outputGradient.view, inputGradient: nil,
      weightGradient: weightGradient.view, biasGradient: nil)
    expectClose(input, c.input, within: 0)
    expectClose(weight, c.weight, within: 0)
  }

  @Test(arguments: columnCounts)
  func sumsAgree(_ count: Int) {
    var random = SplitMix64(keys: 3, UInt64(count))
    let (a, b) = (
      Table(randomRows: 1, columns: count, using: &random), Table(randomRows: 1, columns: count, using: &random)
    )
    let (source, target) = (PaddedMatrix(a), PaddedMatrix(b))
    #expect(abs(Double(sumOfSquares(source.view.base, count: count)) - a.dot(a)) < 2e-6)
    add(source.view.base, to: target.view.base, count: count)
    expectClose(target, Table(rows: 1, columns: count) { a[$0, $1] + b[$0, $1] }, within: 1e-7)
  }
}
