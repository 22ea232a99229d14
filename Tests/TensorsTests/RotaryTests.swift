import Corpus
import Foundation
import Tensors
import Testing

@Suite struct RotaryTests {
  /// Rotates pairs as complex numbers: pair i of the row at position p by p / 10000^(2i/R).
  private func reference(_ x: Table, dimension: Int, firstPosition: Int, sign: Double = 1) -> Table {
    var turned = x
    for row in 0..<x.rows {
      for pair in 0..<dimension / 2 {
        let angle = sign * Double(firstPosition + row) / pow(10_000, 2 * Double(pair) / Double(dimension))
        let (a, b) = (x[row, 2 * pair], x[row, 2 * pair + 1])
        turned[row, 2 * pair] = a * cos(angle) - b * sin(angle)
        turned[row, 2 * pair + 1] = a * sin(angle) + b * cos(angle)
      }
    }
    return turned
  }

  @Test(arguments: [(2, 2), (4, 7), (16, 32), (24, 24)], [0, 1, 5])
  func rotationAgrees(_ widths: (dimension: Int, head: Int), _ firstPosition: Int) {
    var random = SplitMix64(keys: 7, UInt64(widths.head))
    let x = Table(randomRows: 6, columns: widths.head, using: &random)
    let table = RotaryTable(dimension: widths.dimension, positions: 11)
    #expect(table.dimension == widths.dimension)
    let head = PaddedMatrix(x)
    table.rotate(head.view, firstPosition: firstPosition)
    expectClose(head, reference(x, dimension: widths.dimension, firstPosition: firstPosition), within: 3e-7)
  }

  /// The backward pass of a rotation: the gradient of any weighted sum of its output.
  @Test(arguments: [(2, 2), (4, 7), (16, 32)])
  func rotatingBackAgreesWithDifferences(_ widths: (dimension: Int, head: Int)) {
    var random = SplitMix64(keys: 8, UInt64(widths.head))
    let x = Table(randomRows: 6, columns: widths.head, using: &random)
    let outputGradient = Table(randomRows: 6, columns: widths.head, using: &random)
    let gradient = PaddedMatrix(outputGradient)
    RotaryTable(dimension: widths.dimension, positions: 9).rotateBack(gradient.view, firstPosition: 3)
    let slope = x.gradient { reference($0, dimension: widths.dimension, firstPosition: 3).dot(outputGradient) }
    expectClose(gradient, slope, within: 1e-6)
  }

  /// The defining property of rotary embeddings.
  @Test func productsDependOnDistanceAlone() {
    var random = SplitMix64(keys: 9)
    let (query, key) = (
      Table(randomRows: 1, columns: 8, using: &random), Table(randomRows: 1, columns: 8, using: &random)
    )
    let table = RotaryTable(dimension: 8, positions: 60)
    func product(_ queryPosition: Int, _ keyPosition: Int) -> Double {
      let (q, k) = (PaddedMatrix(query), PaddedMatrix(key))
      table.rotate(q.view, firstPosition: queryPosition)
      table.rotate(k.view, firstPosition: keyPosition)
      return q.table.dot(k.table)
    }
    #expect(abs(product(10, 3) - product(57, 50)) < 1e-6)
    #expect(abs(product(10, 3) - product(10, 4)) > 1e-2)
  }
}
