import Beliefs
import Corpus
import LanguageModel
import Probing

/// Trains probes of a checkpoint's layers and steers its programs along them; see `Steering`. Writes nothing.
public struct SteeringJob: Sendable {
  /// What the job reports.
  public enum Progress: Sendable {
    /// Programs were written for the probes, of all there are to write.
    case wrote(Int, of: Int)
    /// Programs were steered, of all there are to steer.
    case steered(Int, of: Int)
  }

  /// Specifications whose programs the probes are trained on, by which they are stopped, and whose programs are steered.
  public struct Sizes: Hashable, Sendable {
    public var training = 4000
    public var validation = 1000
    public var test = 1000

    public init() {}
  }

  public let run: RunDirectory
  public let step: Int
  public var sizes = Sizes()
  /// The layers to push, as `HiddenLayer` numbers them; all that can be if nil.
  public var layers: [Int]?
  public var strengths = [1.0]
  public var axis = SteeringProbe.Axis.probe
  public var frame = ReferenceFrame.start
  /// The example of which directions are told, from 0.
  public var example = 0
  /// Decides cases and random directions, and the probes' initial parameters.
  public var seed: UInt64 = 1
  public var threads: Int
  /// Whether somebody wants the job to end: it then throws `CancellationError`.
  public var isCancelled: @Sendable () -> Bool = { false }

  public init(_ run: RunDirectory, step: Int, threads: Int) {
    self.run = run
    self.step = step
    self.threads = threads
  }

  /// Does it all.
  ///
  /// - Throws: ``RunError`` if the model has no such layer; `CancellationError`; whatever reading the checkpoint throws.
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

  /// Trains the probes along which states are pushed, one a layer, of the state before the op being written.
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
        file: run.checkpoint(step), problem: "found a single layer, expected two or more: none can be pushed")
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
    return layers.map { layer in
      SteeringProbe(
        layer: layer, training.hidden(.layer(layer)), trainingClasses, validation: validation.hidden(.layer(layer)),
        validationClasses, seed: seed)
    }
  }

  private func check() throws {
    if isCancelled() { throw CancellationError() }
  }
}
