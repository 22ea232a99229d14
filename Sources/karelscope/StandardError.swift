import Experiments
import Foundation

/// What a command tells its user beside its results.
enum StandardError {
  /// Tells of each line of a log that was left out, or replaced by later ones.
  static func warn(_ damage: LogDamage) {
    let text = damage.lines.map { "warning: \($0)\n" }.joined()
    try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
  }
}
