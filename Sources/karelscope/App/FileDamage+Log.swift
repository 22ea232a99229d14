import Experiments
import Screens

extension FileDamage {
  /// Nil if nothing is wrong.
  init?(_ damage: LogDamage) {
    guard let first = damage.remarks.first else { return nil }
    self.init(
      count: damage.count, file: first.file.lastPathComponent, place: first.place ?? "",
      problem: "found \(first.found), expected \(first.expected)")
  }
}
