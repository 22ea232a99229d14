extension String {
  /// This text as a JSON string, quotes included. The same bytes on every system, and none that steers.
  public var jsonLiteral: String {
    "\"" + respelled { $0 == "\"" || $0 == "\\" ? "\\\($0)" : $0.jsonSpelling } + "\""
  }

  /// This text, JSON on one line, with what steers in its strings escaped: the same values, fit for a terminal as well.
  public var visibleJSON: String { isPrintableASCII ? self : respelled(\.jsonSpelling) }
}

extension Unicode.Scalar {
  /// `\u` and four digits, twice where UTF-16 takes two units.
  fileprivate var jsonSpelling: String? {
    guard steers else { return nil }
    return utf16.map { unit in
      let digits = String(unit, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
    .joined()
  }
}
