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
  /// What is wrong with its files, of which the rest is shown; nil if nothing is.
  public var damage: FileDamage?
  /// What it does, if this program trains it.
  public var session: Session?
  /// In the order of their steps.
  public var lines: [Line]
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

  /// What a training does that goes on beside the screen.
  public enum Session: Hashable, Sendable {
    case training
    case paused
    /// Saved before its end, or at it.
    case ended
    /// It failed, with a reason in one line.
    case failed(reason: String)

    var failure: String? {
      if case .failed(let reason) = self { reason } else { nil }
    }
  }

  /// What was noted after some steps.
  public struct Line: Hashable, Sendable {
    public var step: Int
    /// Training samples seen.
    public var samples: Int
    /// Tokens predicted since the line before, if that was noted.
    public var tokens: Int?
    /// Seconds of training, evaluations and pauses left highlighted.
    public var seconds: Double
    public var loss: Losses
    /// The factor on the learning rates.
    public var learningRateFactor: Double

    public init(
      step: Int, samples: Int, tokens: Int? = nil, seconds: Double, loss: Losses, learningRateFactor: Double
    ) {
      self.step = step
      self.samples = samples
      self.tokens = tokens
      self.seconds = seconds
      self.loss = loss
      self.learningRateFactor = learningRateFactor
    }
  }

  /// Mean losses in nats per token: over the text, and by kind of token; nil where there are no such tokens.
  public struct Losses: Hashable, Sendable {
    public var text: Double
    public var program: Double
    public var direction: Double?
    public var position: Double?
    public var markers: Double?

    public init(
      text: Double, program: Double, direction: Double? = nil, position: Double? = nil, markers: Double? = nil
    ) {
      self.text = text
      self.program = program
      self.direction = direction
      self.position = position
      self.markers = markers
    }
  }

  /// A part of a training.
  public enum Phase: String, CaseIterable, Hashable, Sendable {
    case babbling, syntax, semantics
  }

  /// What the model could do after some steps. Shares are from 0 to 1.
  public struct Checkpoint: Hashable, Sendable {
    public var step: Int
    public var samples: Int
    public var seconds: Double
    /// Nil while the checkpoints after it are to decide.
    public var phase: Phase?
    /// Specifications behind the shares.
    public var specificationCount: Int
    /// The share whose program maps all inputs to their outputs, with its 95% interval.
    public var accuracy: Double
    public var accuracyInterval: ClosedRange<Double>
    /// Different programs as a share of the specifications: the model's, and the references'.
    public var uniquePrograms: Double
    public var uniqueReferences: Double?
    /// exp(nats per token) of the reference texts, and of their programs.
    public var perplexity: Double
    public var programPerplexity: Double
    /// Ops in a program: the model's, and the references'.
    public var meanLength: Double
    public var meanReferenceLength: Double
    /// The shares in which the end is right in all five examples.
    public var directionRight: Double
    public var positionRight: Double
    public var markersRight: Double
    /// The number of specifications of which 0, 1, … 5 examples come out right, if it was noted.
    public var satisfiedExamples: [Int]?
    /// The programs written most often, if that was noted.
    public var frequentPrograms: [FrequentProgram]
    /// By the number of the specification, as far as they are kept.
    public var programs: [Int: WrittenProgram]

    public init(
      step: Int, samples: Int, seconds: Double, phase: Phase? = nil, specificationCount: Int, accuracy: Double,
      accuracyInterval: ClosedRange<Double>, uniquePrograms: Double, uniqueReferences: Double? = nil,
      perplexity: Double, programPerplexity: Double, meanLength: Double, meanReferenceLength: Double,
      directionRight: Double, positionRight: Double, markersRight: Double, satisfiedExamples: [Int]? = nil,
      frequentPrograms: [FrequentProgram] = [], programs: [Int: WrittenProgram] = [:]
    ) {
      self.step = step
      self.samples = samples
      self.seconds = seconds
      self.phase = phase
      self.specificationCount = specificationCount
      self.accuracy = accuracy
      self.accuracyInterval = accuracyInterval
      self.uniquePrograms = uniquePrograms
      self.uniqueReferences = uniqueReferences
      self.perplexity = perplexity
      self.programPerplexity = programPerplexity
      self.meanLength = meanLength
      self.meanReferenceLength = meanReferenceLength
      self.directionRight = directionRight
      self.positionRight = positionRight
      self.markersRight = markersRight
      self.satisfiedExamples = satisfiedExamples
      self.frequentPrograms = frequentPrograms
      self.programs = programs
    }
  }

  /// A program, and for how many specifications it was written.
  public struct FrequentProgram: Hashable, Sendable {
    public var program: Program
    public var count: Int

    public init(program: Program, count: Int) {
      self.program = program
      self.count = count
    }
  }

  /// What the model wrote for a specification.
  public struct WrittenProgram: Hashable, Sendable {
    public var program: Program
    /// Whether all five examples come out right.
    public var isSatisfied: Bool

    public init(program: Program, isSatisfied: Bool) {
      self.program = program
      self.isSatisfied = isSatisfied
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
    name: String, preset: String, seed: UInt64, scale: Scale? = nil, steps: Int, state: State, lines: [Line] = [],
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

extension TrainingHistory {
  /// Training samples taken a second between a line and the one before it; for the first, since the start. Nil where no time
  /// passed.
  func samplesPerSecond(_ place: Int) -> Double? {
    let line = lines[place]
    let (samples, seconds) = place > 0 ? (lines[place - 1].samples, lines[place - 1].seconds) : (0, 0)
    guard line.samples > samples, line.seconds > seconds else { return nil }
    return Double(line.samples - samples) / (line.seconds - seconds)
  }

  /// Tokens predicted a second over the last lines; nil if they are not noted.
  var tokensPerSecond: Double? {
    let recent = lines.suffix(11)
    let tokens = recent.dropFirst().compactMap(\.tokens)
    guard let first = recent.first, let last = recent.last, last.seconds > first.seconds,
      tokens.count == recent.count - 1
    else { return nil }
    return Double(tokens.reduce(0, +)) / (last.seconds - first.seconds)
  }

  /// Seconds of training until the last step at the pace of the last lines; nil if there is no pace yet.
  var secondsLeft: Double? {
    guard let last = lines.last, last.step < steps else { return nil }
    let first = lines.count > 10 ? lines[lines.count - 11] : nil
    let (done, time) = (last.step - (first?.step ?? 0), last.seconds - (first?.seconds ?? 0))
    return done > 0 && time > 0 ? time / Double(done) * Double(steps - last.step) : nil
  }

  /// The phases reached, and the numbers of their checkpoints.
  var phases: [(phase: Phase, places: Range<Int>)] {
    Phase.allCases.compactMap { phase in
      guard let first = checkpoints.firstIndex(where: { $0.phase == phase }),
        let last = checkpoints.lastIndex(where: { $0.phase == phase })
      else { return nil }
      return (phase, first..<last + 1)
    }
  }
}
