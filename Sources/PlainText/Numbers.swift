/// Numbers as text, without Foundation.
public enum Numbers {
  /// A number with a fixed number of decimals, for example `0.50`.
  public static func fixed(_ value: Double, decimals: Int) -> String {
    guard value.isFinite, value.magnitude < 1e12 else { return "–" }
    let scale = (0..<decimals).reduce(1) { power, _ in power * 10 }
    let scaled = Int((value.magnitude * Double(scale)).rounded())
    let sign = value < 0 && scaled > 0 ? "−" : ""
    guard decimals > 0 else { return sign + String(scaled) }
    let fraction = String(scaled % scale)
    return sign + String(scaled / scale) + "." + String(repeating: "0", count: decimals - fraction.count) + fraction
  }

  /// A probability or fraction in four columns: ` .97`, `1.00`.
  public static func share(_ value: Double) -> String {
    let text = fixed(value, decimals: 2)
    return right(text.hasPrefix("0.") ? String(text.dropFirst()) : text, 4)
  }

  /// A fraction as a percentage with one decimal, for example `57.2%`.
  public static func percent(_ value: Double) -> String { fixed(100 * value, decimals: 1) + "%" }

  /// The bounds of an interval of fractions, without leading zeros: `[.658, .666]`.
  public static func interval(_ low: Double, _ high: Double) -> String {
    func text(_ value: Double) -> String {
      let text = fixed(value, decimals: 3)
      if text.hasPrefix("0.") { return String(text.dropFirst()) }
      return text.hasPrefix("−0.") ? "−" + text.dropFirst(2) : text
    }
    return "[\(text(low)), \(text(high))]"
  }

  /// An integer with thousands separators, for example `18,400`.
  public static func grouped(_ value: Int) -> String {
    let digits = String(value.magnitude)
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return (value < 0 ? "−" : "") + text
  }

  /// An integer with its sign, for example `+1`, `−2`, ` 0`.
  public static func signed(_ value: Int) -> String {
    value == 0 ? " 0" : (value < 0 ? "−" : "+") + String(value.magnitude)
  }

  /// Text right-aligned in `columns` columns.
  public static func right(_ text: String, _ columns: Int) -> String {
    String(repeating: " ", count: max(0, columns - text.count)) + text
  }
}

extension Numbers {
  /// A count with its noun, for example `1 run`, `2 runs`.
  public static func counted(_ count: Int, _ noun: String) -> String {
    "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")"
  }

  /// A size in megabytes (10⁶ bytes), for example `2.4 MB`.
  public static func megabytes(_ bytes: Int) -> String { fixed(Double(bytes) / 1e6, decimals: 1) + " MB" }

  /// A number with a suffix for thousands, millions or billions: `950`, `1.5k`, `20k`, `1.2M`.
  public static func compact(_ value: Double) -> String {
    guard value.isFinite, value.magnitude < 1e12 else { return "–" }
    for (unit, letter) in [(1e9, "G"), (1e6, "M"), (1e3, "k")] where value.magnitude >= unit {
      return trimmed(value / unit) + letter
    }
    return trimmed(value)
  }

  /// A duration in at most two units: `0 s`, `45 s`, `20 min`, `1 h 05`, `2 d 3 h`.
  public static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds.magnitude < 1e12 else { return "–" }
    let total = Int(seconds.rounded())
    if total < 60 { return "\(total) s" }
    if total < 3600 { return "\(total / 60) min" }
    if total < 86400 {
      let minutes = total % 3600 / 60
      return minutes == 0 ? "\(total / 3600) h" : "\(total / 3600) h " + (minutes < 10 ? "0" : "") + "\(minutes)"
    }
    return total % 86400 < 3600 ? "\(total / 86400) d" : "\(total / 86400) d \(total % 86400 / 3600) h"
  }

  /// A number with up to one decimal (two below 1), without trailing zeros.
  public static func trimmed(_ value: Double) -> String {
    var text = fixed(value, decimals: value.magnitude < 1 ? 2 : 1)
    while text.contains("."), text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return text
  }
}
