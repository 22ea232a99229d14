extension String {
  /// This text as a line of a manual page, made ``visible``, with roff's control characters escaped.
  public var manualEscaped: String {
    let text = visible.respelled { $0 == "\\" ? "\\e" : $0 == "-" ? "\\-" : nil }
    let first = text.unicodeScalars.first
    return first == "." || first == "'" ? "\\&" + text : text
  }
}
