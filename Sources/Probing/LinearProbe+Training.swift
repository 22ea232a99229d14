import Beliefs
import Corpus
import Tensors

extension LinearProbe {
  /// How probes are trained.
  public struct Settings: Hashable, Sendable {
    /// Passes over the training states; the pass with the lowest validation loss is kept.
    public var passes = 20
    public var batchSize = 500
    /// AdamW's rate at the start; it falls to 0 linearly.
    public var rate: Float = 3e-3

    public init() {}
  }

  /// Trains a probe of every feature at every offset.
  ///
  /// - Parameters:
  ///   - training: The states it learns from.
  ///   - validation: Gives the standardisation, and chooses the pass.
  ///   - frame: The frame in which its classes are told.
  ///   - seed: Decides the order of the states.
  public init(
    training: TraceSet, validation: TraceSet, frame: ReferenceFrame = .grid, settings: Settings = Settings(),
    seed: UInt64,
    threads: Int
  ) throws {
    let width = training.width
    let (mean, scale) = LinearProbe.standardisation(validation)
    let states = (
      training: LinearProbe.standardised(training, mean: mean, scale: scale),
      validation: LinearProbe.standardised(validation, mean: mean, scale: scale)
    )
    let jobs = Reading.offsets.flatMap { offset in ProbeHead.allCases.map { (offset, $0) } }
    let trained = try parallelMap(jobs, threads: threads) { job, _ in
      let (offset, head) = job
      func classes(_ set: TraceSet) -> [Int?] {
        zip(set.labels(offset: offset), set.startDirections).map { $0?.told(in: frame, start: $1).index(head) }
      }
      return LinearProbe.train(
        Examples(states.training, width: width, classes: classes(training)),
        validation: Examples(states.validation, width: width, classes: classes(validation)),
        classCount: head.classCount, settings: settings, seed: seed)
    }
    self.init(
      frame: frame, width: width, mean: mean, scale: scale,
      classifiers: Reading.offsets.indices.map { place in
        let start = Reading.offsets.distance(from: Reading.offsets.startIndex, to: place) * ProbeHead.allCases.count
        return Array(trained[start..<start + ProbeHead.allCases.count])
      })
  }

  /// Mean and 1 / standard deviation of each channel; a channel that never changes gets scale 1.
  private static func standardisation(_ set: TraceSet) -> (mean: [Float], scale: [Float]) {
    var sums = [Double](repeating: 0, count: set.width)
    var squares = sums
    for i in 0..<set.count {
      for c in 0..<set.width { sums[c] += Double(set.hidden[i, c]) }
    }
    let means = sums.map { $0 / Double(max(1, set.count)) }
    for i in 0..<set.count {
      for c in 0..<set.width {
        let difference = Double(set.hidden[i, c]) - means[c]
        squares[c] += difference * difference
      }
    }
    let scales = squares.map { square in
      let deviation = (square / Double(max(1, set.count))).squareRoot()
      return deviation > 1e-9 ? Float(1 / deviation) : 1
    }
    return (means.map { Float($0) }, scales)
  }

  /// The states of `set` [N, C], standardised.
  static func standardised(_ set: TraceSet, mean: [Float], scale: [Float]) -> FloatStorage {
    let storage = FloatStorage(count: set.count * set.width)
    for i in 0..<set.count {
      let row = set.hidden.row(i)
      for c in 0..<set.width { storage.base[i * set.width + c] = (row[c] - mean[c]) * scale[c] }
    }
    return storage
  }

  /// Standardised states with the classes of one head; states without a class are left out.
  private struct Examples {
    let states: Matrix
    let rows: [Int]
    let classes: [Int]

    init(_ storage: FloatStorage, width: Int, classes: [Int?]) {
      states = storage.matrix(rows: classes.count, columns: width)
      rows = classes.indices.filter { classes[$0] != nil }
      self.classes = classes.compactMap { $0 }
    }
  }

