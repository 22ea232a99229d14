/// How fast a training is of late, and when it will end at that pace.
public struct TrainingPace: Sendable {
  /// Samples taken by the job, and the seconds that took, after each recent step and before the first of them.
  private var marks: [(samples: Int, seconds: Double)] = [(0, 0)]
  /// How long the last evaluation took, in seconds; 0 if there was none yet.
  private var evaluationSeconds = 0.0

  /// Seconds of training that count as of late.
  public static let window = 30.0

  public init() {}

  /// Takes note of a step, after which the job has taken `samples` samples in `seconds` seconds.
  public mutating func addStep(samples: Int, seconds: Double) {
    marks.append((samples, seconds))
    // At least one step's time, however long steps take.
    while marks.count > 2, marks[1].seconds <= seconds - TrainingPace.window { marks.removeFirst() }
  }

  /// Takes note of an evaluation.
  public mutating func addEvaluation(seconds: Double) { evaluationSeconds = seconds }

  /// Training samples taken a second of late, evaluations left out; nil before the first step.
  public var samplesPerSecond: Double? {
    let (first, last) = (marks[0], marks[marks.count - 1])
    guard last.samples > first.samples else { return nil }
    return Double(last.samples - first.samples) / max(last.seconds - first.seconds, 1e-9)
  }

  /// Seconds until a training of `preset` is done that has taken `step` steps, the evaluations included; nil before the
  /// first step.
  public func secondsLeft(after step: Int, of preset: Preset) -> Double? {
    guard let samplesPerSecond else { return nil }
    let samples = (preset.steps - step) * preset.batchSize
    let evaluations = step < preset.steps ? 1 + preset.checkpointSteps.count { step < $0 && $0 < preset.steps } : 0
    return Double(samples) / samplesPerSecond + Double(evaluations) * evaluationSeconds
  }
}
