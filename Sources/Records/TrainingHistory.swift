import Karel

/// What is known of a training: what its run has written so far.
public struct TrainingHistory: Hashable, Sendable {
  /// The run's name, for example its folder's.
  public var name: String
  /// Its folder's path without links, by which it is known under whatever path it was opened; nil if it has none.
  public var folder: String?
  public var preset: String
  public var seed: UInt64
  /// How large the programs and the model are.
  public var scale: Scale?
  /// Optimizer steps in all, once it is finished.
  public var steps: Int
  public var state: State
  /// Its folder as the user would type it in a command by which it goes on, where it is not finished and no process trains
  /// it; nil elsewhere.
  public var resumption: String?
  /// What is wrong with its files, of which the rest is shown.
  public var damage = LogDamage()
  /// What it does, if this program trains it.
  public var session: SessionState?
  /// In the order of their steps.
  public var lines: [Metrics]
  /// In the order of their steps.
  public var checkpoints: [Checkpoint]
  /// The steps whose weights the run keeps, rising; nil where that is not known.
  public var keptSteps: [Int]?
  /// The specifications whose programs are kept at checkpoints.
  public var references: [Reference]

  /// What a training's figures are to be seen beside.
  public struct Scale: Hashable, Sendable {
    /// Ops of a program to learn from, and of one that the figures are about.
    public var trainingLengths: ClosedRange<Int>
    public var testLengths: ClosedRange<Int>
    /// The model's parameters.
    public var parameters: Int

    public init(trainingLengths: ClosedRange<Int>, testLengths: ClosedRange<Int>, parameters: Int) {
      self.trainingLengths = trainingLengths
      self.testLengths = testLengths
      self.parameters = parameters
    }
  }

  /// How far a training has come.
  public enum State: Hashable, Sendable {
    /// Nothing has been written yet.
    case empty
    /// A process trains it, and lines come as they should.
    case live
    /// A process trains it, but no line has come for longer than its own pace explains.
    case stale(silentSeconds: Int)
    /// No process trains it any more, and it is not finished.
    case stopped
    case finished
  }

  /// What the model could do after some steps.
  public struct Checkpoint: Hashable, Sendable {
    public var step: Int
    /// Training samples seen.
    public var samples: Int
    /// Seconds of training, without evaluations and pauses.
    public var seconds: Double
    /// Nil while the checkpoints after it are to decide.
    public var phase: Phase?
    public var evaluation: Evaluation
    /// By the number of the specification, as far as they are kept.
    public var programs: [Int: WrittenProgram]

    public init(
      step: Int, samples: Int, seconds: Double, phase: Phase? = nil, evaluation: Evaluation,
      programs: [Int: WrittenProgram] = [:]
    ) {
      self.step = step
      self.samples = samples
      self.seconds = seconds
      self.phase = phase
      self.evaluation = evaluation
      self.programs = programs
    }
  }

  /// A specification, by its number, and the program behind it.
  public struct Reference: Hashable, Sendable {
    public var index: Int
    public var program: Program

    public init(index: Int, program: Program) {
      self.index = index
      self.program = program
    }
  }

  public init(
    name: String, preset: String, seed: UInt64, scale: Scale? = nil, steps: Int, state: State, lines: [Metrics] = [],
    checkpoints: [Checkpoint] = [], references: [Reference] = [], folder: String? = nil
  ) {
    self.name = name
    self.folder = folder
    self.preset = preset
    self.seed = seed
    self.scale = scale
    self.steps = steps
    self.state = state
    self.lines = lines
    self.checkpoints = checkpoints
    self.references = references
  }
}
