import Corpus
import PlainText

/// A stored evaluation of a checkpoint, with the samples that it is based on.
public struct KeptEvaluation: Hashable, Sendable {
  public var split: Split
  /// The corpus's seed.
  public var seed: UInt64
  /// The index of the first sample, and the number of samples.
  public var start: Int
  public var count: Int
  /// The range of reference lengths, in ops, of the samples evaluated.
  public var lengths: ClosedRange<Int>
  public var evaluation: Evaluation

  public init(
    split: Split, seed: UInt64, start: Int, count: Int, lengths: ClosedRange<Int>, evaluation: Evaluation
  ) {
    self.split = split
    self.seed = seed
    self.start = start
    self.count = count
    self.lengths = lengths
    self.evaluation = evaluation
  }
}

extension KeptEvaluation: Codable {
  private enum CodingKeys: CodingKey {
    case split, seed, start, count, minimumLength, maximumLength, evaluation
  }

  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    let name = try fields.decode(String.self, forKey: .split)
    guard let split = Split(rawValue: name) else {
      throw DecodingError.refused(
        "'\(name)'", expected: "one of \(Split.allCases.map(\.rawValue).joined(separator: ", "))", forKey: .split,
        in: fields)
    }
    let (least, most) = (
      try fields.decode(Int.self, forKey: .minimumLength), try fields.decode(Int.self, forKey: .maximumLength)
    )
    guard least <= most else {
      throw DecodingError.refused(
        most, expected: "at least \(least), the minimumLength", forKey: .maximumLength, in: fields)
    }
    self.init(
      split: split, seed: try fields.decode(UInt64.self, forKey: .seed),
      start: try fields.decode(Int.self, forKey: .start), count: try fields.decode(Int.self, forKey: .count),
      lengths: least...most, evaluation: try fields.decode(Evaluation.self, forKey: .evaluation))
  }

  public func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(split.rawValue, forKey: .split)
    try fields.encode(seed, forKey: .seed)
    try fields.encode(start, forKey: .start)
    try fields.encode(count, forKey: .count)
    try fields.encode(lengths.lowerBound, forKey: .minimumLength)
    try fields.encode(lengths.upperBound, forKey: .maximumLength)
    try fields.encode(evaluation, forKey: .evaluation)
  }
}
