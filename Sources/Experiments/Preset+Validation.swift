import Corpus
import Files
import LanguageModel

/// A preset is valid if it can be trained.
extension Preset: ValidatedRecord {
  public func validate() throws(InvalidField) {
    let encoding = model.encoding
    let tokenCount = Vocabulary(encoding).count
    guard model.vocabularySize == tokenCount else {
      throw InvalidField(
        "model.vocab_size", found: model.vocabularySize,
        expected: "\(tokenCount), the tokens of the \(encoding.rawValue) encoding")
    }
    try require("model: number of parameters", Parameters.count(model), in: 1...Preset.largestModel)
    if let problem = programLengths.problem {
      throw InvalidField("programLengths", found: problem.found, expected: problem.expected)
    }
    try require("batchSize", batchSize, in: 1...Preset.largestBatch)
    try require("steps", steps, in: Preset.stepRange)
    try require("warmUp", warmUp, in: 0...Int(Int32.max))
    try require("decayStart", decayStart, in: 0...1)
    try require("evaluationCount", evaluationCount, in: 1...Split.validation.count)
    try require("checkpointSteps", each: checkpointSteps, in: Preset.stepRange)
    try require("lossWeights", lossWeights)
    try require("optimizer", optimizer)
    try validateStages()
  }

  private func validateStages() throws(InvalidField) {
    for (place, stage) in stages.enumerated() {
      try require("stages[\(place)].end", stage.end, in: 1...Preset.mostSamples)
      try require("stages[\(place)].maximumTurns", stage.maximumTurns, in: 0...Preset.longestProgram)
      try require("stages[\(place)].maximumOps", stage.maximumOps, in: 1...Preset.longestProgram)
    }
    if let free = stages.first(where: { $0.maximumTurns == nil && $0.maximumOps == nil }) {
      throw InvalidField(
        "stages", found: "a stage up to sample \(free.end) without maximumTurns or maximumOps", expected: "one of them")
    }
    let ends = stages.map(\.end)
    guard zip([0] + ends, ends).allSatisfy(<) else {
      throw InvalidField(
        "stages", found: "ends \(ends.map(String.init).joined(separator: ", "))", expected: "each above the one before")
    }
  }
}

extension Preset {
  private static let largestBatch = 1 << 16
  /// The samples of the longest training with the largest batches.
  private static let mostSamples = stepRange.upperBound * largestBatch
  /// A generous limit on the ops of a stage's programs: a bound that admits all is valid.
  private static let longestProgram = 1 << 16
}

extension LossWeights: ValidatedRecord {
  public func validate() throws(InvalidField) {
    let weights = [("input", input), ("output", output), ("program", program)]
    for (name, weight) in weights { try require(name, weight, in: 0...Float.greatestFiniteMagnitude) }
    guard weights.contains(where: { $0.1 > 0 }) else {
      throw InvalidField("program", found: "0, as for inputs and outputs", expected: "one of them above 0")
    }
  }
}
