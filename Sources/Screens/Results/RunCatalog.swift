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
