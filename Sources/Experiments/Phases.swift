/// A part of a training, after Jin & Rinard (2024).
public enum Phase: String, CaseIterable, Codable, Hashable, Sendable {
  /// Almost the same few programs, whatever is asked.
  case babbling
  /// Many different programs, of which few do what is asked.
  case syntax
  /// Programs come to do what is asked.
  case semantics
}

/// The levels that divide a training's phases.
///
/// Each lies half way, on a logarithmic scale, from what a model of the phase before shows to what the references show: it
/// is the geometric mean of the two.
public struct PhaseLevels: Hashable, Sendable {
  /// Where syntax acquisition begins: √(1/n · R/n), between one program for all n specifications and the R different programs
  /// among their references.
  public var uniquePrograms: Double
  /// The share of the specifications that one and the same program satisfies at best; at least one of them.
  public var repetitiveAccuracy: Double
  /// Where semantics acquisition begins: √(r · 1), between that share and all. A model that is right as often as not is there
  /// in any case.
  public var generativeAccuracy: Double { min(0.5, repetitiveAccuracy.squareRoot()) }

  /// - Parameters:
  ///   - specifications: Those behind an evaluation.
  ///   - uniqueReferences: Different programs among their references, as a share.
  ///   - repetitiveAccuracy: The share that one and the same program satisfies at best.
  public init(specifications: Int, uniqueReferences: Double, repetitiveAccuracy: Double) {
    let one = 1 / Double(max(1, specifications))
    uniquePrograms = (one * uniqueReferences).squareRoot()
    self.repetitiveAccuracy = max(one, repetitiveAccuracy)
  }
}

/// The phases of a training, found from its evaluations.
///
/// The rule: syntax acquisition begins at the first checkpoint whose unique programs reach ``PhaseLevels/uniquePrograms``;
/// semantics acquisition at the first from there on whose generative accuracy reaches ``PhaseLevels/generativeAccuracy``.
/// Either counts if two of the next three checkpoints reach that level as well; two outliers begin nothing, and one that falls
/// back ends nothing. Until that is decided the answer is “not yet”.
///
/// A phase that has begun is never taken back: more checkpoints at the end change no boundary. Programs' perplexity has no
/// part in the rule, because the order of the training split moves it by itself: where programs with few turns come first,
/// it rises while syntax is acquired.
public struct Phases: Hashable, Sendable {
  /// What an evaluation says.
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

  /// Training samples seen at the first checkpoint of the phase; nil for not yet.
  public let syntax: Int?
  public let semantics: Int?
  /// The phase of each checkpoint; nil for those on which the next ones decide.
  public let ofCheckpoints: [Phase?]

  /// - Parameter series: A training's evaluations, in its order.
  public init(_ series: [Observation], levels: PhaseLevels) {
    let syntax = Passage(of: series.map(\.uniquePrograms), from: 0, to: levels.uniquePrograms)
    let semantics =
      syntax.isSure
      ? Passage(of: series.map(\.generativeAccuracy), from: syntax.place, to: levels.generativeAccuracy)
      : Passage(place: series.count, isSure: false)
    self.syntax = syntax.isSure ? series[syntax.place].samples : nil
    self.semantics = semantics.isSure ? series[semantics.place].samples : nil
    ofCheckpoints = series.indices.map { place in
      if place < syntax.place { return .babbling }
      if !syntax.isSure { return nil }
      if place < semantics.place { return .syntax }
      return semantics.isSure ? .semantics : nil
    }
  }

  /// The phase of the latest checkpoint on which there is a decision.
  public var latest: Phase? { ofCheckpoints.last { $0 != nil } ?? nil }
}

/// Where a series reaches a level, and again soon after.
private struct Passage {
  /// The first value there; the number of values if there is none.
  let place: Int
  /// Whether there is one, and enough of the values after it reach the same level.
  let isSure: Bool

  init(place: Int, isSure: Bool) {
    self.place = place
    self.isSure = isSure
  }

  /// How many of the next values must reach the level as well, and of how many.
  private static let (neededCount, nextCount) = (2, 3)

  /// - Parameters:
  ///   - start: The first value that counts.
  ///   - level: What a value has to reach.
  init(of values: [Double], from start: Int, to level: Double) {
    for place in start..<values.count where values[place] >= level {
      let next = values[(place + 1)...].prefix(Passage.nextCount)
      let reaching = next.count { $0 >= level }
      if reaching >= Passage.neededCount {
        self.init(place: place, isSure: true)
        return
      }
      // What is still to come may decide for it.
      if reaching + (Passage.nextCount - next.count) >= Passage.neededCount {
        self.init(place: place, isSure: false)
        return
      }
    }
    self.init(place: values.count, isSure: false)
  }
}
