/// The thresholds between the phases of training.
///
/// Each is the geometric mean of the value that a model in the previous phase shows and the value of the references:
/// half way on a logarithmic scale.
public struct PhaseLevels: Hashable, Sendable {
  /// The threshold of syntax acquisition: √(1/n · R/n), between a single program for all n specifications and the R
  /// different programs among their references.
  public var uniquePrograms: Double
  /// The largest share of the specifications that a single program satisfies; at least 1/n.
  public var repetitiveAccuracy: Double
  /// The threshold of semantics acquisition: √(r · 1), between that share r and all specifications; at most 0.5.
  public var generativeAccuracy: Double { min(0.5, repetitiveAccuracy.squareRoot()) }

  /// - Parameters:
  ///   - specifications: The number in an evaluation, n.
  ///   - uniqueReferences: Different programs among their references, as a share.
  ///   - repetitiveAccuracy: The largest share that a single program satisfies.
  public init(specifications: Int, uniqueReferences: Double, repetitiveAccuracy: Double) {
    let one = 1 / Double(max(1, specifications))
    uniquePrograms = (one * uniqueReferences).squareRoot()
    self.repetitiveAccuracy = max(one, repetitiveAccuracy)
  }
}
