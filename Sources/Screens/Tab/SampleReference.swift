import Corpus
import Karel

/// A specification, by its place in the corpus or among those that the user brought.
public struct SampleReference: Hashable, Sendable {
  private enum Source: Hashable {
    case corpus(Split, seed: UInt64)
    case given(GivenSpecifications)
  }

  private let source: Source
  /// Its number, from 0.
  public let index: Int

  private init(_ source: Source, _ index: Int) {
    self.source = source
    self.index = index
  }

  public init(split: Split, index: Int, seed: UInt64) {
    self.init(.corpus(split, seed: seed), index)
  }

  /// - Precondition: There is one of this number.
  public init(_ specifications: GivenSpecifications, index: Int) {
    precondition(specifications.all.indices.contains(index), "a specification's number lies inside the list")
    self.init(.given(specifications), index)
  }

  /// How many specifications there are to choose from.
  public var count: Int {
    switch source {
    case .corpus(let split, _): split.count
    case .given(let specifications): specifications.all.count
    }
  }

  /// For example `test 17 · seed 1`, or `specs.jsonl 3`; of a long name, only the beginning.
  public var title: String {
    switch source {
    case .corpus(let split, let seed): "\(split.rawValue) \(index) · seed \(seed)"
    case .given(let specifications): "\(specifications.name.cut(to: 24)) \(index)"
    }
  }

  /// The specification of this number, of ``count``, in the same place.
  func at(_ index: Int) -> SampleReference { SampleReference(source, index) }

  /// The specification drawn next from the same place.
  func another(_ random: inout SplitMix64) -> SampleReference { at(random.next(below: count)) }

  /// The same in the corpus of another seed; what the user brought stays as it is.
  func inCorpus(of seed: UInt64) -> SampleReference {
    switch source {
    case .corpus(let split, _): SampleReference(split: split, index: index, seed: seed)
    case .given: self
    }
  }

  /// The specification, with the program behind it where that is known.
  ///
  /// - Parameter lengths: Of the programs of the corpus, if it is the corpus's.
  public func resolved(_ lengths: ProgramLengths) -> GivenSpecifications.Entry {
    switch source {
    case .corpus(let split, let seed):
      let sample = Corpus(seed: seed, programLengths: lengths).sample(index, of: split)
      return GivenSpecifications.Entry(sample.specification, reference: sample.program)
    case .given(let specifications): return specifications.all[index]
    }
  }
}

/// Specifications that the user brought, to be walked through in place of the corpus's.
public struct GivenSpecifications: Hashable, Sendable {
  /// One of them.
  public struct Entry: Hashable, Sendable {
    public let specification: Specification
    /// The program behind it, where that is known and does what the specification asks for.
    public let reference: Program?

    public init(_ specification: Specification, reference: Program?) {
      self.specification = specification
      self.reference = reference.flatMap { specification.satisfied(by: $0).allSatisfy { $0 } ? $0 : nil }
    }
  }

  /// For example the file's name.
  public let name: String
  public let all: [Entry]

  public init(name: String, _ all: [Entry]) {
    self.name = name
    self.all = all
  }

  /// Cheap however many there are.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(name)
    hasher.combine(all.count)
  }
}
