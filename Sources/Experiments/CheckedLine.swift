import Corpus
import Probing

/// What can be decoded and yet say what cannot be.
protocol CheckedLine {
  /// What is wrong with it: what was found, what was expected; nil if nothing is.
  var problem: String? { get }
}

extension Metrics: CheckedLine {
  var problem: String? {
    // More than any training has: sums and pictures of figures stay within what numbers can hold.
    let range = 0...1_000_000_000_000_000
    if let wrong = [step, samples, tokens ?? 0].first(where: { !range.contains($0) }) {
      let expected = wrong < 0 ? "0 or more" : "\(range.upperBound) at most"
      return "step, samples, tokens: found \(wrong), expected \(expected)"
    }
    return evaluation?.problem.map { "evaluation.\($0)" }
  }
}

extension Evaluation: CheckedLine {
  var problem: String? {
    guard specifications >= 0 else { return "specifications: found \(specifications), expected 0 or more" }
    let shares = [
      ("generativeAccuracy", generativeAccuracy), ("uniquePrograms", uniquePrograms),
      ("directionRight", directionRight),
      ("positionRight", positionRight), ("markersRight", markersRight), ("uniqueReferences", uniqueReferences),
      ("repetitiveAccuracy", repetitiveAccuracy),
    ]
    if let (name, share) = shares.first(where: { !(0...1).contains($0.1) }) {
      return "\(name): found \(share), expected 0 to 1"
    }
    let examples = Specification.exampleCount
    guard satisfiedExamples.count == examples + 1, satisfiedExamples.allSatisfy({ 0...specifications ~= $0 }) else {
      return "satisfiedExamples: found \(satisfiedExamples), expected counts of 0 to \(examples) examples"
    }
    return nil
  }
}

extension ProbeResult: CheckedLine {
  var problem: String? {
    let shares = [("accuracy", accuracy), ("low", low), ("high", high)]
    if let (name, share) = shares.first(where: { $0.1.map { !(0...1).contains($0) } ?? false }) {
      return "\(name): found \(share ?? 0), expected 0 to 1"
    }
    guard n >= 0 else { return "n: found \(n), expected 0 or more" }
    if let low, let accuracy, let high, !(low <= accuracy && accuracy <= high) {
      return "accuracy: found \(accuracy), expected \(low) to \(high), its interval"
    }
    if let calibration, Set([calibration.n.count, calibration.right.count, calibration.confidence.count]).count > 1 {
      return "calibration: found lists of different lengths, expected one number each a bin"
    }
    return nil
  }
}
