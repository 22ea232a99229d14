import PlainText

/// The available runs.
public struct RunCatalog: Hashable, Sendable {
  /// The folders that were searched.
  public var folders: [String]
  /// In the order in which they are listed.
  public var runs: [Entry]

  public init(folders: [String], runs: [Entry]) {
    self.folders = folders
    self.runs = runs
  }

  /// A folder that holds a run.
  public struct Entry: Hashable, Sendable {
    public var reference: RunReference
    /// Whether it came with the program.
    public var isBundled: Bool
    public var content: Content

    public init(reference: RunReference, isBundled: Bool, content: Content) {
      self.reference = reference
      self.isBundled = isBundled
      self.content = content
    }
  }

  public enum Content: Hashable, Sendable {
    /// It was found, and not read yet.
    case unread
    case run(Facts)
    /// It cannot be read, with a reason in one line.
    case broken(reason: String)
  }

  /// The facts of a run.
  public struct Facts: Hashable, Sendable {
    public var preset: String
    public var seed: UInt64
    /// For example `CodeGen, 1,210,000 parameters`.
    public var model: String
    /// Optimizer steps done, of all.
    public var stepsDone: Int
    public var steps: Int
    /// Training samples seen, if any step has been logged.
    public var samples: Int?
    /// The share of specifications that the programs of the last checkpoint satisfy that was measured, kept or not.
    public var accuracy: Double?
    /// Whether a process trains it.
    public var isLive: Bool
    /// In the order of their steps.
    public var checkpoints: [Checkpoint]

    public init(
      preset: String, seed: UInt64, model: String, stepsDone: Int, steps: Int, samples: Int? = nil,
      accuracy: Double? = nil, isLive: Bool = false, checkpoints: [Checkpoint]
    ) {
      self.preset = preset
      self.seed = seed
      self.model = model
      self.stepsDone = stepsDone
      self.steps = steps
      self.samples = samples
      self.accuracy = accuracy
      self.isLive = isLive
      self.checkpoints = checkpoints
    }
  }

  public struct Checkpoint: Hashable, Sendable {
    public var step: Int
    /// Training samples seen.
    public var samples: Int
    /// The bytes of its files.
    public var bytes: Int
    /// The probes trained on it, for example `linear·start`.
    public var probes: [String]
    /// The share of specifications that its programs satisfy, if it has been measured.
    public var accuracy: Double?
    /// Whether its model is in memory.
    public var isLoaded: Bool

    public init(
      step: Int, samples: Int, bytes: Int, probes: [String] = [], accuracy: Double? = nil, isLoaded: Bool = false
    ) {
      self.step = step
      self.samples = samples
      self.bytes = bytes
      self.probes = probes
      self.accuracy = accuracy
      self.isLoaded = isLoaded
    }
  }
}

extension RunCatalog {
  /// The contents of each run.
  public var contents: [RunReference: Content] { Dictionary(runs.map { ($0.reference, $0.content) }) { $1 } }

  /// Stores what was read of runs; ignores runs that are no longer listed.
  mutating func update(_ contents: [RunReference: Content]) {
    for place in runs.indices {
      if let content = contents[runs[place].reference] { runs[place].content = content }
    }
  }

  /// A line of the list.
  enum Row: Hashable {
    case run(Entry)
    case checkpoint(Checkpoint, of: Entry, Facts)

    var entry: Entry {
      switch self {
      case .run(let entry), .checkpoint(_, of: let entry, _): entry
      }
    }

    /// What it is a line of: a run, or one of its checkpoints.
    struct Identity: Hashable {
      let run: RunReference
      let step: Int?
    }

    var identity: Identity {
      switch self {
      case .run(let entry): Identity(run: entry.reference, step: nil)
      case .checkpoint(let checkpoint, of: let entry, _): Identity(run: entry.reference, step: checkpoint.step)
      }
    }
  }

  /// The lines of the list: each run, then its checkpoints.
  ///
  /// - Parameter filter: Text that a run's name, path or preset, or the line of a run or checkpoint must contain, in any
  ///   case of letters. A run whose name, path or preset does brings all its checkpoints; one of whose checkpoints some do
  ///   brings these.
  func rows(filter: String) -> [Row] {
    let filter = filter.lowercased()
    func matches(_ texts: [String]) -> Bool {
      filter.isEmpty || texts.contains { $0.lowercased().contains(filter) }
    }
    return runs.flatMap { entry -> [Row] in
      let names = [entry.reference.name, entry.reference.path]
      guard case .run(let facts) = entry.content else { return matches(names) ? [.run(entry)] : [] }
      let isWhole = matches(names + [facts.preset])
      let checkpoints = facts.checkpoints.filter { isWhole || matches($0.texts) }
      let texts = facts.texts + (entry.isBundled ? ["bundled"] : [])
      guard isWhole || !checkpoints.isEmpty || matches(texts) else { return [] }
      return [.run(entry)] + checkpoints.map { .checkpoint($0, of: entry, facts) }
    }
  }
}

extension RunCatalog.Facts {
  /// Steps done, of the total.
  var progress: String { "\(Numbers.grouped(stepsDone)) of \(Numbers.grouped(steps)) steps" }

  /// The texts of its line.
  fileprivate var texts: [String] {
    let numbers = [samples.map { Numbers.compact(Double($0)) }, accuracy.map { Numbers.percent($0) }]
    return [progress] + (isLive ? ["live"] : []) + numbers.compactMap { $0 }
  }
}

extension RunCatalog.Checkpoint {
  /// The texts of its line, its step with and without the signs that group its digits.
  fileprivate var texts: [String] {
    ["step \(step)", "step " + Numbers.grouped(step), Numbers.compact(Double(samples)), Numbers.megabytes(bytes)]
      + (accuracy.map { [Numbers.percent($0)] } ?? []) + probes + [Numbers.counted(probes.count, "probe")]
  }
}
