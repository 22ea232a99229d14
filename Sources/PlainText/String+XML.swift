extension String {
  /// This text between the tags of XML or HTML, or in an attribute: well-formed whatever it holds, and ``visible``.
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
