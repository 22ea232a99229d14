import Foundation
import Probing

/// Formats numbers for reports.
enum Numbers {
  /// For example `0.738`; a dash for nil.
  static func share(_ value: Double?) -> String { value.map { String(format: "%.3f", $0) } ?? "-" }

  /// For example `0.738 [0.734, 0.742]`.
  static func interval(_ estimate: Estimate?) -> String {
    estimate.map { String(format: "%.3f [%.3f, %.3f]", $0.value, $0.low, $0.high) } ?? "-"
  }

  /// For example `0.926 [0.474, 0.992]`; without the interval for three points.
  static func rSquared(_ line: LinearRegression) -> String {
    share(line.rSquared)
      + (line.rSquaredInterval.map { String(format: " [%.3f, %.3f]", $0.lowerBound, $0.upperBound) } ?? "")
  }

  /// A p-value: `0.0012`, `3.4e-08`.
  static func p(_ value: Double) -> String {
    value >= 0.0001 || value == 0 ? String(format: "%.4f", value) : String(format: "%.1e", value)
  }

  /// Ops from the state after the one being written: `-2`, `0`, `+1`.
  static func offset(_ offset: Int) -> String { offset > 0 ? "+\(offset)" : "\(offset)" }

  /// A decimal without trailing zeros.
  static func short(_ value: Double, decimals: Int) -> String {
    var text = String(format: "%.\(decimals)f", value)
    while text.contains("."), text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return text == "-0" ? "0" : text
  }
}
