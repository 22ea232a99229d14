import Beliefs
import Corpus
import LanguageModel

/// How a layer's hidden states change with a count over the examples: the slope of least squares of each channel on the count.
public struct CountDirection: Sendable {
  /// As `HiddenLayer` numbers it.
  public let layer: Int
  /// [C]: the mean change of the state for a count of one more.
  public let slope: [Float]

  /// - Parameters:
  ///   - hidden: States of the layer.
  ///   - classes: With `head`; states without a class are left out.
  public init(layer: Int, _ hidden: ProbeInputs, _ classes: ProbeClasses, head: ProbeHead) {
    self.layer = layer
    let (labels, rows) = (classes[head], classes.rows)
    let mean = rows.reduce(0) { $0 + Double(labels[$1]) } / Double(max(1, rows.count))
    var covariance = [Double](repeating: 0, count: hidden.width)
    var variance = 0.0
    for row in rows {
      let deviation = Double(labels[row]) - mean
      variance += deviation * deviation
      let state = hidden.matrix.row(row)
      for c in covariance.indices { covariance[c] += deviation * Double(state[c]) }
    }
    slope = covariance.map { variance > 0 ? Float($0 / variance) : 0 }
  }

  /// The vector that moves a state by so many counts.
  public func vector(_ counts: Double) -> SteeringVector {
    SteeringVector(layer: layer, vector: slope.map { $0 * Float(counts) })
  }

  /// A vector of the same norm in a random direction.
  public func random(_ counts: Double, using random: inout SplitMix64) -> SteeringVector {
    SteeringVector(
      layer: layer, vector: [Float].random(slope.count, &random).scaled(to: vector(counts).vector.norm))
  }
}