  /// Fits one softmax layer by AdamW.
  private static func train(
    _ training: Examples, validation: Examples, classCount: Int, settings: Settings, seed: UInt64
  ) -> Classifier {
    let layer = SoftmaxLayer(classCount: classCount, width: training.states.columns, batchSize: settings.batchSize)
    var order = Array(training.rows.indices)
    var random = SplitMix64(seed: seed, .probeOrder)
    var best = (loss: Double.infinity, classifier: layer.classifier)
    let stepsPerPass = (order.count + settings.batchSize - 1) / settings.batchSize
    let steps = settings.passes * stepsPerPass
    for pass in 0..<settings.passes {
      random.shuffle(&order)
      for step in 0..<stepsPerPass {
        let places = order[step * settings.batchSize..<min((step + 1) * settings.batchSize, order.count)]
        let done = pass * stepsPerPass + step
        _ = layer.read(
          training.states, rows: places.map { training.rows[$0] }, classes: places.map { training.classes[$0] })
        layer.update(rate: settings.rate * Float(steps - done) / Float(steps), step: done + 1)
      }
      let loss = stride(from: 0, to: validation.rows.count, by: settings.batchSize).reduce(0.0) { loss, start in
        let places = start..<min(start + settings.batchSize, validation.rows.count)
        return loss
          + layer.read(
            validation.states, rows: Array(validation.rows[places]), classes: Array(validation.classes[places]))
      }
      if loss < best.loss { best = (loss, layer.classifier) }
    }
    return best.classifier
  }
}

/// A softmax layer in training: parameters, gradients and moments in one block.
private final class SoftmaxLayer {
  private let storage: FloatStorage
  private let input, logits, weight, bias, weightGradient, biasGradient: Matrix
  private let moments: (first: UnsafeMutablePointer<Float>, second: UnsafeMutablePointer<Float>)
  private let parameterCount: Int

  init(classCount: Int, width: Int, batchSize: Int) {
    parameterCount = classCount * width + classCount
    storage = FloatStorage(count: 4 * parameterCount + batchSize * (width + classCount))
    weight = storage.matrix(rows: classCount, columns: width)
    bias = storage.matrix(at: classCount * width, rows: 1, columns: classCount)
    weightGradient = storage.matrix(at: parameterCount, rows: classCount, columns: width)
    biasGradient = storage.matrix(at: parameterCount + classCount * width, rows: 1, columns: classCount)
    moments = (storage.base + 2 * parameterCount, storage.base + 3 * parameterCount)
    input = storage.matrix(at: 4 * parameterCount, rows: batchSize, columns: width)
    logits = storage.matrix(at: 4 * parameterCount + batchSize * width, rows: batchSize, columns: classCount)
  }

  var classifier: LinearProbe.Classifier {
    LinearProbe.Classifier(
      weight: Array(UnsafeBufferPointer(start: weight.base, count: weight.rows * weight.columns)),
      bias: Array(UnsafeBufferPointer(start: bias.base, count: bias.columns)))
  }

  /// Reads some states, and overwrites the gradient of their mean loss.
  ///
  /// - Returns: The sum of their losses, in nats.
  func read(_ states: Matrix, rows: [Int], classes: [Int]) -> Double {
    let (input, logits) = (input.rows(0..<rows.count), logits.rows(0..<rows.count))
    for (place, row) in rows.enumerated() { input.row(place).update(from: states.row(row), count: states.columns) }
    linearForward(input, weight: weight, bias: bias, output: logits)
    var loss = 0.0
    for (place, target) in classes.enumerated() {
      loss += Double(
        crossEntropy(logits.row(place), count: logits.columns, target: target, weight: 1 / Float(rows.count)))
    }
    weightGradient.fill(0)
    biasGradient.fill(0)
    linearBackward(
      input, weight: weight, outputGradient: logits, inputGradient: nil, weightGradient: weightGradient,
      biasGradient: biasGradient)
    return loss
  }

  func update(rate: Float, step: Int) {
    AdamStep(rate: rate, step: step).apply(
      to: weight.base, gradient: weightGradient.base, first: moments.first, second: moments.second,
      count: parameterCount)
  }
}
