import Beliefs
import Corpus
import Tensors

/// Trains the nets of one kind for several heads on the same inputs.
public struct ProbeTraining: Sendable {
  /// How they are trained.
  public struct Settings: Hashable, Sendable {
    /// Passes over the training inputs at most.
    public var passes: Int
    /// Passes without a lower validation loss of any head after which training ends.
    public var patience: Int
    public var batchSize: Int
    /// AdamW's rate at the start; it falls to 0 linearly over the passes.
    public var rate: Float
    public var weightDecay: Float

    public init(passes: Int, patience: Int, batchSize: Int, rate: Float, weightDecay: Float) {
      self.passes = passes
      self.patience = patience
      self.batchSize = batchSize
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

  /// Trains a net for each head of `classes`. For each, the pass with the lowest validation loss is kept.
  ///
  /// - Parameters:
  ///   - training: Standardised inputs to learn from, with their classes.
  ///   - validation: Others, by which passes are compared; if none has a class, the last pass is kept.
  ///   - seed: Decides the initial parameters and the order of the inputs.
  ///   - progress: Called after each pass with the share that is done.
  /// - Returns: The nets, on standardised inputs, in the heads' order.
  public func callAsFunction(
    _ training: ProbeInputs, _ classes: ProbeClasses, validation: ProbeInputs, _ validationClasses: ProbeClasses,
    seed: UInt64, progress: (Double) -> Void = { _ in }
  ) -> [DenseNet] {
    let network = ProbeNetwork(
      kind: kind, heads: classes.heads, inputs: training.width, batchSize: settings.batchSize, seed: seed)
    var order = classes.rows
    let validationRows = validationClasses.rows
    var random = SplitMix64(seed: seed, .probeOrder)
    var best = network.nets().map { (loss: Double.infinity, net: $0) }
    let stepsPerPass = (order.count + settings.batchSize - 1) / settings.batchSize
    let steps = settings.passes * stepsPerPass
    var lastGain = 0
    for pass in 0..<settings.passes {
      random.shuffle(&order)
      for step in 0..<stepsPerPass {
        // Batches of nearly the same size: batch norm has no use for a last one of a few inputs.
        let rows = order[step * order.count / stepsPerPass..<(step + 1) * order.count / stepsPerPass]
        let done = pass * stepsPerPass + step
        var adam = AdamStep(rate: settings.rate * Float(steps - done) / Float(steps), step: done + 1)
        adam.beta2 = 0.99
        adam.weightDecay = settings.weightDecay
        network.learn(training.matrix, rows: rows, targets: classes, adam: adam)
      }
      for (place, net) in network.nets().enumerated() {
        let loss = ProbeTraining.loss(of: net, validation.matrix, validationRows, validationClasses.classes[place])
        if loss < best[place].loss || validationRows.isEmpty {
          best[place] = (loss, net)
          lastGain = pass
        }
      }
      progress(Double(pass + 1) / Double(settings.passes))
      if pass - lastGain >= settings.patience { break }
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
    case .linear: .init(passes: 15, patience: 4, batchSize: 512, rate: 5e-3, weightDecay: 0.01)
    case .mlp1: .init(passes: 6, patience: 2, batchSize: 512, rate: 4e-3, weightDecay: 0.05)
    case .mlp2: .init(passes: 4, patience: 2, batchSize: 512, rate: 2e-3, weightDecay: 0.1)
    }
  }
}
