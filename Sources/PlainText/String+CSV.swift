extension String {
  /// This text as a field of comma-separated values (RFC 4180), ``visible`` and thus on one line.
  public var csvField: String {
    let text = visible
    guard text.unicodeScalars.contains(where: { $0 == "," || $0 == "\"" }) else { return text }
    return "\"" + text.respelled { $0 == "\"" ? "\"\"" : nil } + "\""
  }
}
