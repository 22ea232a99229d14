import Corpus
import Karel
import LanguageModel
import Lens

/// The candidates for pairs of `patch`: test specifications in an order drawn under a seed, each with a counterfactual; or
/// those that a file's lines name.
struct PatchCandidates {
  private let corpus: Corpus
  private let seed: UInt64
  private let source: Source

  private enum Source {
    /// Indices of test specifications, changed in some examples.
    case changed(Counterfactual, examples: [Int], order: [Int])
    /// Indices of test specifications, each paired with the next.
    case shuffled(order: [Int])
    case file([(index: Int, specification: Specification)])
  }

  /// - Parameters:
  ///   - origin: The name of a counterfactual, `shuffle`, or a file.
  ///   - examples: The examples that a counterfactual changes.
  /// - Throws: ``InputError`` if a file cannot be used.
  init(
    _ corpus: Corpus, _ origin: PathArgument, examples: [Int], seed: UInt64, _ configuration: Configuration
  ) throws {
    self.corpus = corpus
    self.seed = seed
    if let counterfactual = Counterfactual(rawValue: origin.path) {
      source = .changed(counterfactual, examples: examples, order: PatchCandidates.order(seed))
    } else if origin.path == PatchCandidates.shuffle {
      source = .shuffled(order: PatchCandidates.order(seed))
    } else {
      let file = try SpecificationFile(TextInput(origin))
      try file.requireRoom(in: configuration)
      source = .file(
        try file.lines.map { line in
          let index = line.index ?? line.number - 1
          guard (0..<Split.test.count).contains(index) else {
            throw InputError(
              name: file.name,
              problem: "line \(line.number): index: found \(index), expected that of a test specification, 0 to "
                + "\(Split.test.count - 1)")
          }
          return (index, line.specification)
        })
    }
  }

  private static let shuffle = "shuffle"

  private static func order(_ seed: UInt64) -> [Int] {
    var random = SplitMix64(seed: seed, .patchingPairs)
    var order = Array(0..<Split.test.count)
    random.shuffle(&order)
    return order
  }

  var count: Int {
    switch source {
    case .changed(_, _, let order), .shuffled(let order): order.count
    case .file(let lines): lines.count
    }
  }

  /// A candidate's two specifications; nil if it cannot be changed.
  func candidate(_ number: Int) -> (base: Specification, source: Specification)? {
    func specification(_ index: Int) -> Specification { corpus.sample(index, of: .test).specification }
    switch source {
    case .changed(let counterfactual, let examples, let order):
      let sample = corpus.sample(order[number], of: .test)
      var random = SplitMix64(seed: seed, .patchingPairs, UInt64(sample.index))
      return counterfactual.applied(
        to: sample.specification, examples: examples, reference: sample.program, using: &random
      ).map { (sample.specification, $0) }
    case .shuffled(let order):
      return (specification(order[number]), specification(order[(number + 1) % order.count]))
    case .file(let lines):
      return (specification(lines[number].index), lines[number].specification)
    }
  }
}
