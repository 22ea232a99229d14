import Beliefs
import Corpus
import Tensors

/// Trains the nets of one kind for several heads on the same inputs.
public struct ProbeTraining: Sendable {
  /// How they are trained.
  public struct Settings: Hashable, Sendable {
    /// Passes over the training inputs at most, and how often the validation loss is looked at.
    public var passes: Int
    /// Looks without a lower validation loss of any head after which training ends.
    public var patience: Int
    public var batchSize: Int
    /// Where the inputs are so few that the passes have fewer steps, there are as many passes as these steps take.
    public var leastSteps: Int
    /// AdamW's rate at the start; it falls to 0 linearly over the passes.
    public var rate: Float
    public var weightDecay: Float

    public init(
      passes: Int, patience: Int, batchSize: Int, leastSteps: Int = 0, rate: Float, weightDecay: Float
    ) {
      self.passes = passes
      self.patience = patience
      self.batchSize = batchSize
      self.leastSteps = leastSteps
      self.rate = rate
      self.weightDecay = weightDecay
    }
  }

  public let kind: ProbeKind
  public var settings: Settings

  /// Training with the settings that fit a kind.
  public init(_ kind: ProbeKind) {
    self.kind = kind
    settings = kind.settings
  }

  /// Trains a net for each head of `classes`. For each, what it was at the look with the lowest validation loss is kept.
  ///
  /// - Parameters:
  ///   - training: Standardised inputs to learn from, with their classes.
  ///   - validation: Others, by which the looks are compared; if none has a class, the last is kept.
  ///   - seed: Decides the initial parameters and the order of the inputs.
  ///   - isCancelled: Asked at every step; true ends the training at once.
  ///   - progress: Called after each look with the share that is done; false ends the training.
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
    let steps = max(settings.passes * stepsPerPass, settings.leastSteps)
    var lastGain = 0
    for look in 0..<settings.passes {
      for step in look * steps / settings.passes..<(look + 1) * steps / settings.passes {
        guard !isCancelled() else { return best.map(\.net) }
        let place = step % stepsPerPass
        if place == 0 { random.shuffle(&order) }
        // Batches of nearly the same size: batch norm has no use for a last one of a few inputs.
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
          lastGain = look
        }
      }
      guard progress(Double(look + 1) / Double(settings.passes)) else { break }
      if look - lastGain >= settings.patience { break }
    }
    return best.map(\.net)
  }

  /// The sum of the cross-entropies of a net's answers, in nats.
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
  /// About how many operations training takes for each input and head, all passes together; for telling how much is left.
  public func cost(inputs width: Int) -> Double {
    let widths = [width] + kind.hiddenWidths + [8]
    let perPass = zip(widths, widths.dropFirst()).reduce(Double(width + kind.hiddenWidths.reduce(0, +)) * 40) {
      $0 + Double($1.0 * $1.1)
    }
    return perPass * Double(settings.passes)
  }
}

extension ProbeKind {
  /// Settings found on the validation split of a run.
  var settings: ProbeTraining.Settings {
    switch self {
    case .linear:
      .init(passes: 15, patience: 4, batchSize: 512, leastSteps: 2000, rate: 1e-2, weightDecay: 0.01)
    case .mlp1:
      .init(passes: 8, patience: 2, batchSize: 256, leastSteps: 600, rate: 6e-3, weightDecay: 0.05)
    case .mlp2:
      .init(passes: 4, patience: 2, batchSize: 512, leastSteps: 200, rate: 3e-3, weightDecay: 0.1)
    }
  }
}
