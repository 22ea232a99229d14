import Foundation
import PlainText
import Testing

@Suite struct JSONTests {
  private let everything = String(String.UnicodeScalarView(allScalars))

  @Test func aLiteralDecodesToTheText() throws {
    let literal = everything.jsonLiteral
    #expect(literal.unfit.isEmpty)
    let text = try #require(
      try JSONSerialization.jsonObject(with: Data(literal.utf8), options: .fragmentsAllowed) as? String)
    #expect(text.unicodeScalars.elementsEqual(everything.unicodeScalars))
  }

  @Test func literalsHaveAFixedSpelling() {
    #expect("a\"\\\n\u{1B}/é".jsonLiteral == #""a\"\\\u000a\u001b/é""#)
    #expect("\"\u{301}\u{1FFFE}".jsonLiteral == "\"\\\"\u{301}\\ud83f\\udffe\"")
  }

  @Test func encodedJSONIsMadeVisible() throws {
    struct Values: Codable, Equatable { let texts: [String: String] }
    let values = Values(texts: ["k\u{202E}": "\u{9B}2J\u{7F}\u{2028}\n\"\\", "日本": "\u{1FFFE}"])
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let json = String(decoding: try encoder.encode(values), as: UTF8.self).visibleJSON
    #expect(json.unfit.isEmpty && json.contains("日本") && json.contains(#"k\u202e"#))
    #expect(try JSONDecoder().decode(Values.self, from: Data(json.utf8)) == values)
  }
}
