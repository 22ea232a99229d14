/// Numbers as tables and files have them: in ASCII, and rounded like C's `printf`.
extension Numbers {
  /// A number with a fixed number of decimals, the decimal nearest to its exact value: `0.738`, `-0.002`.
  ///
  /// - Parameter decimals: At most 15. Numbers too large for so many exact digits are written in full.
  public static func decimal(_ value: Double, decimals: Int) -> String {
    let scale = (0..<decimals).reduce(1.0) { power, _ in power * 10 }
    let scaled = value.magnitude * scale
    guard scaled < 0x1p53 else { return "\(value)" }
    // What the product lacks, exactly: a tie that only looks like one is none.
    let lost = (-scaled).addingProduct(value.magnitude, scale)
    let whole = scaled.rounded(.down)
    let beyondHalf = scaled - whole - 0.5
    let isOdd = whole.truncatingRemainder(dividingBy: 2) == 1
    let digits = String(Int(whole) + (beyondHalf > -lost || beyondHalf == -lost && isOdd ? 1 : 0))
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    let sign = value.sign == .minus ? "-" : ""
    return sign + padded.dropLast(decimals) + (decimals > 0 ? "." + padded.suffix(decimals) : "")
  }

  /// The same, without trailing zeros: `0.5`, `-2`, `0`.
  public static func decimal(_ value: Double, upToDecimals decimals: Int) -> String {
    let text = withoutTrailingZeros(decimal(value, decimals: decimals))
    return text == "-0" ? "0" : text
  }

  /// A decimal's text without the zeros that end its fraction.
  static func withoutTrailingZeros(_ text: String) -> String {
    guard text.contains(".") else { return text }
    let kept = text.reversed().drop { $0 == "0" }
    return String((kept.first == "." ? kept.dropFirst() : kept).reversed())
  }
}
