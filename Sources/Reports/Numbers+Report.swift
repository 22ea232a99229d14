import Foundation
import PlainText
import Probing

/// Numbers of reports, of which some may be missing.
extension Numbers {
  /// For example `0.738`; a dash for nil.
  public static func figure(_ value: Double?) -> String { value.map { decimal($0, decimals: 3) } ?? "-" }

  /// For example `0.738 [0.734, 0.742]`; a dash for nil.
  public static func interval(_ estimate: Estimate?) -> String {
    estimate.map { "\(figure($0.value)) [\(figure($0.low)), \(figure($0.high))]" } ?? "-"
  }

  /// For example `0.926 [.474, .992]`; without the interval for three points.
  static func rSquared(_ line: LinearRegression) -> String {
    figure(line.rSquared)
      + (line.rSquaredInterval.map { " " + interval($0.lowerBound, $0.upperBound) } ?? "")
  }

  /// A p-value: `0.0012`, `3.4e-08`.
  static func p(_ value: Double) -> String {
    value >= 0.0001 || value == 0 ? decimal(value, decimals: 4) : String(format: "%.1e", value)
  }

  /// Ops from the state after the one being written: `-2`, `0`, `+1`.
  static func offset(_ offset: Int) -> String { offset > 0 ? "+\(offset)" : "\(offset)" }
}
