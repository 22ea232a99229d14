import Beliefs
import Karel
import PlainText
import Probing

extension Evidence {
  /// The headline, its course over the checkpoints, and rankings; those for which there are results.
  public var tables: [Table] { [headlineTable, courseTable, rankingTable].compactMap { $0 } }

  private var last: Int? { steps.last }

  private var headlineTable: Table? {
    let keys = keys { $0.step == last && $0.record != nil }
    guard !keys.isEmpty, let last else { return nil }
    let counts = keys.filter { Feature.counts.contains($0.feature) }
    let rows = (counts + keys.filter { !Feature.counts.contains($0.feature) }).map { key in
      [
        name(key), states(key).map { "\($0)" } ?? "-", Numbers.figure(accuracy(key)?.value),
        Numbers.interval(bits(key)),
        key.semantics == .original ? "-" : Numbers.interval(bitsLost(key)),
      ]
    }
    return Table(
      "What hidden states tell beyond a record, in bits, at step \(last)",
      columns: ["feature, states, semantics", "states", "accuracy", "bits beyond", "bits lost"], rows: rows,
      notes: [
        "Usable information: how much better a probe of the record and the hidden states predicts than one of the record alone, "
          + "in bits a state; intervals are over programs. What the ops tell, a model can know without knowing its worlds; in how "
          + "many of the five worlds a move is blocked, they hardly tell. bits lost: original minus re-interpreted. differ: states "
          + "at which every re-interpretation differs, in the probed example, or in all five (differ-all)."
      ])
  }

  private var courseTable: Table? {
    guard steps.count > 1 else { return nil }
    let columns = Feature.counts.flatMap { feature in [Semantics.original, .flip, .adversarial].map { (feature, $0) } }
    let rows = steps.compactMap { step -> [String]? in
      let cells = columns.map { feature, semantics in
        decisive(step, feature).flatMap { bits($0.with(\.states, .all).with(\.semantics, semantics)) }
      }
      return cells.contains { $0 != nil } ? ["\(step)"] + cells.map(Numbers.interval) : nil
    }
    guard !rows.isEmpty else { return nil }
    return Table(
      "Bits beyond the ops over training (all states)",
      columns: ["step"] + columns.map { "\($0.rawValue) \($1.name)" }, rows: rows)
  }

  private var rankingTable: Table? {
    let keys = keys { $0.step == last && $0.states == .within }
    guard !keys.isEmpty, let last else { return nil }
    return Table(
      "In which of the five worlds, within one state, at step \(last)",
      columns: ["feature, probe, semantics", "states", "pairs ranked right"],
      rows: keys.map { [name($0), states($0).map { "\($0)" } ?? "-", Numbers.interval(accuracy($0))] },
      notes: ["Chance is one half by symmetry: the ops are the same for all five worlds."])
  }

  private func name(_ key: Key) -> String {
    var words = [key.feature.rawValue, key.kind.rawValue]
    if let record = key.record { words.append("+\(record.rawValue)") }
    if let control = key.control { words.append(control.rawValue) }
    if key.states != .within, key.states != .all { words.append(key.states.rawValue) }
    words.append(key.semantics.name)
    if key.offset != 0 { words.append(Numbers.offset(key.offset)) }
    return words.joined(separator: " ")
  }
}
