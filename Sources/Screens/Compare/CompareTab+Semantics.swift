import Karel

extension CompareTab {
  /// Shows a column for typed semantics beside the named ones, or the named column with these semantics, and says what its ops do.
  public mutating func obey(_ command: TypedCommand) -> [TabEffect]? {
    guard case .semantics(let semantics) = command else { return nil }
    typedSemantics = semantics.flatMap { typed in Semantics.named.contains { $0.semantics == typed } ? nil : typed }
    (contrast, failure) = (.semantics, nil)
    results.isShown = false
    walk.pause()
    note = semantics.map(CompareTab.note) ?? "columns of the named semantics"
    // Where not all columns fit, this one stands next to the first.
    let place = semantics.flatMap { semantics in Semantics.named.firstIndex { $0.semantics == semantics } }
    hiddenColumns = max(0, (place ?? (semantics == nil ? 0 : Semantics.named.count)) - 1)
    return showColumns()
  }

  /// What the ops of a column do, for example `FLIP: right does left, left does right`.
  private static func note(_ semantics: Semantics) -> String {
    let name = Semantics.named.first { $0.semantics == semantics }?.name ?? "typed"
    let meanings = meanings(of: semantics)
    return name.uppercased() + ": " + (meanings.isEmpty ? "ops do what they say" : meanings.joined(separator: ", "))
  }

  /// The ops that do something other than their name, for example `right does left`.
  static func meanings(of semantics: Semantics) -> [String] {
    Op.allCases.filter { semantics[$0] != $0 }.map { "\($0.shortName) does \(semantics[$0].shortName)" }
  }
}
