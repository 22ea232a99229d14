import Beliefs
import Corpus
import LanguageModel
import Probing

/// Trains probes on a checkpoint's layers and steers generation along them; see `Steering`. Writes nothing.
public struct SteeringJob: Sendable {
  /// Progress of the job.
  public enum Progress: Sendable {
    /// Programs generated for the probes so far, and the total.
    case wrote(Int, of: Int)
    /// Programs steered so far, and the total.
    case steered(Int, of: Int)
  }

  /// The numbers of specifications for training the probes, for early stopping, and for steering.
  public struct Sizes: Hashable, Sendable {
    public var training = 4000
    public var validation = 1000
    public var test = 1000

    public init() {}
  }

  public let run: RunDirectory
  public let step: Int
  public var sizes = Sizes()
  /// The layers to steer, as `HiddenLayer` numbers them; if nil, all that can be steered.
  public var layers: [Int]?
  public var strengths = [1.0]
  public var axis = SteeringProbe.Axis.probe
  public var frame = ReferenceFrame.start
  /// The example whose directions are used, from 0.
  public var example = 0
  /// Seeds the cases, the random vectors and the probes' initial parameters.
  public var seed: UInt64 = 1
  public var threads: Int
  /// Polled for cancellation: the job then throws `CancellationError`.
  public var isCancelled: @Sendable () -> Bool = { false }

  public init(_ run: RunDirectory, step: Int, threads: Int) {
    self.run = run
    self.step = step
    self.threads = threads
  }

  /// Runs the job.
  ///
  /// - Throws: ``RunError`` if the model has no such layer; `CancellationError`; errors of reading the checkpoint.
  public func callAsFunction(progress: (Progress) -> Void) throws -> SteeringResults {
    let parameters = try run.model(step)
    var steering = Steering(parameters, try probes(of: parameters, progress: progress))
    (steering.frame, steering.axis, steering.strengths) = (frame, axis, strengths)
    (steering.example, steering.seed) = (example, seed)
    let corpus = run.configuration.corpus
    return try steering(0..<sizes.test, threads: threads) { done in
      progress(.steered(done, of: sizes.test))
      try check()
    } sample: {
      corpus.sample($0, of: .test)
    }
  }

  /// Trains the steering probes, one per layer, for the state before the op being written.
  ///
  /// - Parameter parameters: The checkpoint's.
  /// - Throws: ``RunError`` if the model has no such layer; `CancellationError`.
  public func probes(
    of parameters: Parameters, progress: (Progress) -> Void = { _ in }
  ) throws -> [SteeringProbe] {
    let possible = SteeringVector.layers(parameters.configuration)
    let layers = layers ?? Array(possible)
    guard let last = possible.last else {
      throw RunError(
        file: run.checkpoint(step), problem: "found a single layer, expected two or more: none can be steered")
    }
    if let wrong = layers.first(where: { !possible.contains($0) }) {
      throw RunError(file: run.checkpoint(step), problem: "layer: found \(wrong), expected 1 to \(last)")
    }
    let corpus = run.configuration.corpus
    var choice = ActivationDataset.Choice()
    choice.layers = layers.map { .layer($0) }
    let total = sizes.training + sizes.validation
    func traces(_ split: Split, _ count: Int, done: Int) throws -> ActivationDataset {
      try ActivationDataset(
        of: parameters, samples: 0..<count, choice, threads: threads,
        progress: {
          progress(.wrote(done + $0, of: total))
          try check()
        }
      ) { corpus.sample($0, of: split) }
    }
    let training = try traces(.train, sizes.training, done: 0)
    let validation = try traces(.validation, sizes.validation, done: sizes.training)
    func classes(_ set: ActivationDataset) -> ProbeClasses {
      set.classes(of: [.direction], frame: frame, example: example)[-1]!
    }
    let (trainingClasses, validationClasses) = (classes(training), classes(validation))
    return try layers.map { layer in
      let probe = SteeringProbe(
        layer: layer, training.hidden(.layer(layer)), trainingClasses, validation: validation.hidden(.layer(layer)),
        validationClasses, seed: seed, isCancelled: isCancelled)
      // Cancellation may have ended its training early.
      try check()
      return probe
    }
  }

  private func check() throws {
    if isCancelled() { throw CancellationError() }
  }
}
