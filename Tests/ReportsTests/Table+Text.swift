import Reports

extension Table {
  /// Its lines as one text.
  var text: String { lines.map { $0 + "\n" }.joined() }
}
