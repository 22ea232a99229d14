extension String {
  /// This text as a JSON string literal, quotes included. The bytes are the same on every system, and contain no
  /// control characters.
  public var jsonLiteral: String {
    "\"" + respelled { $0 == "\"" || $0 == "\\" ? "\\\($0)" : $0.jsonSpelling } + "\""
  }

  /// This text, which must be one line of JSON, with the characters that need escaping in its strings escaped: the same
  /// values, safe for a terminal.
  public var visibleJSON: String { isPrintableASCII ? self : respelled(\.jsonSpelling) }
}

extension Unicode.Scalar {
  /// `\u` and four hexadecimal digits for each UTF-16 code unit.
  fileprivate var jsonSpelling: String? {
    guard needsEscaping else { return nil }
    return utf16.map { unit in
      let digits = String(unit, radix: 16)
      return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
    .joined()
  }
}
