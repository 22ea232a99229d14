import Beliefs
import Karel
import LanguageModel
import Probing

/// A run's probe results, brought together: over seeds, features, checkpoints and semantics.
public struct Findings: Sendable {
  public let selection: Selection
  /// Those that have results, rising.
  public let checkpoints: [ProbedCheckpoint]
  /// What there are results of, at the last of them.
  public let kinds: [ProbeKind]
  public let semantics: [Semantics]
  public let offsets: [Int]
  public let layers: [HiddenLayer]
  public let controls: [ProbeControl]
  /// All seeds of the last checkpoint's probes of the layer selected, rising.
  public let seeds: [UInt64]
  /// The steps of checkpoints that are left out: their programs gave fewer than ``leastStates`` states to test.
  public let leftOut: [Int]

  /// The fewest states that a result must be of to count.
  public static let leastStates = 10

  private let results: [Key: [ProbeResult]]

  /// What a number is about: everything that names a result but its seed. By default what the paper's figures are about.
  public struct Key: Hashable, Sendable {
    public var step: Int
    public var kind: ProbeKind
    public var semantics = Semantics.original
    public var offset = 0
    public var control: ProbeControl?
    public var layer: HiddenLayer
    var feature = Feature.direction

    public init(_ step: Int, _ kind: ProbeKind, layer: HiddenLayer) {
      self.step = step
      self.kind = kind
      self.layer = layer
    }

    func with<Value>(_ part: WritableKeyPath<Key, Value>, _ value: Value) -> Key {
      var place = self
      place[keyPath: part] = value
      return place
    }
  }

  /// - Parameter checkpoints: Of a run, rising, with all their results.
  /// - Returns: Nil if none of the results belongs to the selection.
  public init?(_ checkpoints: [ProbedCheckpoint], _ selection: Selection) {
    var results: [Key: [ProbeResult]] = [:]
    var probed: [ProbedCheckpoint] = []
    var keys: [ProbeResult.Key] = []
    var leftOut: [Int] = []
    for checkpoint in checkpoints {
      var ofCheckpoint: [ProbeResult.Key] = []
      var isThin = false
      for result in checkpoint.results.sorted(by: { $0.order.lexicographicallyPrecedes($1.order) }) {
        guard let key = result.key else { continue }
        var everyLayer = selection
        everyLayer.traces.layer = key.probe.traces.layer
        guard everyLayer.contains(result) else { continue }
        guard result.accuracy != nil, result.n >= Findings.leastStates else {
          if key.probe.traces.layer == selection.traces.layer { isThin = true }
          continue
        }
        var place = Key(checkpoint.step, key.probe.kind, layer: key.probe.traces.layer)
        (place.semantics, place.offset) = (key.probe.semantics, key.offset)
        (place.control, place.feature) = (key.control, key.feature)
        results[place, default: []].append(result)
        ofCheckpoint.append(key)
      }
      guard ofCheckpoint.contains(where: { $0.probe.traces.layer == selection.traces.layer }) else {
        if isThin { leftOut.append(checkpoint.step) }
        continue
      }
      probed.append(checkpoint)
      keys = ofCheckpoint
    }
    guard !probed.isEmpty else { return nil }
    func each<Value: Hashable>(_ value: (ProbeResult.Key) -> Value?) -> [Value] {
      var seen: Set<Value> = []
      return keys.compactMap(value).filter { seen.insert($0).inserted }
    }
    self.selection = selection
    self.checkpoints = probed
    self.results = results
    kinds = ProbeKind.allCases.filter(each(\.probe.kind).contains)
    semantics = each(\.probe.semantics)
    offsets = each(\.offset).sorted()
    layers = each(\.probe.traces.layer)
    controls = ProbeControl.allCases.filter(each(\.control).contains)
    seeds = each { $0.probe.traces.layer == selection.traces.layer ? $0.probe.seed : nil }.sorted()
    self.leftOut = leftOut
  }

  /// The last checkpoint that has results.
  public var last: ProbedCheckpoint { checkpoints[checkpoints.count - 1] }

  /// The current state's place at the last checkpoint.
  public func now(_ kind: ProbeKind) -> Key { Key(last.step, kind, layer: selection.traces.layer) }

  /// The results of a feature at a place, one a seed.
  func results(_ place: Key, _ feature: Feature) -> [ProbeResult] { results[place.with(\.feature, feature)] ?? [] }

  /// How often a probe is right: with several seeds their mean.
  public func accuracy(_ place: Key, _ feature: Feature) -> Estimate? {
    let results = results(place, feature)
    return results.count > 1 ? Estimate(seeds: results.compactMap(\.accuracy)) : results.first?.estimate
  }

  /// The semantic content: the geometric mean of the accuracies over direction, position and obstacle; nil if one of them
  /// is missing. With several seeds their mean.
  public func semanticContent(_ place: Key) -> Estimate? {
    let contents = contents(place).sorted { $0.key < $1.key }.map(\.value)
    return contents.count > 1 ? Estimate(seeds: contents.map(\.value)) : contents.first
  }

  /// How many seeds have the semantic content of a place.
  func seedCount(_ place: Key) -> Int { contents(place).count }

  /// The semantic content of each seed that has all three features.
  private func contents(_ place: Key) -> [UInt64: Estimate] {
    let bySeed = Dictionary(grouping: Feature.standard.flatMap { results(place, $0) }, by: \.seed)
    return bySeed.filter { $0.value.count == Feature.standard.count }
      .mapValues { Estimate(geometricMeanOf: $0.compactMap(\.estimate)) }
  }

  /// How the semantic content of a probe follows the generative accuracy over the checkpoints that have both; nil if they are
  /// fewer than three, or all the same.
  ///
  /// - Parameter isAboveMajority: Of the semantic content, only what is above that of the commonest answers. These change
  ///   with the programs that the model writes, and what a probe gets right by them alone changes with them.
  public func regression(_ kind: ProbeKind, offset: Int, isAboveMajority: Bool = false) -> LinearRegression? {
    let points = course(kind, offset: offset).compactMap { checkpoint, content -> (Double, Double)? in
      guard let accuracy = checkpoint.generativeAccuracy else { return nil }
      guard isAboveMajority else { return (accuracy.value, content.value) }
      return majorityContent(checkpoint, kind, offset: offset).map { (accuracy.value, content.value - $0.value) }
    }
    return LinearRegression(x: points.map(\.0), y: points.map(\.1))
  }

  /// What the commonest answers of a checkpoint's training states give, under the original semantics.
  public func majorityContent(_ checkpoint: ProbedCheckpoint, _ kind: ProbeKind, offset: Int = 0) -> Estimate? {
    semanticContent(
      Key(checkpoint.step, kind, layer: selection.traces.layer).with(\.offset, offset).with(\.control, .majority))
  }

  /// The semantic content at every checkpoint that has it.
  public func course(
    _ kind: ProbeKind, offset: Int = 0, semantics: Semantics = .original
  ) -> [(checkpoint: ProbedCheckpoint, content: Estimate)] {
    checkpoints.compactMap { checkpoint in
      let place = Key(checkpoint.step, kind, layer: selection.traces.layer)
        .with(\.offset, offset).with(\.semantics, semantics)
      return semanticContent(place).map { (checkpoint, $0) }
    }
  }
}

extension ProbeResult {
  /// The accuracy with its interval, if there is one.
  var estimate: Estimate? {
    guard let accuracy, let low, let high else { return nil }
    return Estimate(value: accuracy, low: low, high: high, basis: .states)
  }

  /// States on which the probe is right.
  var right: Int { Int(((accuracy ?? 0) * Double(n)).rounded()) }
}
