import Beliefs
import Karel
import LanguageModel
import Tensors

/// Linear classifiers on standardised hidden states: for each head and each of ``Reading/offsets``, one softmax layer.
public struct LinearProbe: Sendable {
  /// The classifier of one head.
  struct Classifier: Sendable {
    /// [K, C], row by row.
    var weight: [Float]
    /// [K]
    var bias: [Float]
  }

  /// The frame in which its classes are told.
  public let frame: ReferenceFrame
  /// C: channels of a hidden state.
  public let width: Int
  /// [C]: standardisation, z = (h − mean) · scale.
  let mean: [Float]
  let scale: [Float]
  /// By offset, then by head in the order of `ProbeHead.allCases`.
  let classifiers: [[Classifier]]

  /// What the probe reads from a hidden state [C] about the state at an offset, told in the grid's frame.
  ///
  /// - Parameter startDirection: The way the robot faced at the program's start.
  public func belief(_ hiddenState: [Float], offset: Int, startDirection: Direction) -> Belief {
    precondition(hiddenState.count == width)
    let z = (0..<width).map { (hiddenState[$0] - mean[$0]) * scale[$0] }
    let classifiers = classifiers[offset - Reading.offsets.lowerBound]
    let probabilities = zip(ProbeHead.allCases, classifiers).map { head, classifier in
      var logits = (0..<head.classCount).map { k in
        (0..<width).reduce(classifier.bias[k]) { $0 + classifier.weight[k * width + $1] * z[$1] }
      }
      logits.withUnsafeMutableBufferPointer { softmax($0.baseAddress!, count: $0.count) }
      return logits
    }
    return Belief(
      direction: probabilities[0], dx: probabilities[1], dy: probabilities[2], obstacle: probabilities[3]
    )
    .toldInGrid(from: frame, start: startDirection)
  }
}
