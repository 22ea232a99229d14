import Beliefs
import Karel
import Tensors

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
  /// The share of the tested states on which it is right; none if no state was tested.
  public var accuracy: Double?
  /// The bounds of the accuracy's 95% interval; none if no state was tested.
  public var low: Double?
  public var high: Double?
  /// States tested.
  public var n: Int
  /// What stood in for the probe, if anything, for example ``majority``.
  public var control: String?

  /// The control whose accuracy is that, on the test states, of always saying the training states' commonest label.
  public static let majority = "majority"

  private enum CodingKeys: String, CodingKey {
    case step, probe, frame, feature, offset, semantics, seed, accuracy, low, high, n, control
  }

  /// Writes every field; what there is none of is null.
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
    try container.encode(control, forKey: .control)
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
    let storage = LinearProbe.standardised(test, mean: mean, scale: scale)
    defer { withExtendedLifetime(storage) {} }
    let states = storage.matrix(rows: test.count, columns: width)
    return Reading.offsets.flatMap { offset in
      let truths = zip(test.labels(offset: offset), test.startDirections).map { $0?.told(in: frame, start: $1) }
      let predictions = predictions(states, offset: offset)
      return Feature.allCases.flatMap { feature in
        func result(_ control: String?, _ answer: (_ row: Int) -> Label?) -> ProbeResult {
          let judged = truths.indices.compactMap { row in
            truths[row].map { truth in answer(row).map { $0.agrees(with: truth, on: feature) } ?? false }
          }
          let (right, n) = (judged.count { $0 }, judged.count)
          let interval = n > 0 ? WilsonInterval(successes: right, count: n) : nil
          return ProbeResult(
            step: step, probe: LinearProbe.kind, frame: frame.rawValue, feature: feature.rawValue, offset: offset,
            semantics: Semantics.original.name, seed: seed, accuracy: n > 0 ? Double(right) / Double(n) : nil,
            low: interval?.low, high: interval?.high, n: n, control: control)
        }
        let commonest = training.commonestLabel(of: feature, offset: offset, frame: frame)
        return [result(nil) { predictions[$0] }, result(ProbeResult.majority) { _ in commonest }]
      }
    }
  }

  /// The likeliest label of each of the standardised `states` [N, C], told in the probe's frame.
  private func predictions(_ states: Matrix, offset: Int) -> [Label] {
    let classes = zip(ProbeHead.allCases, classifiers[offset - Reading.offsets.lowerBound]).map { head, classifier in
      let parameters = FloatStorage(count: (width + 1) * head.classCount)
      _ = parameters.floats.update(fromContentsOf: classifier.weight + classifier.bias)
      let logits = FloatStorage(count: states.rows * head.classCount)
      defer { withExtendedLifetime((parameters, logits)) {} }
      let output = logits.matrix(rows: states.rows, columns: head.classCount)
      linearForward(
        states, weight: parameters.matrix(rows: head.classCount, columns: width),
        bias: parameters.matrix(at: width * head.classCount, rows: 1, columns: head.classCount), output: output)
      return (0..<states.rows).map { row in
        (0..<head.classCount).max { output[row, $0] < output[row, $1] }!
      }
    }
    return (0..<states.rows).map { row in
      Label { head in classes[ProbeHead.allCases.firstIndex(of: head)!][row] }
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
