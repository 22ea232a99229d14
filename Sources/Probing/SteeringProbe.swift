import Beliefs
import Corpus
import Foundation
import Karel
import LanguageModel

/// What a linear probe of one layer says of the way the robot faces, as directions in which a hidden state can be pushed.
public struct SteeringProbe: Sendable {
  /// Along which line states are pushed.
  public enum Axis: String, CaseIterable, Hashable, Sendable {
    /// From the probe's weights of one class to those of the other: the way on which its answer changes fastest.
    case probe
    /// From the mean state of one class to that of the other.
    case means
  }

  /// The layer that was probed, as `HiddenLayer` numbers them.
  public let layer: Int
  /// On hidden states as the model has them, to the four directions.
  public let net: DenseNet
  /// The mean state [C] of each class; none of a class that was never seen.
  private let means: [[Float]?]

  /// Trains a probe of the head `direction`, the only one of the classes.
  ///
  /// - Parameters:
  ///   - training: Hidden states of the layer, with their classes.
  ///   - validation: Others: they standardise the states and say when to stop.
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

  /// What to add to a state of one class so that it becomes one of the other: along `axis`, `strength` times as long as from
  /// the one class's mean to the other's. Nil if one of them was never seen.
  public func push(from: Int, to: Int, along axis: Axis, strength: Double) -> [Float]? {
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

  /// What to add to a model's stream so that it takes the robot for one that has turned; nil if one of the two ways was never
  /// seen.
  ///
  /// - Parameters:
  ///   - turn: The turn that was not made: `turnRight` or `turnLeft`.
  ///   - ops: What the model has written so far.
  ///   - start: The world before them.
  ///   - frame: In which the probe's classes are told.
  ///   - strength: In distances between the means of the two ways.
  public func push(
    as turn: Op, after ops: [Op], from start: World, in frame: ReferenceFrame = .start, along axis: Axis = .probe,
    strength: Double
  ) -> SteeringVector? {
    let facing = SteeringProbe.facing(after: ops, from: start, in: frame)
    return push(from: facing, to: SteeringProbe.facing(facing, after: turn), along: axis, strength: strength)
      .map { SteeringVector(layer: layer, vector: $0) }
  }

  /// The class of the way the robot faces after some ops.
  static func facing(after ops: [Op], from start: World, in frame: ReferenceFrame) -> Int {
    Label(of: start.after(Program(ops)), from: start).expressed(in: frame, start: start.direction).direction.rawValue
  }

  /// The class of the way a robot faces that has turned.
  static func facing(_ facing: Int, after turn: Op) -> Int { (facing + (turn == .turnRight ? 1 : 3)) & 3 }

  /// The way between the means of two classes; nil if one was never seen.
  public func distance(_ from: Int, _ to: Int) -> Double? {
    guard let first = means[from], let second = means[to] else { return nil }
    return zip(first, second).map { $0 - $1 }.norm
  }

  /// The class that the probe reads from a state.
  func reads(_ state: [Float]) -> Int {
    let logits = net.logits(state)
    return logits.indices.max { logits[$0] < logits[$1] }!
  }
}

extension [Float] {
  /// The Euclidean norm.
  var norm: Double { reduce(0) { $0 + Double($1) * Double($1) }.squareRoot() }

  /// The same direction with another norm; 0 stays 0.
  func scaled(to norm: Double) -> [Float] {
    let own = self.norm
    return own > 0 ? map { Float(Double($0) * norm / own) } : self
  }

  /// A direction drawn uniformly from all, as independent normal numbers, not yet of a certain norm.
  static func random(_ count: Int, _ random: inout SplitMix64) -> [Float] {
    (0..<count).map { _ in Float(random.nextNormal()) }
  }
}
