import Beliefs
import Karel
import LanguageModel
import Probing

/// What a run's probes find beyond records of its text, and within states: the results that decide whether the model knows its
/// worlds, where accuracies do not.
public struct Evidence: Sendable {
  /// Identifies results up to their seed.
  public struct Key: Hashable, Sendable {
    public var step: Int
    public var feature: Feature
    public var kind = ProbeKind.mlp1
    public var semantics = Semantics.original
    public var offset = 0
    public var record: ProbeRecord? = .ops
    public var control: ProbeControl?
    public var states = StateSubset.all
    public var layer: HiddenLayer

    public init(_ step: Int, _ feature: Feature, layer: HiddenLayer = .mean) {
      self.step = step
      self.feature = feature
      self.layer = layer
    }

    func with<Value>(_ part: WritableKeyPath<Key, Value>, _ value: Value) -> Key {
      var key = self
      key[keyPath: part] = value
      return key
    }
  }

  private let results: [Key: [ProbeResult]]
  /// The steps of checkpoints with such results, ascending.
  public let steps: [Int]
  private let layer: HiddenLayer

  /// - Parameter checkpoints: A run's checkpoints by ascending step, with all their results.
  public init(_ checkpoints: [ProbedCheckpoint], _ selection: Selection) {
    var results: [Key: [ProbeResult]] = [:]
    for checkpoint in checkpoints {
      for result in checkpoint.results where result.record != nil || result.states != nil {
        guard let name = result.key else { continue }
        var everyLayer = selection
        everyLayer.traces.layer = name.probe.traces.layer
        guard everyLayer.containsEvidence(result) else { continue }
        var key = Key(checkpoint.step, name.feature, layer: name.probe.traces.layer)
        (key.kind, key.semantics, key.offset) = (name.probe.kind, name.probe.semantics, name.offset)
        (key.record, key.control, key.states) = (name.record, name.control, name.states)
        // Counts were perhaps tested with several examples, which makes no difference.
        guard !(results[key] ?? []).contains(where: { $0.seed == result.seed }) else { continue }
        results[key, default: []].append(result)
      }
    }
    self.results = results
    steps = Set(results.keys.map(\.step)).sorted()
    layer = selection.traces.layer
  }

  /// Bits beyond the record; with several seeds, their mean. Nil if not measured.
  public func bits(_ key: Key) -> Estimate? {
    combined(
      (results[key] ?? []).compactMap(\.information).map {
        Estimate(value: $0.value, low: $0.low, high: $0.high, basis: .programs)
      })
  }

  /// The accuracy of the probe with the record, or the share of pairs ranked correctly.
  public func accuracy(_ key: Key) -> Estimate? { combined((results[key] ?? []).compactMap(\.estimate)) }

  /// Tested states, of one seed.
  public func states(_ key: Key) -> Int? { results[key]?.first?.n }

  /// How many bits more the hidden states tell under the original semantics than at `key`, taking both as independent.
  public func bitsLost(_ key: Key) -> Estimate? { difference(key.with(\.semantics, .original), key) }

  /// How many bits more there are at one key than at another.
  public func difference(_ first: Key, _ second: Key) -> Estimate? {
    guard let one = bits(first), let other = bits(second) else { return nil }
    return Estimate(one, minus: other, basis: .programs)
  }

  /// The key of a feature under the original semantics at a step, with the kind of probe, the record and the states that decide
  /// most: mlp1 before others, and the states at which the semantics differ in all examples before all.
  public func decisive(_ step: Int, _ feature: Feature) -> Key? {
    let key = Key(step, feature, layer: layer)
    for states in [StateSubset.differAll, .all] {
      for kind in [ProbeKind.mlp1, .mlp2, .linear] {
        let candidate = key.with(\.states, states).with(\.kind, kind)
        if bits(candidate) != nil { return candidate }
      }
    }
    return nil
  }

  /// The keys for which a condition holds, in the order of their results.
  func keys(_ isWanted: (Key) -> Bool) -> [Key] {
    results.filter { isWanted($0.key) && $0.key.layer == layer }
      .sorted { ($0.value.first?.order ?? []).lexicographicallyPrecedes($1.value.first?.order ?? []) }.map(\.key)
  }

  private func combined(_ seeds: [Estimate]) -> Estimate? {
    seeds.count > 1 ? Estimate(combining: seeds) : seeds.first
  }
}
