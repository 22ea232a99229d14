import Corpus
import Files
import Records

extension Evaluation: ValidatedRecord {
  public func validate() throws(InvalidField) {
    try require("specifications", self.specifications, in: 0...Evaluation.maximumSpecifications)
    let amounts = [
      ("perplexity", perplexity), ("programPerplexity", programPerplexity),
      ("directionPerplexity", directionPerplexity), ("positionPerplexity", positionPerplexity),
      ("markersPerplexity", markersPerplexity), ("meanLength", self.meanLength),
      ("meanReferenceLength", meanReferenceLength),
    ]
    for (name, amount) in amounts { try require(name, amount, in: 0...Double.greatestFiniteMagnitude) }
    try validateSatisfiedExamples()
    try require("strata", strata)
    for (place, program) in self.mostFrequentPrograms.enumerated() {
      try require("mostFrequentPrograms[\(place)].count", program.count, in: 0...self.specifications)
    }
    for (place, accuracy) in byLength.enumerated() {
      try require("byLength[\(place)].length", accuracy.length, in: 0...ProgramLengths.longest)
      try require(
        "byLength[\(place)].specifications", accuracy.generativeAccuracy.total, in: 0...self.specifications)
    }
  }

  /// The counts of specifications with 0 to 5 satisfied examples sum to all specifications, and the last is that of the
  /// generative accuracy.
  private func validateSatisfiedExamples() throws(InvalidField) {
    let (name, examples, specifications) = ("satisfiedExamples", self.satisfiedExamples, self.specifications)
    try require(name, count: examples.count, asManyAs: ("0 to all examples", Specification.exampleCount + 1))
    try require(name, each: examples, in: 0...specifications)
    let sum = examples.reduce(0, +)
    guard sum == specifications else {
      throw InvalidField(name, found: "a sum of \(sum)", expected: "\(specifications), the specifications")
    }
    guard examples.last == self.generativeAccuracy.count else {
      throw InvalidField(
        "\(name)[\(examples.count - 1)]", found: "\(examples.last ?? 0)",
        expected: "\(self.generativeAccuracy.count), from generativeAccuracy")
    }
  }

  /// A generous limit that keeps sums from overflowing.
  private static let maximumSpecifications = 1_000_000_000
}

extension WrittenProgram: ValidatedRecord {
  public func validate() throws(InvalidField) {
    try require("index", index, in: 0...Int(Int32.max))
  }
}

extension KeptEvaluation: ValidatedRecord {
  public func validate() throws(InvalidField) {
    try require("start", start, in: 0...Int(Int32.max))
    try require("count", count, in: 0...Int(Int32.max))
    try require("minimumLength", lengths.lowerBound, in: 0...ProgramLengths.longest)
    try require("maximumLength", lengths.upperBound, in: lengths.lowerBound...ProgramLengths.longest)
    try require("evaluation", evaluation)
    // Samples whose reference's length is out of range are not evaluated.
    try require("evaluation.specifications", evaluation.specifications, in: 0...count)
  }
}

extension Strata: ValidatedRecord {
  public func validate() throws(InvalidField) {
    for (name, strata) in [("blockedMoves", blockedMoves), ("foundMarkers", foundMarkers)] {
      for (place, stratum) in strata.enumerated() {
        try require("\(name)[\(place)].count", stratum.count, in: 0...ProgramLengths.longest)
        try require("\(name)[\(place)].specifications", stratum.specifications, in: 0...Strata.maximumCount)
        try require("\(name)[\(place)].satisfied", stratum.satisfied, in: 0...stratum.specifications)
      }
    }
    try require("satisfying", satisfying, in: 0...Strata.maximumCount)
    try require("generalising", generalising, in: 0...satisfying)
  }

  /// A generous limit.
  private static let maximumCount = 1_000_000_000
}
