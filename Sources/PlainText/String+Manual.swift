extension String {
  /// This text as a line of a manual page, ``visible``, in which nothing is an instruction of the page's language.
  public var manualEscaped: String {
    let text = visible.respelled { $0 == "\\" ? "\\e" : $0 == "-" ? "\\-" : nil }
    let first = text.unicodeScalars.first
    return first == "." || first == "'" ? "\\&" + text : text
  }
}
