import Beliefs
import Karel

/// How often a probe is right about a feature, on states it was not trained on.
public struct ProbeResult: Codable, Hashable, Sendable {
  /// The checkpoint's step.
  public var step: Int
  /// The kind of probe: `linear`.
  public var probe: String
  /// The frame in which the probe tells directions and offsets: `grid`, as the paper's, or `start`.
  public var frame: String
  public var feature: String
  /// Steps from the state after the op being produced.
  public var offset: Int
  public var semantics: String
  public var seed: UInt64
  public var accuracy: Double
  /// The bounds of the 95% interval.
  public var low: Double
  public var high: Double
  /// States tested.
  public var n: Int
  /// What stood in for the probe, if anything: `majority` says the commonest answer every time.
  public var control: String?

  /// The control that always says the training states' commonest label.
  public static let majority = "majority"

  private enum CodingKeys: String, CodingKey {
    case step, probe, frame, feature, offset, semantics, seed, accuracy, low, high, n, control
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(step, forKey: .step)
    try container.encode(probe, forKey: .probe)
    try container.encode(frame, forKey: .frame)
    try container.encode(feature, forKey: .feature)
    try container.encode(offset, forKey: .offset)
    try container.encode(semantics, forKey: .semantics)
    try container.encode(seed, forKey: .seed)
    try container.encode(accuracy, forKey: .accuracy)
    try container.encode(low, forKey: .low)
    try container.encode(high, forKey: .high)
    try container.encode(n, forKey: .n)
    // Said even where there is none.
    try container.encode(control, forKey: .control)
  }
}

/// The 95% interval of a share by Wilson's score (Wilson 1927).
public struct WilsonInterval: Hashable, Sendable {
  public let low: Double
  public let high: Double

  /// - Parameters:
  ///   - successes: How often it was so, of `count` times.
  public init(successes: Int, count: Int) {
    guard count > 0 else {
      (low, high) = (0, 1)
      return
    }
    let z = 1.959_963_984_540_054
    let n = Double(count)
    let share = Double(successes) / n
    let centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    let half = z / (1 + z * z / n) * (share * (1 - share) / n + z * z / (4 * n * n)).squareRoot()
    low = max(0, centre - half)
    high = min(1, centre + half)
  }
}

extension LinearProbe {
  /// The name of this kind of probe in results and files.
  public static let kind = "linear"

  /// Tests the probe, and the majority's answer beside it, on every feature and offset.
  ///
  /// - Parameters:
  ///   - test: The states to test on.
  ///   - training: The states whose commonest labels the majority control says.
  ///   - step: The checkpoint's step, for the results.
  ///   - seed: The seed the probe was trained with, for the results.
  public func results(on test: TraceSet, training: TraceSet, step: Int, seed: UInt64) -> [ProbeResult] {
    Reading.offsets.flatMap { offset in
      let truths = test.labels(offset: offset)
      let tested = truths.indices.filter { truths[$0] != nil }
      let beliefs = tested.map { row in
        belief(
          Array(UnsafeBufferPointer(start: test.hidden.row(row), count: width)), offset: offset,
          startDirection: test.startDirections[row]
        ).prediction
      }
      return Feature.allCases.flatMap { feature in
        func result(_ control: String?, isRight: (Int) -> Bool) -> ProbeResult {
          let right = tested.indices.count(where: isRight)
          let interval = WilsonInterval(successes: right, count: tested.count)
          return ProbeResult(
            step: step, probe: LinearProbe.kind, frame: frame.rawValue, feature: feature.rawValue, offset: offset,
            semantics: Semantics.original.name,
            seed: seed, accuracy: tested.isEmpty ? 0 : Double(right) / Double(tested.count), low: interval.low,
            high: interval.high, n: tested.count, control: control)
        }
        let majority = training.commonestLabel(of: feature, offset: offset, frame: frame)
        return [
          result(nil) { truths[tested[$0]]!.agrees(with: beliefs[$0], on: feature) },
          result(ProbeResult.majority) { place in
            let row = tested[place]
            let answer = majority?.toldInGrid(from: frame, start: test.startDirections[row])
            return answer.map { truths[row]!.agrees(with: $0, on: feature) } ?? false
          },
        ]
      }
    }
  }
}

extension TraceSet {
  /// A label that says the commonest thing about `feature`, told in `frame`; nil if there are no labels at this offset.
  func commonestLabel(of feature: Feature, offset: Int, frame: ReferenceFrame) -> Label? {
    let heads = ProbeHead.allCases.filter { $0.feature == feature }
    let labels = zip(labels(offset: offset), startDirections).compactMap { $0?.told(in: frame, start: $1) }
    let groups = Dictionary(grouping: labels) { label in heads.map(label.index) }
    // By count, then by class, so that equal counts do not make the answer a matter of chance.
    return groups.max { ($0.value.count, $1.key.description) < ($1.value.count, $0.key.description) }?.value.first
  }
}
