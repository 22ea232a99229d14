import Beliefs
import Tensors

/// How often a probe was right about a feature, and how sure it was, over states it was not trained on.
public struct ProbeTally: Hashable, Sendable {
  /// States tested, and those on which every head of the feature was right.
  public private(set) var n = 0
  public private(set) var right = 0
  /// The same by the number of the op being produced.
  public private(set) var nByOp: [Int] = []
  public private(set) var rightByOp: [Int] = []
  /// The same by confidence, in ``binCount`` bins of the same width, and the sum of the confidences in each.
  public private(set) var nByBin = [Int](repeating: 0, count: binCount)
  public private(set) var rightByBin = [Int](repeating: 0, count: binCount)
  public private(set) var confidenceByBin = [Double](repeating: 0, count: binCount)

  /// For each state, in the order in which they were counted, whether the probe was right.
  public private(set) var isRight: [Bool] = []

  /// Bins of confidence from 0 to 1.
  public static let binCount = 15

  public init() {}

  /// Counts an answer.
  ///
  /// - Parameters:
  ///   - op: The number of the op being produced.
  ///   - confidence: The probability given to the answer: over several heads, the product.
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
  /// weighted by their states; nil if there are none.
  public var calibrationError: Double? {
    guard n > 0 else { return nil }
    return zip(rightByBin, confidenceByBin).reduce(0) { $0 + abs(Double($1.0) - $1.1) } / Double(n)
  }
}

extension ProbeTally {
  /// Counts the answers of the nets of a feature's heads.
  ///
  /// - Parameters:
  ///   - nets: In the heads' order.
  ///   - inputs: On which the nets were trained, or others of the kind.
  ///   - ops: For each input, the number of the op being produced.
  public init(_ nets: [DenseNet], on inputs: ProbeInputs, _ classes: ProbeClasses, heads: [ProbeHead], ops: [Int]) {
    self.init()
    let rows = classes.rows
    var isRight = [Bool](repeating: true, count: rows.count)
    var confidence = [Double](repeating: 1, count: rows.count)
    for (net, head) in zip(nets, heads) {
      let truths = classes[head]
      DenseNetRunner(net).forEach(inputs.matrix, rows: rows) { place, logits in
        let answer = (0..<head.classCount).max { logits[$0] < logits[$1] }!
        withPaddedLogits(head.classCount) { padded, count in
          padded.update(from: logits, count: head.classCount)
          softmax(padded, count: count)
          confidence[place] *= Double(padded[answer])
        }
        if answer != Int(truths[rows[place]]) { isRight[place] = false }
      }
    }
    for (place, row) in rows.enumerated() {
      add(isRight: isRight[place], op: ops[row], confidence: confidence[place])
    }
  }

  /// Counts the same answer to every input, given with the confidence that it has among the training inputs.
  public init(
    saying answer: [UInt8]?, confidence: Double, _ classes: ProbeClasses, heads: [ProbeHead], ops: [Int]
  ) {
    self.init()
    let columns = heads.map { classes[$0] }
    for row in classes.rows {
      add(isRight: columns.map { $0[row] } == answer, op: ops[row], confidence: confidence)
    }
  }
}
