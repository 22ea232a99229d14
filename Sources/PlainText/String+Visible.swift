extension String {
  /// This text as a single line without effect on a terminal, a log or a page: every scalar with
  /// `Unicode.Scalar.needsEscaping` is escaped as in a Swift literal: `\n`, `\t`, `\u{1B}`, `\u{202E}`.
  ///
  /// Backslashes are kept, so ordinary text is unchanged, and the result is idempotent.
  public var visible: String { isPrintableASCII ? self : respelled(\.visibleSpelling) }

  /// This text, which may have several lines, with everything but its line feeds escaped as in ``visible``.
  public var visibleLines: String { respelled { $0 == "\n" ? nil : $0.visibleSpelling } }
}

extension Unicode.Scalar {
  fileprivate var visibleSpelling: String? {
    guard needsEscaping else { return nil }
    return switch self {
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    default: "\\u{" + String(value, radix: 16, uppercase: true) + "}"
    }
  }
}
