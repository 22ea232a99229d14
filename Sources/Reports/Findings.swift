import Beliefs
import Foundation
import Karel
import LanguageModel
import Probing

/// A run's probe results, aggregated over seeds, features, checkpoints and semantics.
public struct Findings: Sendable {
  public let selection: Selection
  /// The checkpoints with results, by ascending step.
  public let checkpoints: [ProbedCheckpoint]
  /// The kinds with results at the last checkpoint; likewise the properties that follow.
  public let kinds: [ProbeKind]
  public let semantics: [Semantics]
  public let offsets: [Int]
  public let layers: [HiddenLayer]
  public let controls: [ProbeControl]
  /// All seeds of the last checkpoint's probes of the selected layer, ascending.
  public let seeds: [UInt64]
  /// The steps of checkpoints that are left out: they have fewer than ``minimumStates`` tested states.
  public let leftOut: [Int]

  /// The fewest tested states of a result that is included.
  public static let minimumStates = 10

  /// What decides where accuracies do not.
  public let evidence: Evidence

  private let results: [Key: [ProbeResult]]

  /// Identifies results up to their seed. The defaults are those of the paper's figures.
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
      var key = self
      key[keyPath: part] = value
      return key
    }
  }

  /// - Parameter checkpoints: A run's checkpoints by ascending step, with all their results.
  /// - Returns: Nil if no result belongs to the selection.
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
        guard result.accuracy != nil, result.n >= Findings.minimumStates else {
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
    evidence = Evidence(checkpoints, selection)
  }

  /// Whether all intervals at the last checkpoint are over programs.
  var isOverPrograms: Bool {
    let ofLast = results.filter { $0.key.step == last.step }.flatMap(\.value)
    return ofLast.allSatisfy { $0.basis == Estimate.Basis.programs.rawValue }
  }

  /// The last checkpoint with results.
  public var last: ProbedCheckpoint { checkpoints[checkpoints.count - 1] }

  /// The current state at the last checkpoint, under the original semantics.
  public func now(_ kind: ProbeKind) -> Key { Key(last.step, kind, layer: selection.traces.layer) }

  /// The results of a feature at a key, one per seed.
  func results(_ key: Key, _ feature: Feature) -> [ProbeResult] { results[key.with(\.feature, feature)] ?? [] }

  /// A probe's accuracy; with several seeds, their mean.
  public func accuracy(_ key: Key, _ feature: Feature) -> Estimate? {
    let results = results(key, feature)
    return results.count > 1 ? Estimate(combining: results.compactMap(\.estimate)) : results.first?.estimate
  }

  /// The semantic content: the geometric mean of the accuracies over direction, position and obstacle; nil if one of
  /// them is missing. With several seeds, their mean.
  public func semanticContent(_ key: Key) -> Estimate? {
    let contents = contents(key).sorted { $0.key < $1.key }.map(\.value)
    return contents.count > 1 ? Estimate(combining: contents) : contents.first
  }

  /// The number of seeds with a semantic content at a key.
  func seedCount(_ key: Key) -> Int { contents(key).count }

  /// The semantic content of each seed with results for all three features.
  private func contents(_ key: Key) -> [UInt64: Estimate] {
    let bySeed = Dictionary(grouping: Feature.standard.flatMap { results(key, $0) }, by: \.seed)
    return bySeed.filter { $0.value.count == Feature.standard.count }
      .mapValues { Estimate(geometricMeanOf: $0.compactMap(\.estimate)) }
  }

  /// Regresses a probe's semantic content on the generative accuracy over the checkpoints with both; nil if there are
  /// fewer than three, or if either is constant.
  ///
  /// - Parameters:
  ///   - control: Whose semantic content is taken instead, for comparison.
  ///   - isAboveMajority: Whether to subtract the semantic content of the majority class, which itself changes with the
  ///     programs that the model writes.
  public func regression(
    _ kind: ProbeKind, offset: Int, control: ProbeControl? = nil, isAboveMajority: Bool = false
  ) -> LinearRegression? {
    let points = course(kind, offset: offset, control: control).compactMap { checkpoint, content -> (Double, Double)? in
      guard let accuracy = checkpoint.generativeAccuracy else { return nil }
      guard isAboveMajority else { return (accuracy.value, content.value) }
      return majorityContent(checkpoint, kind, offset: offset).map { (accuracy.value, content.value - $0.value) }
    }
    return LinearRegression(x: points.map(\.0), y: points.map(\.1))
  }

  /// Regresses the logarithm of the checkpoints' steps on their generative accuracy: what time alone explains.
  public var timeRegression: LinearRegression? {
    let points = checkpoints.compactMap { checkpoint in
      checkpoint.step > 0 ? checkpoint.generativeAccuracy.map { ($0.value, log10(Double(checkpoint.step))) } : nil
    }
    return LinearRegression(x: points.map(\.0), y: points.map(\.1))
  }

  /// The semantic content of the majority class of a checkpoint's training states, under the original semantics.
  public func majorityContent(_ checkpoint: ProbedCheckpoint, _ kind: ProbeKind, offset: Int = 0) -> Estimate? {
    semanticContent(
      Key(checkpoint.step, kind, layer: selection.traces.layer).with(\.offset, offset).with(\.control, .majority))
  }

  /// The semantic content at every checkpoint with results.
  public func course(
    _ kind: ProbeKind, offset: Int = 0, semantics: Semantics = .original, control: ProbeControl? = nil
  ) -> [(checkpoint: ProbedCheckpoint, content: Estimate)] {
    checkpoints.compactMap { checkpoint in
      let key = Key(checkpoint.step, kind, layer: selection.traces.layer)
        .with(\.offset, offset).with(\.semantics, semantics).with(\.control, control)
      return semanticContent(key).map { (checkpoint, $0) }
    }
  }
}

extension ProbeResult {
  /// The accuracy with its interval; nil if no state was tested.
  var estimate: Estimate? {
    guard let accuracy, let low, let high else { return nil }
    return Estimate(value: accuracy, low: low, high: high, basis: basis == nil ? .states : .programs)
  }

  /// States on which the probe is correct.
  var right: Int { Int(((accuracy ?? 0) * Double(n)).rounded()) }
}
