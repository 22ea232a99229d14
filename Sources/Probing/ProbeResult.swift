import Beliefs
import Karel
import LanguageModel
import Records

/// A probe's accuracy on a feature, on held-out states.
public struct ProbeResult: Codable, Hashable, Sendable {
  /// The checkpoint's step.
  public var step: Int
  /// The kind of probe: `linear`, `mlp1`, `mlp2`.
  public var probe: String
  /// The reference frame of directions and offsets: `grid`, as in the paper, or `start`.
  public var frame: String
  public var feature: String
  /// Steps from the state after the op being produced.
  public var offset: Int
  public var semantics: String
  public var seed: UInt64
  /// The control, if this is one; see ``ProbeControl``.
  public var control: String?
  /// What the probe is given beside hidden states, if anything; see ``ProbeRecord``. Then ``information`` is set.
  public var record: String?
  /// The tested states: all (nil), or a ``StateSubset``.
  public var states: String?
  /// Bits of usable information of the hidden states beyond the record (``UsableInformation``), with its 95% interval.
  public var information: Interval?
  /// What ``low`` and ``high`` are based on: `programs`, or states taken as independent (nil, as in older results).
  public var basis: String?
  /// For re-interpretations, the drop of the accuracy from the original semantics, over the same programs; see ``paired``.
  public var drop: Interval?
  /// The hidden states it reads: the `mean` over the layers, or a layer's number.
  public var layer: String
  /// The example whose states are the labels, from 1.
  public var example: Int
  /// Which programs are included: `all` or only `correct` ones.
  public var programs: String
  /// Whether the position that produces the last op is included.
  public var last: Bool
  /// Whether the start state is included at offsets before the current state and the final one at later offsets; nil in results
  /// of older versions, which included them.
  public var ends: Bool?
  /// The token whose hidden states it reads (``ProbePosition``); nil for those that produce ops.
  public var position: String?
  /// Training states. Like ``ops`` and ``calibration``, missing in results of older versions.
  public var training: Int?
  /// The accuracy over the tested states; nil if no state was tested.
  public var accuracy: Double?
  /// The bounds of the accuracy's 95% interval; nil if no state was tested.
  public var low: Double?
  public var high: Double?
  /// States tested.
  public var n: Int
  /// States on which both this probe and its counterpart under the original semantics are correct; nil for the original
  /// itself, for controls, and if the two were not tested together.
  public var paired: Int?
  /// States tested, by the index of the op being produced, from 0.
  public var ops: Ops?
  /// Accuracy by confidence.
  public var calibration: Calibration?

  /// A number between the bounds of its interval.
  public struct Interval: Codable, Hashable, Sendable {
    public var value, low, high: Double

    public init(_ estimate: Estimate) { (value, low, high) = (estimate.value, estimate.low, estimate.high) }
  }

  /// States tested, and those on which the probe is correct, by op.
  public struct Ops: Codable, Hashable, Sendable {
    public var n: [Int]
    public var right: [Int]
  }

  /// Reliability: bins of confidence of equal width from 0 to 1.
  public struct Calibration: Codable, Hashable, Sendable {
    public var n: [Int]
    public var right: [Int]
    /// The mean confidence in each bin; 0 if the bin is empty.
    public var confidence: [Double]
    /// The expected calibration error; nil if no state was tested.
    public var error: Double?
  }

  /// - Parameters:
  ///   - training: The number of training states.
  ///   - programs: The program of each tested state, for an interval over programs; without it, it is over states.
  public init(
    step: Int, _ key: ProbeKey, feature: Feature, offset: Int, control: ProbeControl?, training: Int,
    _ tally: ProbeTally, programs: [Int]? = nil
  ) {
    self.step = step
    probe = key.kind.rawValue
    frame = key.frame.rawValue
    self.feature = feature.rawValue
    self.offset = offset
    semantics = key.semantics.name
    seed = key.seed
    self.control = control?.rawValue
    layer = key.traces.layer.name
    example = key.traces.example + 1
    self.programs = key.traces.isCorrectOnly ? "correct" : "all"
    last = key.traces.keepsLast
    ends = key.traces.keepsEnds
    position = key.traces.position == .op ? nil : key.traces.position.name
    self.training = training
    n = tally.n
    if tally.n > 0 {
      let interval =
        programs.map { ClusteredShare(tally.isRight, programs: $0).interval }
        ?? WilsonInterval(successes: tally.right, count: tally.n)
      if programs != nil { basis = Estimate.Basis.programs.rawValue }
      (accuracy, low, high) = (Double(tally.right) / Double(tally.n), interval.low, interval.high)
    }
    ops = Ops(n: tally.nByOp, right: tally.rightByOp)
    calibration = Calibration(
      n: tally.nByBin, right: tally.rightByBin,
      confidence: zip(tally.confidenceByBin, tally.nByBin).map { $0 / Double(max(1, $1)) },
      error: tally.calibrationError)
  }

  /// Identifies a result. A new result replaces one with the same key.
  public struct Key: Hashable, Sendable {
    public let probe: ProbeKey
    public let feature: Feature
    public let offset: Int
    public let control: ProbeControl?
    public let record: ProbeRecord?
    public let states: StateSubset

    public init(
      _ probe: ProbeKey, feature: Feature, offset: Int, control: ProbeControl?, record: ProbeRecord? = nil,
      states: StateSubset = .all
    ) {
      self.probe = probe
      self.feature = feature
      self.offset = offset
      self.control = control
      self.record = record
      self.states = states
    }

