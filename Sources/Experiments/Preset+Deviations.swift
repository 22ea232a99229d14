import Corpus
import Foundation
import LanguageModel

extension Preset {
  /// The differences from Jin & Rinard (2024), in plain words.
  public var deviations: [String] {
    [
      "model of \(Parameters.count(model).grouped) parameters instead of 350 million",
      lengthDeviation,
      "batches of \(batchSize.grouped) samples instead of 32,768 tokens",
      "\(steps.grouped) steps, \((steps * batchSize).grouped) samples in all, instead of 80,000 steps",
      stages.isEmpty
        ? nil : "the training split shows easy programs first: \(stages.map(\.text).joined(separator: ", "))",
      "learning rate: \(warmUp.grouped) steps of linear rise, constant, from step \(schedule.decayStart.grouped) on a linear fall "
        + "to 0",
      optimizerDeviation,
      weightDeviation,
      encodingDeviation,
      "one sample a text, without attention across samples, instead of texts packed into 2,048 tokens",
      "programs end after \(Generation.maximumLength) ops at the latest, instead of about 14",
    ].compactMap { $0 }
  }

  private var lengthDeviation: String? {
    guard programLengths != .paper else { return nil }
    let (training, test) = (programLengths.training, programLengths.test)
    return "programs of \(training.lowerBound) to \(training.upperBound) ops instead of 6 to 10, tested on "
      + "\(test.lowerBound) to \(test.upperBound) instead of 1 to 10"
  }

  private var optimizerDeviation: String {
    let rest =
      [optimizer.headRate, optimizer.vectorRate].allSatisfy { $0 == optimizer.adamRate }
      ? "the rest (\(optimizer.adamRate))"
      : "embedding (\(optimizer.adamRate)), head (\(optimizer.headRate)), norms and biases (\(optimizer.vectorRate))"
    let decay = optimizer.muonWeightDecay > 0 ? ", weight decay \(optimizer.muonWeightDecay)" : ""
    return "Muon on the blocks' matrices (rate \(optimizer.muonRate)\(decay)) and AdamW on \(rest) instead of AdamW on "
      + "all"
  }

  private var weightDeviation: String? {
    guard Set([lossWeights.input, lossWeights.output, lossWeights.program]).count > 1 else { return nil }
    return
      "loss weights: program \(lossWeights.program), outputs \(lossWeights.output), inputs \(lossWeights.input) a token, "
      + "instead of the same for all"
  }

  private var encodingDeviation: String {
    switch model.encoding {
    case .coordinates: "worlds as lists of coordinates instead of one token a cell"
    case .cells: "no tokens for white space"
    }
  }
}

extension PresentationOrder.Stage {
  fileprivate var text: String {
    let bounds = [maximumTurns.map { $0.counted("turn") }, maximumOps.map { $0.counted("op") }].compactMap { $0 }
    return "at most \(bounds.joined(separator: " and ")) up to sample \(end.grouped)"
  }
}

extension Int {
  fileprivate func counted(_ noun: String) -> String { "\(self) \(noun)\(self == 1 ? "" : "s")" }

  /// Grouped digits, as in 12,345.
  fileprivate var grouped: String { formatted(.number.locale(Locale(identifier: "en_US"))) }
}
