import Beliefs
import Corpus
import Foundation
import Karel
import LanguageModel

/// A linear probe of one layer for the robot's direction, from which steering vectors are derived.
public struct SteeringProbe: Sendable {
  /// The line along which hidden states are steered.
  public enum Axis: String, CaseIterable, Hashable, Sendable {
    /// From the probe's weights of one class to those of the other, along which its prediction changes fastest.
    case probe
    /// From one class's mean state to the other's.
    case means
  }

  /// The layer that was probed, as `HiddenLayer` numbers them.
  public let layer: Int
  /// Maps raw hidden states to logits of the four directions.
  public let net: DenseNet
  /// The mean state [C] of each class; nil for a class without training states.
  private let means: [[Float]?]

  /// Trains a probe for the head `direction`, which must be the only head of the classes.
  ///
  /// - Parameters:
  ///   - training: Hidden states of the layer, with their classes.
  ///   - validation: Hidden states for standardisation and early stopping.
  public init(
    layer: Int, _ training: ProbeInputs, _ classes: ProbeClasses, validation: ProbeInputs,
    _ validationClasses: ProbeClasses, seed: UInt64
  ) {
    self.layer = layer
    let standardisation = Standardisation(of: validation)
    net = ProbeTraining(.linear)(
      standardisation(training), classes, validation: standardisation(validation), validationClasses, seed: seed)[0]
      .standardising(mean: standardisation.mean, scale: standardisation.scale)
    let column = classes[.direction]
    means = (0..<ProbeHead.direction.classCount).map { number in
      let rows = column.indices.filter { Int(column[$0]) == number }
      guard !rows.isEmpty else { return nil }
      var sum = [Double](repeating: 0, count: training.width)
      for row in rows {
        let state = training.matrix.row(row)
        for c in sum.indices { sum[c] += Double(state[c]) }
      }
      return sum.map { Float($0 / Double(rows.count)) }
    }
  }

  /// The vector that moves a state from one class to the other: along `axis`, with `strength` times the distance
  /// between the class means as its norm. Nil if one of the classes has no training states.
  public func vector(from: Int, to: Int, along axis: Axis, strength: Double) -> [Float]? {
    guard let length = distance(from, to), let first = means[from], let second = means[to] else { return nil }
    let line: [Float] =
      switch axis {
      case .probe:
        (0..<first.count).map { c in
          net.layers[0].weight[to * first.count + c] - net.layers[0].weight[from * first.count + c]
        }
      case .means: zip(second, first).map { $0 - $1 }
      }
    return line.scaled(to: strength * length)
  }

  /// The steering vector that makes the model represent the robot as having turned; nil if one of the two directions
  /// has no training states.
  ///
  /// - Parameters:
  ///   - turn: The turn that was not made: `turnRight` or `turnLeft`.
  ///   - ops: The ops written so far.
  ///   - start: The world before them.
  ///   - frame: The frame in which the probe's classes are expressed.
  ///   - strength: In distances between the means of the two directions.
  public func steeringVector(
    as turn: Op, after ops: [Op], from start: World, in frame: ReferenceFrame = .start, along axis: Axis = .probe,
    strength: Double
  ) -> SteeringVector? {
    let facing = SteeringProbe.facing(after: ops, from: start, in: frame)
    return vector(from: facing, to: SteeringProbe.facing(facing, after: turn), along: axis, strength: strength)
      .map { SteeringVector(layer: layer, vector: $0) }
  }

  /// The class of the robot's direction after some ops.
  static func facing(after ops: [Op], from start: World, in frame: ReferenceFrame) -> Int {
    Label(of: start.after(Program(ops)), from: start).expressed(in: frame, start: start.direction).direction.rawValue
  }

  /// The class of the robot's direction after a turn.
  static func facing(_ facing: Int, after turn: Op) -> Int { (facing + (turn == .turnRight ? 1 : 3)) & 3 }

  /// The distance between the means of two classes; nil if one has no training states.
  public func distance(_ from: Int, _ to: Int) -> Double? {
    guard let first = means[from], let second = means[to] else { return nil }
    return zip(first, second).map { $0 - $1 }.norm
  }

  /// The class that the probe predicts for a hidden state.
  func prediction(_ state: [Float]) -> Int {
    let logits = net.logits(state)
    return logits.indices.max { logits[$0] < logits[$1] }!
  }
}

extension [Float] {
  /// The Euclidean norm.
  var norm: Double { reduce(0) { $0 + Double($1) * Double($1) }.squareRoot() }

  /// The vector rescaled to a norm; 0 stays 0.
  func scaled(to norm: Double) -> [Float] {
    let own = self.norm
    return own > 0 ? map { Float(Double($0) * norm / own) } : self
  }

  /// A uniformly random direction: independent normal components, not normalised.
  static func random(_ count: Int, _ random: inout SplitMix64) -> [Float] {
    (0..<count).map { _ in Float(random.nextNormal()) }
  }
}