    /// The key of the same probe's result on other states.
    public func with(states: StateSubset) -> Key {
      Key(probe, feature: feature, offset: offset, control: control, record: record, states: states)
    }
  }

  /// Identifies this result among those of its checkpoint; nil if a name in it is unknown to this version.
  public var key: Key? {
    guard let kind = ProbeKind(rawValue: probe), let frame = ReferenceFrame(rawValue: frame),
      let feature = Feature(rawValue: feature), let semantics = try? Semantics(parsing: semantics),
      let layer = HiddenLayer(name: layer)
    else { return nil }
    let control = control.map { ProbeControl(rawValue: $0) }
    if let control, control == nil { return nil }
    let record = record.map { ProbeRecord(rawValue: $0) }
    if let record, record == nil { return nil }
    guard let position = position.map({ ProbePosition(name: $0) }) ?? .op else { return nil }
    guard let states = states.map({ StateSubset(rawValue: $0) }) ?? .all else { return nil }
    return Key(
      ProbeKey(
        kind: kind, semantics: semantics, frame: frame,
        traces: ActivationKey(
          layer: layer, example: example - 1, isCorrectOnly: programs == "correct", keepsLast: last,
          keepsEnds: ends ?? false, position: position), seed: seed),
      feature: feature, offset: offset, control: control ?? nil, record: record ?? nil, states: states)
  }

  /// A sort key, compared lexicographically, for the order in which results are listed; unknown names come last.
  public var order: [String] {
    func place<Name: RawRepresentable & CaseIterable>(_ name: String, _: Name.Type) -> String
    where Name.RawValue == String {
      number(Name.allCases.enumerated().first { $0.element.rawValue == name }?.offset ?? 99)
    }
    func number(_ number: some BinaryInteger) -> String {
      let digits = "\(number)"
      return String(repeating: "0", count: max(0, 20 - digits.count)) + digits
    }
    let layerPlace =
      switch HiddenLayer(name: layer) {
      case .mean: ""
      case .layer(let layer): number(layer)
      case .concatenation, nil: number(9999)
      }
    let semanticsPlace = Semantics.named.firstIndex { $0.name == semantics } ?? Semantics.named.count
    return [
      layerPlace, number(example), programs, "\(last)", "\(ends ?? false)", position ?? "", number(seed),
      number(semanticsPlace), semantics, place(frame, ReferenceFrame.self), place(probe, ProbeKind.self),
      number(offset - ProbedGeneration.offsets.lowerBound), place(feature, Feature.self),
      control.map { place($0, ProbeControl.self) } ?? "", record.map { place($0, ProbeRecord.self) } ?? "",
      states.map { place($0, StateSubset.self) } ?? "",
    ]
  }

  private enum CodingKeys: String, CodingKey {
    case step, probe, frame, feature, offset, semantics, seed, control, record, states, information, layer, example
    case programs, last, ends, position, training
    case accuracy, low, high, basis, n, paired, drop, ops, calibration
  }

  /// Encodes every field; missing values are null.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(step, forKey: .step)
    try container.encode(probe, forKey: .probe)
    try container.encode(frame, forKey: .frame)
    try container.encode(feature, forKey: .feature)
    try container.encode(offset, forKey: .offset)
    try container.encode(semantics, forKey: .semantics)
    try container.encode(seed, forKey: .seed)
    try container.encode(control, forKey: .control)
    try container.encode(record, forKey: .record)
    try container.encode(states, forKey: .states)
    try container.encode(information, forKey: .information)
    try container.encode(layer, forKey: .layer)
    try container.encode(example, forKey: .example)
    try container.encode(programs, forKey: .programs)
    try container.encode(last, forKey: .last)
    try container.encode(ends, forKey: .ends)
    try container.encode(position, forKey: .position)
    try container.encode(training, forKey: .training)
    try container.encode(accuracy, forKey: .accuracy)
    try container.encode(low, forKey: .low)
    try container.encode(high, forKey: .high)
    try container.encode(basis, forKey: .basis)
    try container.encode(n, forKey: .n)
    try container.encode(paired, forKey: .paired)
    try container.encode(drop, forKey: .drop)
    try container.encode(ops, forKey: .ops)
    try container.encode(calibration, forKey: .calibration)
  }
}

/// A baseline that replaces a probe or its inputs, to distinguish a model that represents a feature from a probe that
/// computes it.
public enum ProbeControl: String, CaseIterable, Hashable, Sendable {
  /// Always predicts the training states' majority class.
  case majority
  /// A probe trained on labels shuffled among the training states.
  case shuffled
  /// A probe of the hidden states of the same architecture at initialisation, on the same programs.
  case untrained
  /// A probe of the ops themselves, one-hot by position, up to and including the one being produced: what the syntax
  /// alone determines.
  case ops
  /// A probe of the ops and the input worlds: what the true worlds determine, as far as a probe finds it. With a record, the
  /// worlds take the place of the hidden states.
  case worldCopy = "world-copy"
  /// A probe of the hidden states for the states of the same program in worlds that the model never saw.
  case foreignWorlds = "foreign-worlds"
  /// A probe of the hidden states for the random labels of a ``ControlTask``.
  case controlTask = "control-task"

  /// Whether it can stand in for hidden states beside a record.
  public var goesWithRecords: Bool { self != .majority && self != .ops }
}
