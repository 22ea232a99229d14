import Beliefs
import Tensors

/// Counts a probe's correct predictions of a feature, and its confidence, over held-out states.
public struct ProbeTally: Hashable, Sendable {
  /// States tested, and those on which every head of the feature was correct.
  public private(set) var n = 0
  public private(set) var right = 0
  /// The same by the index of the op being produced.
  public private(set) var nByOp: [Int] = []
  public private(set) var rightByOp: [Int] = []
  /// The same by confidence, in ``binCount`` bins of equal width, and the sum of the confidences in each.
  public private(set) var nByBin = [Int](repeating: 0, count: binCount)
  public private(set) var rightByBin = [Int](repeating: 0, count: binCount)
  public private(set) var confidenceByBin = [Double](repeating: 0, count: binCount)

  /// For each state, in the order of counting, whether the probe was correct.
  public private(set) var isRight: [Bool] = []

  /// Bins of confidence from 0 to 1.
  public static let binCount = 15

  public init() {}

  /// Counts a prediction.
  ///
  /// - Parameters:
  ///   - op: The index of the op being produced.
  ///   - confidence: The probability of the predicted class; the product over several heads.
  public mutating func add(isRight: Bool, op: Int, confidence: Double) {
    n += 1
    self.isRight.append(isRight)
    while nByOp.count <= op {
      nByOp.append(0)
      rightByOp.append(0)
    }
    nByOp[op] += 1
    let bin = min(max(Int(confidence * Double(ProbeTally.binCount)), 0), ProbeTally.binCount - 1)
    nByBin[bin] += 1
    confidenceByBin[bin] += confidence
    if isRight {
      right += 1
      rightByOp[op] += 1
      rightByBin[bin] += 1
    }
  }

  /// The expected calibration error (Guo et al. 2017): the mean distance between confidence and accuracy over the bins,
  /// weighted by their states; nil without states.
  public var calibrationError: Double? {
    guard n > 0 else { return nil }
    return zip(rightByBin, confidenceByBin).reduce(0) { $0 + abs(Double($1.0) - $1.1) } / Double(n)
  }
}

extension ProbeTally {
  /// Evaluates the nets of a feature's heads.
  ///
  /// - Parameters:
  ///   - nets: In the heads' order.
  ///   - inputs: Of the kind the nets were trained on.
  ///   - ops: For each input, the index of the op being produced.
  public init(_ nets: [DenseNet], on inputs: ProbeInputs, _ classes: ProbeClasses, heads: [ProbeHead], ops: [Int]) {
    self.init()
    let rows = classes.rows
    var isRight = [Bool](repeating: true, count: rows.count)
    var confidence = [Double](repeating: 1, count: rows.count)
    for (net, head) in zip(nets, heads) {
      let labels = classes[head]
      DenseNetRunner(net).forEach(inputs.matrix, rows: rows) { place, logits in
        let prediction = (0..<head.classCount).max { logits[$0] < logits[$1] }!
        withPaddedLogits(head.classCount) { padded, count in
          padded.update(from: logits, count: head.classCount)
          softmax(padded, count: count)
          confidence[place] *= Double(padded[prediction])
        }
        if prediction != Int(labels[rows[place]]) { isRight[place] = false }
      }
    }
    for (place, row) in rows.enumerated() {
      add(isRight: isRight[place], op: ops[row], confidence: confidence[place])
    }
  }

  /// Evaluates a constant prediction, with its share of the training inputs as confidence.
  public init(
    constant prediction: [UInt8]?, confidence: Double, _ classes: ProbeClasses, heads: [ProbeHead], ops: [Int]
  ) {
    self.init()
    let columns = heads.map { classes[$0] }
    for row in classes.rows {
      add(isRight: columns.map { $0[row] } == prediction, op: ops[row], confidence: confidence)
    }
  }
}
