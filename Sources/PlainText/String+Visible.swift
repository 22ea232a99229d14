extension String {
  /// This text as one line that a terminal, a log or a page can only show: every scalar that `Unicode.Scalar.steers`
  /// is spelled as in a Swift literal: `\n`, `\t`, `\u{1B}`, `\u{202E}`.
  ///
  /// Backslashes stay as they are: ordinary text reads as it was written, and what is visible already does not change.
  public var visible: String { isPrintableASCII ? self : respelled(\.visibleSpelling) }

  /// Lines of our own making, in which nothing but the line feeds between them steers: see ``visible``.
  public var visibleLines: String { respelled { $0 == "\n" ? nil : $0.visibleSpelling } }
}

extension Unicode.Scalar {
  fileprivate var visibleSpelling: String? {
    guard steers else { return nil }
    return switch self {
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    default: "\\u{" + String(value, radix: 16, uppercase: true) + "}"
    }
  }
}
