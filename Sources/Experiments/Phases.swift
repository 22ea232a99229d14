/// A phase of training, after Jin & Rinard (2024).
public enum Phase: String, CaseIterable, Codable, Hashable, Sendable {
  /// The same few programs whatever the specification.
  case babbling
  /// Many different programs, few of them correct.
  case syntax
  /// Programs come to satisfy their specifications.
  case semantics
}

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

/// The phases of a training run, detected from its evaluations.
///
/// Syntax acquisition begins at the first checkpoint whose unique programs reach ``PhaseLevels/uniquePrograms``;
/// semantics acquisition at the first from there on whose generative accuracy reaches
/// ``PhaseLevels/generativeAccuracy``. Both require that two of the next three checkpoints reach the threshold too, so
/// that neither two outliers begin a phase nor a single setback hides one. Until that is decided, the phase has not
/// begun.
///
/// A phase that has begun stays: later checkpoints change no boundary. The programs' perplexity is not used because it
/// depends on the order of the training split: where programs with few turns come first, it rises during syntax
/// acquisition.
public struct Phases: Hashable, Sendable {
  /// The metrics of an evaluation that determine the phase.
  public struct Observation: Hashable, Sendable {
    /// Training samples seen.
    public var samples: Int
    /// Different programs, as a share of the specifications.
    public var uniquePrograms: Double
    public var generativeAccuracy: Double

    public init(samples: Int, uniquePrograms: Double, generativeAccuracy: Double) {
      self.samples = samples
      self.uniquePrograms = uniquePrograms
      self.generativeAccuracy = generativeAccuracy
    }
  }

  /// Training samples seen at the first checkpoint of the phase; nil if it has not begun.
  public let syntax: Int?
  public let semantics: Int?
  /// The phase of each checkpoint; nil where it depends on later checkpoints.
  public let ofCheckpoints: [Phase?]

  /// - Parameter series: The evaluations of a training run, in order.
  public init(_ series: [Observation], levels: PhaseLevels) {
    let syntax = Crossing(of: series.map(\.uniquePrograms), from: 0, to: levels.uniquePrograms)
    let semantics =
      syntax.isConfirmed
      ? Crossing(of: series.map(\.generativeAccuracy), from: syntax.place, to: levels.generativeAccuracy)
      : Crossing(place: series.count, isConfirmed: false)
    self.syntax = syntax.isConfirmed ? series[syntax.place].samples : nil
    self.semantics = semantics.isConfirmed ? series[semantics.place].samples : nil
    ofCheckpoints = series.indices.map { place in
      if place < syntax.place { return .babbling }
      if !syntax.isConfirmed { return nil }
      if place < semantics.place { return .syntax }
      return semantics.isConfirmed ? .semantics : nil
    }
  }

  /// The phase of the latest checkpoint whose phase is decided.
  public var latest: Phase? { ofCheckpoints.last { $0 != nil } ?? nil }
}

/// The first sustained crossing of a threshold in a series.
private struct Crossing {
  /// The index of the first value that reaches the threshold; the number of values if there is none.
  let place: Int
  /// Whether enough of the next values reach the threshold too.
  let isConfirmed: Bool

  init(place: Int, isConfirmed: Bool) {
    self.place = place
    self.isConfirmed = isConfirmed
  }

  /// How many of how many next values must reach the threshold too.
  private static let (neededCount, nextCount) = (2, 3)

  /// - Parameters:
  ///   - start: The index of the first value considered.
  ///   - level: The threshold.
  init(of values: [Double], from start: Int, to level: Double) {
    for place in start..<values.count where values[place] >= level {
      let next = values[(place + 1)...].prefix(Crossing.nextCount)
      let reaching = next.count { $0 >= level }
      if reaching >= Crossing.neededCount {
        self.init(place: place, isConfirmed: true)
        return
      }
      // Later values may still confirm it.
      if reaching + (Crossing.nextCount - next.count) >= Crossing.neededCount {
        self.init(place: place, isConfirmed: false)
        return
      }
    }
    self.init(place: values.count, isConfirmed: false)
  }
}
