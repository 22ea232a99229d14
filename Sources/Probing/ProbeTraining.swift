import Beliefs
import Corpus
import Tensors

/// Trains the nets of one kind for several heads on the same inputs.
public struct ProbeTraining: Sendable {
  /// How they are trained.
  public struct Settings: Hashable, Sendable {
    /// The most epochs; the validation loss is evaluated this many times.
    public var passes: Int
    /// Evaluations without a lower validation loss of any head after which training stops.
    public var patience: Int
    public var batchSize: Int
    /// The fewest steps; with few inputs these take more epochs than `passes`.
    public var minimumSteps: Int
    /// AdamW's initial learning rate; it decays linearly to 0.
    public var rate: Float
    public var weightDecay: Float

    public init(
      passes: Int, patience: Int, batchSize: Int, minimumSteps: Int = 0, rate: Float, weightDecay: Float
    ) {
      self.passes = passes
      self.patience = patience
      self.batchSize = batchSize
      self.minimumSteps = minimumSteps
      self.rate = rate
      self.weightDecay = weightDecay
    }
  }

  public let kind: ProbeKind
  public var settings: Settings

  /// Training with the default settings of a kind.
  public init(_ kind: ProbeKind) {
    self.kind = kind
    settings = kind.settings
  }

  /// Trains a net for each head of `classes` and keeps, for each, the one with the lowest validation loss.
  ///
  /// - Parameters:
  ///   - training: Standardised training inputs, with their classes.
  ///   - validation: Standardised inputs for early stopping; if none has a class, the last nets are kept.
  ///   - seed: Seeds the initial parameters and the order of the inputs.
  ///   - isCancelled: Polled at every step; true ends the training at once.
  ///   - progress: Called after each evaluation with the fraction done; false ends the training.
  /// - Returns: The nets, on standardised inputs, in the heads' order.
  public func callAsFunction(
    _ training: ProbeInputs, _ classes: ProbeClasses, validation: ProbeInputs, _ validationClasses: ProbeClasses,
    seed: UInt64, isCancelled: () -> Bool = { false }, progress: (Double) -> Bool = { _ in true }
  ) -> [DenseNet] {
    let network = ProbeNetwork(
      kind: kind, heads: classes.heads, inputs: training.width, batchSize: settings.batchSize, seed: seed)
    var order = classes.rows
    let validationRows = validationClasses.rows
    var random = SplitMix64(seed: seed, .probeOrder)
    var best = network.nets().map { (loss: Double.infinity, net: $0) }
    guard !order.isEmpty else { return best.map(\.net) }
    let stepsPerPass = (order.count + settings.batchSize - 1) / settings.batchSize
    let steps = max(settings.passes * stepsPerPass, settings.minimumSteps)
    var lastImprovement = 0
    for evaluation in 0..<settings.passes {
      for step in evaluation * steps / settings.passes..<(evaluation + 1) * steps / settings.passes {
        guard !isCancelled() else { return best.map(\.net) }
        let place = step % stepsPerPass
        if place == 0 { random.shuffle(&order) }
        // Batches of nearly equal size: a small last batch would spoil batch norm's statistics.
        let rows = order[place * order.count / stepsPerPass..<(place + 1) * order.count / stepsPerPass]
        var adam = AdamStep(rate: settings.rate * Float(steps - step) / Float(steps), step: step + 1)
        adam.beta2 = 0.99
        adam.weightDecay = settings.weightDecay
        network.learn(training.matrix, rows: rows, targets: classes, adam: adam)
      }
      for (place, net) in network.nets().enumerated() {
        let loss = ProbeTraining.loss(of: net, validation.matrix, validationRows, validationClasses.classes[place])
        if loss < best[place].loss || validationRows.isEmpty {
          best[place] = (loss, net)
          lastImprovement = evaluation
        }
      }
      guard progress(Double(evaluation + 1) / Double(settings.passes)) else { break }
      if evaluation - lastImprovement >= settings.patience { break }
    }
    return best.map(\.net)
  }

  /// The summed cross-entropy of a net's predictions, in nats.
  private static func loss(of net: DenseNet, _ inputs: Matrix, _ rows: [Int], _ classes: [UInt8]) -> Double {
    let columns = net.layers.last!.outputs
    var sum = 0.0
    withPaddedLogits(columns) { padded, count in
      DenseNetRunner(net).forEach(inputs, rows: rows) { place, logits in
        padded.update(from: logits, count: columns)
        (padded + columns).update(repeating: -1e30, count: count - columns)
        sum += Double(crossEntropy(padded, count: count, target: Int(classes[rows[place]]), weight: 0))
      }
    }
    return sum
  }
}

extension ProbeTraining {
  /// A rough number of operations per input and head over all epochs, for progress estimates.
  public func cost(inputs width: Int) -> Double {
    let widths = [width] + kind.hiddenWidths + [8]
    let perPass = zip(widths, widths.dropFirst()).reduce(Double(width + kind.hiddenWidths.reduce(0, +)) * 40) {
      $0 + Double($1.0 * $1.1)
    }
    return perPass * Double(settings.passes)
  }
}

extension ProbeKind {
  /// Settings tuned on the validation split of a run.
  var settings: ProbeTraining.Settings {
    switch self {
    case .linear:
      .init(passes: 15, patience: 4, batchSize: 512, minimumSteps: 2000, rate: 1e-2, weightDecay: 0.01)
    case .mlp1:
      .init(passes: 8, patience: 2, batchSize: 256, minimumSteps: 600, rate: 6e-3, weightDecay: 0.05)
    case .mlp2:
      .init(passes: 4, patience: 2, batchSize: 512, minimumSteps: 200, rate: 3e-3, weightDecay: 0.1)
    }
  }
}
