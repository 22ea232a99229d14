extension String {
  /// This text as a CSV field (RFC 4180), made ``visible`` and therefore a single line.
  public var csvField: String {
    let text = visible
    guard text.unicodeScalars.contains(where: { $0 == "," || $0 == "\"" }) else { return text }
    return "\"" + text.respelled { $0 == "\"" ? "\"\"" : nil } + "\""
  }
}
