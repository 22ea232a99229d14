import Corpus
import LanguageModel
import Testing

@Suite struct TrainerTests {
  private func trainer(threads: Int, batchSize: Int, steps: Int) -> Trainer {
    let trainer = Trainer(
      Parameters.initial(SmallModel.configuration(), seed: 7), settings: OptimizerSettings(), threads: threads)
    for step in 0..<steps {
      _ = trainer.step(SmallModel.batches(step * batchSize..<(step + 1) * batchSize), rate: 1)
    }
    return trainer
  }

  /// 10 texts leave the last micro-batch partly filled; 40 give some shards two micro-batches.
  @Test(arguments: [10, 40])
  func resultsAreBitwiseIndependentOfThreads(_ batchSize: Int) {
    let one = trainer(threads: 1, batchSize: batchSize, steps: 3)
    for threads in [2, 3, 20] {
      let many = trainer(threads: threads, batchSize: batchSize, steps: 3)
      #expect(many.parameters.bits == one.parameters.bits)
      #expect(many.optimizer.momentum.bits == one.optimizer.momentum.bits)
      #expect(many.optimizer.variance.bits == one.optimizer.variance.bits)
    }
  }

  @Test func aStepReportsTheBatchesLossAndGradient() {
    let parameters = SmallModel.parameters()
    let batches = SmallModel.batches(0..<10)
    let transformer = Transformer(parameters.configuration)
    let gradients = Parameters(parameters.configuration)
    var loss = LossSum()
    for batch in batches {
      transformer.forward(parameters, batch)
      loss.add(transformer.loss(batch))
      transformer.backward(parameters, batch, gradients: gradients)
    }
    let result = Trainer(parameters, settings: OptimizerSettings(), threads: 2).step(batches, rate: 1)
    #expect(result.loss.tokens == loss.tokens)
    #expect(abs(result.loss.weighted - loss.weighted) < 1e-9)
    #expect(abs(Double(result.gradientNorm) / gradients.squares.squareRoot() - 1) < 1e-5)
  }

  /// With weights that sum to 1 over the batch, the weighted loss is a mean.
  @Test func trainingOnTheSameTextsLearnsThem() {
    let trainer = Trainer(
      Parameters.initial(SmallModel.configuration(), seed: 7), settings: OptimizerSettings(), threads: 2)
    let batches = SmallModel.batches(0..<8)
    let losses = (0..<100).map { _ in trainer.step(batches, rate: 1).loss.mean([.program]) }
    #expect(losses[0] > 3.5)
    #expect(losses.last! < losses[0] / 2, "\(losses.last!)")
  }
}
