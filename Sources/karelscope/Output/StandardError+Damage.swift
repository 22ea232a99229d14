import Experiments

extension StandardError {
  /// Warns about each line of a log that was skipped, or replaced by later ones.
  static func warn(_ damage: LogDamage) {
    for line in damage.lines { write(line: "warning: \(line)") }
  }
}
