import Files
import Records

extension LogDamage {
  /// Adds what is wrong with a line.
  mutating func add(_ error: FileError) {
    add(
      Remark(
        file: error.file.path, place: error.place, finding: "found \(error.found), expected \(error.expected)",
        remedy: error.remedy))
  }
}
