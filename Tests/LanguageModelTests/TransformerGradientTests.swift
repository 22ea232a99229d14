import Corpus
import Foundation
import LanguageModel
import Tensors
import Testing

/// The whole model's backward pass against finite differences of its loss.
@Suite struct TransformerGradientTests {
  private let parameters = SmallModel.parameters()
  private let transformer = Transformer(SmallModel.configuration())

  private func loss(_ batch: TokenBatch) -> Double {
    transformer.forward(parameters, batch)
    return transformer.loss(batch).weighted
  }

  private func gradients(_ batch: TokenBatch) -> Parameters {
    let gradients = Parameters(parameters.configuration)
    transformer.forward(parameters, batch)
    _ = transformer.loss(batch)
    transformer.backward(parameters, batch, gradients: gradients)
    return gradients
  }

  /// Along each tensor's gradient the loss increases at the rate of the gradient's norm. Losses are accurate to about
  /// 1e-6, so the difference is accurate to one part in a thousand.
  @Test func alongEachTensorTheLossIncreasesByItsGradient() {
    let batch = SmallModel.batches(0..<3)[0]
    let gradients = gradients(batch)
    for (tensor, gradient) in zip(parameters.tensors, gradients.tensors) {
      let count = tensor.matrix.rows * tensor.matrix.columns
      let (p, g) = (tensor.matrix.base, gradient.matrix.base)
      let length = Double(sumOfSquares(g, count: count)).squareRoot()
      #expect(length > 1e-3, "\(tensor.name): \(length)")
      let step = 1e-2
      func move(by distance: Double) { for i in 0..<count { p[i] += g[i] * Float(distance / length) } }
      move(by: step)
      let above = loss(batch)
      move(by: -2 * step)
      let slope = (above - loss(batch)) / (2 * step)
      move(by: step)
      #expect(abs(slope - length) < 2e-4 + 0.01 * length, "\(tensor.name): found \(length), differences \(slope)")
    }
  }

  @Test func singleParametersAgree() {
    let batch = SmallModel.batches(3..<6)[0]
    let gradients = gradients(batch)
    var random = SplitMix64(keys: 5)
    for (tensor, gradient) in zip(parameters.tensors, gradients.tensors) {
      for _ in 0..<4 {
        let (row, column) = (random.next(below: tensor.matrix.rows), random.next(below: tensor.matrix.columns))
        let value = tensor.matrix[row, column]
        let step: Float = 2e-2
        tensor.matrix[row, column] = value + step
        let above = loss(batch)
        tensor.matrix[row, column] = value - step
        let slope = (above - loss(batch)) / Double(2 * step)
        tensor.matrix[row, column] = value
        let found = Double(gradient.matrix[row, column])
        #expect(
          abs(slope - found) < 2e-4 + 0.02 * abs(found),
          "\(tensor.name)[\(row), \(column)]: found \(found), differences \(slope)")
      }
    }
  }

  @Test func gradientsAccumulate() {
    let batch = SmallModel.batches(0..<2)[0]
    let once = gradients(batch)
    let twice = gradients(batch)
    transformer.forward(parameters, batch)
    _ = transformer.loss(batch)
    transformer.backward(parameters, batch, gradients: twice)
    for (a, b) in zip(once.tensors, twice.tensors) {
      for i in 0..<a.matrix.rows * a.matrix.columns {
        #expect(abs(2 * a.matrix.base[i] - b.matrix.base[i]) <= 1e-5 * max(1, abs(b.matrix.base[i])))
      }
    }
  }

  /// Texts of a batch do not affect each other, and a larger batch leaves no traces in the next, smaller one.
  @Test func textsAreIndependent() {
    let batch = SmallModel.batches(0..<4)[0]
    transformer.forward(parameters, batch)
    let together = (0..<batch.count).map { text in
      batch.range(text).map { row in (0..<transformer.logits.columns).map { transformer.logits[row, $0] } }
    }
    for text in 0..<batch.count {
      var alone = TokenBatch()
      let range = batch.range(text)
      alone.append(
        Array(batch.tokens[range]), kinds: Array(batch.kinds[range]), weights: Array(batch.weights[range]))
      transformer.forward(parameters, alone)
      for row in 0..<range.count {
        for column in 0..<transformer.logits.columns {
          #expect(abs(transformer.logits[row, column] - together[text][row][column]) < 1e-4)
        }
      }
    }
  }
}

@Suite struct LossSumTests {
  @Test func lossesAreSummedByTokenKind() {
    let parameters = SmallModel.parameters()
    let transformer = Transformer(parameters.configuration)
    var batch = TokenBatch()
    batch.append([4, 5, 6], kinds: [.input, .outputDirection, .program], weights: [9, 0.5, 0.25])
    batch.append([7, 8], kinds: [.input, .program], weights: [9, 2])
    #expect(batch.weights == [0, 0.5, 0.25, 0, 2])
    transformer.forward(parameters, batch)
    func nats(_ row: Int) -> Double {
      let logits = (0..<transformer.logits.columns).map { Double(transformer.logits[row, $0]) }
      return log(logits.reduce(0) { $0 + exp($1) }) - logits[batch.tokens[row + 1]]
    }
    let expected = [nats(0), nats(1), nats(3)]
    var sum = transformer.loss(batch)
    #expect(sum.tokens == TokenKind.allCases.map { $0 == .outputDirection ? 1 : $0 == .program ? 2 : 0 })
    #expect(abs(sum.mean([.outputDirection]) - expected[0]) < 1e-5)
    #expect(abs(sum.mean([.program]) - (expected[1] + expected[2]) / 2) < 1e-5)
    #expect(abs(sum.mean() - expected.reduce(0, +) / 3) < 1e-5)
    #expect(abs(sum.weighted - (0.5 * expected[0] + 0.25 * expected[1] + 2 * expected[2])) < 1e-5)
    #expect(sum.mean([.input]).isNaN)
    // The last token of a text predicts nothing: its row has no gradient.
    for row in [2, 4] {
      for column in 0..<transformer.logits.columns { #expect(transformer.logits[row, column] == 0) }
    }

    let once = sum
    sum.add(once)
    #expect(sum.tokens == once.tokens.map { 2 * $0 })
    #expect(sum.mean() == once.mean())
    #expect(sum.weighted == 2 * once.weighted)
  }
}
