import Beliefs
import Karel
import PlainText
import Probing

extension Findings {
  /// How much more accurate a probe is than on its control task (Hewitt and Liang 2019); nil if that was not measured.
  public func selectivity(_ key: Key, _ feature: Feature) -> Estimate? {
    guard let accuracy = accuracy(key, feature),
      let control = self.accuracy(key.with(\.control, .controlTask), feature)
    else { return nil }
    return Estimate(accuracy, minus: control, basis: accuracy.basis)
  }

  /// The selectivity of each kind of probe for the current state.
  var selectivityTable: Table? {
    let rows = kinds.flatMap { kind in
      semantics.compactMap { semantics -> [String]? in
        let cells = Feature.standard.map { selectivity(now(kind).with(\.semantics, semantics), $0) }
        guard cells.contains(where: { $0 != nil }) else { return nil }
        return ["\(kind.rawValue) \(semantics.name)"] + cells.map(Numbers.interval)
      }
    }
    return rows.isEmpty
      ? nil
      : Table(
        "Selectivity at step \(last.step) (current state)",
        columns: ["probe, semantics"] + Feature.standard.map(\.rawValue), rows: rows,
        notes: ["The accuracy minus that on a control task, whose labels a probe can only memorise."])
  }
}
