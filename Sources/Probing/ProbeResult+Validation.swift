import Beliefs
import Corpus
import Files
import LanguageModel
import PlainText

extension ProbeResult.Interval: ValidatedRecord {
  public func validate() throws(InvalidField) {
    for (name, number) in [("value", value), ("low", low), ("high", high)] {
      try require(name, number, in: -ProbeResult.maximumBits...ProbeResult.maximumBits)
    }
    guard low <= value, value <= high else {
      throw InvalidField("value", found: value, expected: "\(low) to \(high), its interval")
    }
  }
}

extension ProbeResult: ValidatedRecord {
  public func validate() throws(InvalidField) {
    try require("step", step, in: 0...Int(Int32.max))
    try require("example", example, in: 1...Specification.exampleCount)
    try require("offset", offset, in: ProbeResult.offsetRange)
    try require("layer", Int(layer), in: 0...ProbeResult.deepestLayer)
    try require("n", n, in: 0...ProbeResult.maximumStates)
    try require("training", training, in: 0...ProbeResult.maximumStates)
    try require("paired", paired, in: 0...n)
    try require("information", information)
    try require("drop", drop)
    try validateAccuracy()
    if let ops { try validate("ops", n: ops.n, right: ops.right) }
    if let calibration {
      try validate("calibration", n: calibration.n, right: calibration.right)
      try require(
        "calibration.confidence", count: calibration.confidence.count, asManyAs: ("n", calibration.n.count))
      try require("calibration.confidence", each: calibration.confidence, in: 0...1)
      try require("calibration.error", calibration.error, in: 0...1)
    }
  }

  /// The first name in it that means nothing to this program, and those that do; nil where all do, and it has a ``key``.
  public var unknownName: InvalidField? {
    guard key == nil else { return nil }
    func list<Name: RawRepresentable & CaseIterable>(_: Name.Type) -> String where Name.RawValue == String {
      Name.allCases.map(\.rawValue).joined(separator: ", ")
    }
    func field(_ name: String, _ found: String, _ expected: String) -> InvalidField {
      InvalidField(name, found: found.jsonLiteral, expected: expected)
    }
    if ProbeKind(rawValue: probe) == nil { return field("probe", probe, "one of " + list(ProbeKind.self)) }
    if ReferenceFrame(rawValue: frame) == nil { return field("frame", frame, "one of " + list(ReferenceFrame.self)) }
    if Feature(rawValue: feature) == nil { return field("feature", feature, "one of " + list(Feature.self)) }
    if let control, ProbeControl(rawValue: control) == nil {
      return field("control", control, "null or one of " + list(ProbeControl.self))
    }
    if HiddenLayer(name: layer) == nil { return field("layer", layer, "mean, concat or a number from 0") }
    if let record, ProbeRecord(rawValue: record) == nil {
      return field("record", record, "null or one of " + list(ProbeRecord.self))
    }
    if let position, ProbePosition(name: position) == nil {
      return field("position", position, "null or one of " + ProbePosition.all.map(\.name).joined(separator: ", "))
    }
    if let states, StateSubset(rawValue: states) == nil {
      return field("states", states, "null or one of " + list(StateSubset.self))
    }
    return field("semantics", semantics, "a name, or five ops separated by commas")
  }

  /// The accuracy lies within its interval; the three are present together or not at all.
  private func validateAccuracy() throws(InvalidField) {
    let numbers = [("accuracy", accuracy), ("low", low), ("high", high)]
    for (name, number) in numbers { try require(name, number, in: 0...1) }
    if let missing = numbers.first(where: { $0.1 == nil }), numbers.contains(where: { $0.1 != nil }) {
      throw InvalidField(missing.0, found: "null", expected: "a number, or null for accuracy, low and high")
    }
    if let accuracy, let low, let high, !(low <= accuracy && accuracy <= high) {
      throw InvalidField("accuracy", found: accuracy, expected: "\(low) to \(high), its interval")
    }
  }

  /// In each part, the correct states are at most the states.
  private func validate(_ name: String, n parts: [Int], right: [Int]) throws(InvalidField) {
    try require("\(name).n", each: parts, in: 0...n)
    try require("\(name).right", count: right.count, asManyAs: ("n", parts.count))
    for (place, count) in right.enumerated() { try require("\(name).right[\(place)]", count, in: 0...parts[place]) }
  }

  /// A generous limit that keeps sums from overflowing.
  private static let maximumStates = 1_000_000_000_000
  fileprivate static let maximumBits = 1e9
  private static let offsetRange = -64...64
  private static let deepestLayer = 1024
}
