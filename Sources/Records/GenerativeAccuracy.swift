import Corpus

/// The specifications whose program turns all five inputs into their outputs, and where they are from.
public struct GenerativeAccuracy: Hashable, Sendable {
  /// Of the specifications it was measured on.
  public let satisfied: Proportion
  /// The part of the corpus that the specifications are from.
  public let split: Split
  /// The lengths of the programs that made those specifications.
  public let lengths: ClosedRange<Int>

  public init(_ satisfied: Proportion, split: Split, lengths: ClosedRange<Int>) {
    self.satisfied = satisfied
    self.split = split
    self.lengths = lengths
  }
}
