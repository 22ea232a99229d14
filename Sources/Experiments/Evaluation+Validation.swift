import Corpus
import Files
import Karel

extension Evaluation: ValidatedRecord {
  public func validate() throws(InvalidField) {
    try require("specifications", specifications, in: 0...Evaluation.maximumSpecifications)
    let shares = [
      ("generativeAccuracy", generativeAccuracy), ("uniquePrograms", uniquePrograms),
      ("directionRight", directionRight), ("positionRight", positionRight), ("markersRight", markersRight),
      ("uniqueReferences", uniqueReferences), ("repetitiveAccuracy", repetitiveAccuracy),
    ]
    for (name, share) in shares { try require(name, share, in: 0...1) }
    let amounts = [
      ("perplexity", perplexity), ("programPerplexity", programPerplexity),
      ("directionPerplexity", directionPerplexity), ("positionPerplexity", positionPerplexity),
      ("markersPerplexity", markersPerplexity), ("meanLength", meanLength),
      ("meanReferenceLength", meanReferenceLength),
    ]
    for (name, amount) in amounts { try require(name, amount, in: 0...Double.greatestFiniteMagnitude) }
    try validateSatisfiedExamples()
    try require("strata", strata)
    for (place, program) in mostFrequentPrograms.enumerated() {
      try require("mostFrequentPrograms[\(place)].count", program.count, in: 0...specifications)
      try require("mostFrequentPrograms[\(place)].program", ops: program.program)
    }
    for (place, share) in byLength.enumerated() {
      try require("byLength[\(place)].length", share.length, in: 0...ProgramLengths.longest)
      try require("byLength[\(place)].specifications", share.specifications, in: 0...specifications)
      try require("byLength[\(place)].generativeAccuracy", share.generativeAccuracy, in: 0...1)
    }
  }

  /// The counts of specifications with 0 to 5 satisfied examples sum to all specifications.
  private func validateSatisfiedExamples() throws(InvalidField) {
    let name = "satisfiedExamples"
    try require(
      name, count: satisfiedExamples.count, asManyAs: ("0 to all examples", Specification.exampleCount + 1))
    try require(name, each: satisfiedExamples, in: 0...specifications)
    let sum = satisfiedExamples.reduce(0, +)
    guard sum == specifications else {
      throw InvalidField(name, found: "a sum of \(sum)", expected: "\(specifications), the specifications")
    }
  }

  /// A generous limit that keeps sums from overflowing.
  private static let maximumSpecifications = 1_000_000_000
}

extension ValidatedRecord {
  /// - Throws: `InvalidField` for the first name that is not an op's.
  fileprivate func require(_ name: String, ops names: [String]) throws(InvalidField) {
    guard let place = names.firstIndex(where: { Op(name: $0) == nil }) else { return }
    throw InvalidField(
      "\(name)[\(place)]", found: "'\(names[place])'",
      expected: "one of \(Op.allCases.map(\.name).joined(separator: ", "))")
  }
}

extension RunDirectory.WrittenProgram: ValidatedRecord {
  public func validate() throws(InvalidField) {
    try require("index", index, in: 0...Int(Int32.max))
    try require("program", ops: program)
    try require("reference", ops: reference)
  }
}

extension KeptEvaluation: ValidatedRecord {
  public func validate() throws(InvalidField) {
    guard Split(rawValue: split) != nil else {
      throw InvalidField(
        "split", found: "'\(split)'", expected: "one of \(Split.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    try require("start", start, in: 0...Int(Int32.max))
    try require("count", count, in: 0...Int(Int32.max))
    try require("minimumLength", minimumLength, in: 0...ProgramLengths.longest)
    try require("maximumLength", maximumLength, in: minimumLength...ProgramLengths.longest)
    try require("evaluation", evaluation)
  }
}
