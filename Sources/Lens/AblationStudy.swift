import Corpus
import LanguageModel
import Probing
import Tensors

/// How much generative accuracy a model loses without each of its components.
public struct AblationStudy: Sendable {
  /// One component's ablation.
  public struct Result: Hashable, Sendable {
    public let component: AblatedComponent
    public let kind: AblationKind
    /// The share of specifications that the ablated model's programs satisfy.
    public let accuracy: Estimate
    /// The model's accuracy minus that, over the same specifications.
    public let loss: Estimate
  }

  /// The whole model's accuracy.
  public let baseline: Estimate
  public let results: [Result]

  /// Runs the study: the model and each ablated one write a program for each specification.
  ///
  /// - Parameters:
  ///   - means: Needed for ``AblationKind/mean``, which is left out without it.
  ///   - progress: Called with the number of models done; what it throws ends the study.
  /// - Precondition: There is a specification.
  /// - Throws: `GenerationError` if a text exceeds the context or numbers are not finite; rethrows errors of `progress`.
  public init(
    of parameters: Parameters, _ components: [AblatedComponent], _ kinds: [AblationKind], means: ComponentMeans?,
    _ specifications: [Specification], threads: Int, progress: (Int) throws -> Void = { _ in }
  ) throws {
    precondition(!specifications.isEmpty)
    let baseline = try AblationStudy.satisfied(parameters, specifications, threads: threads)
    func count(_ flags: [Bool]) -> Int { flags.count { $0 } }
    self.baseline = Estimate(successes: count(baseline), count: baseline.count)
    try progress(1)
    var results: [Result] = []
    for component in components {
      for kind in kinds where kind == .zero || means != nil {
        let ablated = parameters.ablated(component, means: kind == .mean ? means : nil)
        let satisfied = try AblationStudy.satisfied(ablated, specifications, threads: threads)
        results.append(
          Result(
            component: component, kind: kind, accuracy: Estimate(successes: count(satisfied), count: satisfied.count),
            loss: Estimate(
              first: count(baseline), second: count(satisfied), both: count(zip(baseline, satisfied).map { $0 && $1 }),
              of: satisfied.count)))
        try progress(results.count + 1)
      }
    }
    self.results = results
  }

  /// Whether the model's program satisfies each specification.
  private static func satisfied(
    _ parameters: Parameters, _ specifications: [Specification], threads: Int
  ) throws -> [Bool] {
    let vocabulary = Vocabulary(parameters.configuration.encoding)
    let decoders = (0..<max(1, threads)).map { _ in CachedDecoder(parameters) }
    return try parallelMap(specifications, threads: threads) { specification, worker in
      let program = try decoders[worker].generate(specification, vocabulary: vocabulary).program
      return specification.satisfied(by: program).allSatisfy { $0 }
    }
  }
}
