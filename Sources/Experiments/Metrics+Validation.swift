import Files
import Records

extension Metrics: ValidatedRecord {
  public func validate() throws(InvalidField) {
    try require("step", step, in: 0...Preset.stepRange.upperBound)
    try require("samples", samples, in: 0...Metrics.maximumSamples)
    try require("tokens", tokens, in: 0...Metrics.maximumSamples)
    try require("seconds", seconds, in: 0...Metrics.maximumSeconds)
    try require("processorSeconds", processorSeconds, in: 0...Metrics.maximumSeconds)
    try require("learningRateFactor", learningRateFactor, in: 0...1)
    try require("gradientNorm", gradientNorm, in: 0...Float.greatestFiniteMagnitude)
    try require("loss", loss)
    try require("evaluation", evaluation)
  }

  /// Generous limits that keep sums from overflowing.
  private static let maximumSamples = 1_000_000_000_000_000
  private static let maximumSeconds = 1e15
}

extension Losses: ValidatedRecord {
  public func validate() throws(InvalidField) {
    let range = 0...Double.greatestFiniteMagnitude
    try require("text", text, in: range)
    try require("program", program, in: range)
    try require("outputDirection", outputDirection, in: range)
    try require("outputPosition", outputPosition, in: range)
    try require("outputMarkers", outputMarkers, in: range)
  }
}
