/// The recent speed of a training run, and its estimated remaining time.
public struct TrainingPace: Sendable {
  /// Samples processed and seconds elapsed, after each recent step and before the first of them.
  private var marks: [(samples: Int, seconds: Double)] = [(0, 0)]
  /// The duration of the last evaluation in seconds; 0 before the first.
  private var evaluationSeconds = 0.0

  /// The length of the averaging window in seconds of training.
  public static let window = 30.0

  public init() {}

  /// Records a step, after which the job has processed `samples` samples in `seconds` seconds.
  public mutating func addStep(samples: Int, seconds: Double) {
    marks.append((samples, seconds))
    // Keep at least one step, however long.
    while marks.count > 2, marks[1].seconds <= seconds - TrainingPace.window { marks.removeFirst() }
  }

  /// Records an evaluation.
  public mutating func addEvaluation(seconds: Double) { evaluationSeconds = seconds }

  /// Recent training samples per second, without evaluations; nil before the first step.
  public var samplesPerSecond: Double? {
    let (first, last) = (marks[0], marks[marks.count - 1])
    guard last.samples > first.samples else { return nil }
    return Double(last.samples - first.samples) / max(last.seconds - first.seconds, 1e-9)
  }

  /// The estimated seconds, including evaluations, until a training of `preset` ends that has taken `step` steps; nil
  /// before the first step.
  public func secondsLeft(after step: Int, of preset: Preset) -> Double? {
    guard let samplesPerSecond else { return nil }
    let samples = (preset.steps - step) * preset.batchSize
    let evaluations = step < preset.steps ? 1 + preset.checkpointSteps.count { step < $0 && $0 < preset.steps } : 0
    return Double(samples) / samplesPerSecond + Double(evaluations) * evaluationSeconds
  }
}
