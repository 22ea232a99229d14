/// Swift source text without its comments and the texts in its literals, line by line; what literals interpolate stays.
struct SwiftText {
  private(set) var lines: [Substring] = []

  init(_ source: String) {
    var rest = source[...]
    var code = ""
    SwiftText.copyCode(from: &rest, to: &code, isInterpolation: false)
    lines = code.split(separator: "\n", omittingEmptySubsequences: false)
  }

  /// Copies code up to the end of the text, or of the interpolation.
  private static func copyCode(from rest: inout Substring, to code: inout String, isInterpolation: Bool) {
    var depth = 0
    while let character = rest.first {
      if rest.hasPrefix("//") {
        rest = rest.drop { $0 != "\n" }
      } else if rest.hasPrefix("/*") {
        skipComment(&rest)
      } else if rest.hasPrefix("\"\"\"") {
        rest = rest.dropFirst(3)
        copyInterpolations(from: &rest, to: &code, until: "\"\"\"")
      } else if character == "\"" {
        rest = rest.dropFirst()
        copyInterpolations(from: &rest, to: &code, until: "\"")
      } else {
        if character == "(" { depth += 1 }
        if character == ")" { depth -= 1 }
        rest = rest.dropFirst()
        if isInterpolation, depth < 0 { return }
        code.append(character)
      }
    }
  }

  private static func skipComment(_ rest: inout Substring) {
    var depth = 0
    repeat {
      if rest.hasPrefix("/*") {
        depth += 1
      } else if rest.hasPrefix("*/") {
        depth -= 1
      } else {
        rest = rest.dropFirst(); continue
      }
      rest = rest.dropFirst(2)
    } while depth > 0 && !rest.isEmpty
  }

  private static func copyInterpolations(from rest: inout Substring, to code: inout String, until end: String) {
    while !rest.isEmpty {
      if rest.hasPrefix("\\(") {
        rest = rest.dropFirst(2)
        code.append(" ")
        copyCode(from: &rest, to: &code, isInterpolation: true)
        code.append(" ")
      } else if rest.hasPrefix("\\") {
        rest = rest.dropFirst(2)
      } else if rest.hasPrefix(end) {
        rest = rest.dropFirst(end.count)
        return
      } else {
        if rest.first == "\n" { code.append("\n") }
        rest = rest.dropFirst()
      }
    }
  }
}
