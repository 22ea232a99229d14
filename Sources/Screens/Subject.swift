import Corpus

/// A run, by its place.
public struct RunReference: Hashable, Sendable {
  /// The path of its folder.
  public let path: String
  /// Its name, for example its folder's.
  public let name: String

  public init(path: String, name: String) {
    self.path = path
    self.name = name
  }
}

/// What views speak of: a checkpoint of a run, and the specification that it writes a program for.
public struct Subject: Hashable, Sendable {
  public var run: RunReference
  /// The checkpoint's step; nil means the latest there is.
  public var step: Int?
  public var sample: SampleReference

  public init(run: RunReference, step: Int?, sample: SampleReference) {
    self.run = run
    self.step = step
    self.sample = sample
  }
}

/// A sample of the corpus, by its place.
public struct SampleReference: Hashable, Sendable {
  public let split: Split
  public let index: Int
  public let seed: UInt64

  public init(split: Split, index: Int, seed: UInt64) {
    self.split = split
    self.index = index
    self.seed = seed
  }

  /// For example `test 17 · seed 1`.
  public var title: String { "\(split.rawValue) \(index) · seed \(seed)" }

  /// The specification drawn next from the same part of the corpus.
  func another(_ random: inout SplitMix64) -> SampleReference {
    SampleReference(split: split, index: random.next(below: split.count), seed: seed)
  }
}
