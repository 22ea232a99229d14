import Foundation
import Screens
import Testing

@Suite struct KeyReferenceTests {
  @Test func readmeHasTheTableOfKeys() throws {
    let readme = URL(fileURLWithPath: #filePath).appending(path: "../../../README.md").standardizedFileURL
    let text = try String(contentsOf: readme, encoding: .utf8)
    #expect(text.contains("\n" + KeyReference.markdown), "copy it from: karelscope keys --format markdown")
  }

  @Test func everyPageHasEveryKey() {
    for text in Instrument.views.flatMap({ $0.keyTexts }) {
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
