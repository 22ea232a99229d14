extension String {
  /// This text escaped for XML or HTML content or attributes, and made ``visible``: well-formed whatever it contains.
  public var xmlEscaped: String {
    visible.respelled { scalar in
      switch scalar {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      case "\"": "&quot;"
      default: nil
      }
    }
  }
}
