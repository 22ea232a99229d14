import Foundation
import PlainText
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Escaped texts keep their meaning in XML, CSV, manual pages and shells.
@Suite struct MarkupTests {
  /// Collects the characters of an element and its attribute.
  private final class Reader: NSObject, XMLParserDelegate {
    private(set) var (text, attribute) = ("", "")

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String]
    ) { attribute = attributes["a"] ?? "" }

    func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }
  }

  @Test func xmlIsWellFormedWhateverItContains() {
    // Above U+3000, only scalars that need escaping or that XML forbids behave differently.
    let scalars = allScalars.filter { $0.value < 0x3000 || $0.needsEscaping || $0.isUnfit }
    let text = scalars.map(String.init).joined(separator: " ") + "<\u{301}&\u{301}\"\u{301}]]>"
    let reader = Reader()
    let parser = XMLParser(data: Data("<x a=\"\(text.xmlEscaped)\">\(text.xmlEscaped)</x>".utf8))
    parser.delegate = reader
    #expect(parser.parse(), "\(String(describing: parser.parserError))")
    #expect(reader.text.unicodeScalars.elementsEqual(text.visible.unicodeScalars))
    #expect(reader.attribute.unicodeScalars.elementsEqual(text.visible.unicodeScalars))
  }

  @Test(arguments: [
    ("plain text", "plain text"), ("a,b", "\"a,b\""), ("\"\u{301}", "\"\"\"\u{301}\""), ("a\r\nb", #"a\r\nb"#),
  ])
  func csvFields(_ text: String, _ field: String) { #expect(text.csvField == field) }

  @Test(arguments: [
    ("a-b \\fB", "a\\-b \\efB"), (".so x", "\\&.so x"), ("'\u{301}", "\\&'\u{301}"), ("x\n.so y", "x\\en.so y"),
    ("-\u{301}", "\\-\u{301}"),
  ])
  func manualLines(_ text: String, _ line: String) { #expect(text.manualEscaped == line) }

  @Test(arguments: [
    ("/a/b-c_1.x:@%+,", "/a/b-c_1.x:@%+,"), ("a b", "'a b'"), ("it's", #"'it'\''s'"#), ("", "''"), ("日本", "'日本'"),
    ("a\u{1B}'\\\n\u{9B}", #"$'a\x1b\'\\\x0a\xc2\x9b'"#),
  ])
  func shellWords(_ text: String, _ word: String) { #expect(text.shellWord == word) }

  @Test(arguments: [("/a/b", "/a/b"), ("a b", "'a b'"), ("a'日", #"$'a\'\xe6\x97\xa5'"#)])
  func shellWordsInASCII(_ text: String, _ word: String) { #expect(text.shellWord(inASCII: true) == word) }

  @Test func aShellReadsBackTheWord() throws {
    let text = "r\u{1B}]0;x\u{7}\r\n\u{9B}1f\u{202E}\u{2028}\u{1FFFE}<&\"'\u{301}$(x)`\\\t日本"
    for (word, inASCII) in [(text, false), (text, true), ("'\u{301}$(x) `\\n", false), ("'日\\n", true)] {
      let shellWord = word.shellWord(inASCII: inASCII)
      #expect(shellWord.unfit.isEmpty && (!inASCII || shellWord.allSatisfy(\.isASCII)))
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/bash")
      process.arguments = ["-c", "printf %s \(shellWord)"]
      let pipe = Pipe()
      process.standardOutput = pipe
      try process.run()
      let output = try pipe.fileHandleForReading.readToEnd()
      process.waitUntilExit()
      #expect(output.map { Array($0) } == Array(word.utf8))
    }
  }
}
