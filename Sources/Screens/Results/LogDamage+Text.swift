import PlainText
import Records

extension LogDamage {
  /// The first of the lines, and how many others there are; nil if nothing is wrong.
  var text: String? {
    remarks.first.map { first in
      let others = count > 1 ? " (and \(Numbers.counted(count - 1, "other line")))" : ""
      return "\(first.fileName), \(first.place ?? ""): \(first.finding)\(others)"
    }
  }
}
