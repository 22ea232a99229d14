import Foundation
import Screens
import Testing

@Suite struct KeyReferenceTests {
  @Test func theDocumentationHasTheTableOfKeys() throws {
    let page = URL(fileURLWithPath: #filePath)
      .appending(path: "../../../../Sources/karelscope/Karelscope.docc/Keys.md").standardizedFileURL
    let text = try String(contentsOf: page, encoding: .utf8)
    #expect(text.contains("\n" + KeyReference.markdown), "write it with: .ci/documents")
  }

  @Test func everyPageHasEveryKey() {
    for text in Instrument.tabs.flatMap({ $0.keyTexts }) {
      for key in text.keys {
        #expect(KeyReference.text.contains(key) && KeyReference.markdown.contains("`\(key)`"))
        #expect(KeyReference.manual.contains(key == "-" ? "\\-" : key.replacing("-", with: "\\-")))
      }
    }
    // Nothing begins like an instruction but the instructions.
    let lines = KeyReference.manual.split(separator: "\n")
    #expect(
      lines.allSatisfy { line in
        line.first != "." || [".SH", ".SS", ".TP", ".B "].contains { line.hasPrefix($0) }
      })
  }
}
