import Experiments

extension StandardError {
  /// Tells of each line of a log that was left out, or replaced by later ones.
  static func warn(_ damage: LogDamage) {
    for line in damage.lines { write(line: "warning: \(line)") }
  }
}
