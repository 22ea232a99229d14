import Foundation

/// A command's result, as JSON or as text.
protocol Report: Encodable {
  /// The report as lines of text.
  var lines: [String] { get }
}

extension Report {
  /// Names and values in two columns.
  func table(_ rows: [(name: String, value: String)]) -> [String] {
    let width = rows.reduce(0) { max($0, $1.name.count) } + 2
    return rows.map { $0.name.padding(toLength: width, withPad: " ", startingAt: 0) + $0.value }
  }
}

extension StandardOutput {
  /// Writes a report as JSON or as text.
  mutating func write(_ report: some Report, asJSON isJSON: Bool) throws {
    if isJSON {
      try write(json: report)
    } else {
      try write(lines: report.lines)
    }
  }
}
