import PlainText
import Testing

@Suite struct VisibleTests {
  @Test(arguments: [
    ("run \u{1B}[31m", #"run \u{1B}[31m"#), ("a\nb\r\nc\td", #"a\nb\r\nc\td"#),
    ("\u{0}\u{7F}\u{9B}2J", #"\u{0}\u{7F}\u{9B}2J"#),
    ("\u{202E}gpj.exe\u{2066}\u{200F}\u{61C}", #"\u{202E}gpj.exe\u{2066}\u{200F}\u{61C}"#),
    ("\u{2028}\u{2029}\u{85}", #"\u{2028}\u{2029}\u{85}"#), ("a\u{200B}\u{FEFF}\u{AD}b", #"a\u{200B}\u{FEFF}\u{AD}b"#),
    ("\u{1B}\u{301}\n\u{301}", "\\u{1B}\u{301}\\n\u{301}"), ("\u{FFFF}\u{1FFFE}", #"\u{FFFF}\u{1FFFE}"#), ("", ""),
  ])
  func controlsAreEscaped(_ text: String, _ visible: String) { #expect(text.visible == visible) }

  @Test(arguments: [
    #"C:\new\u{1B}"#, "日本 é e\u{301} ü ½ → ░ ✓", "👩‍🚀 🏳️‍🌈 🏴\u{E0067}\u{E007F}", "می\u{200C}خواهم", "\u{600}1", "\u{E000}",
  ])
  func otherTextIsUnchanged(_ text: String) {
    #expect(text.visible == text && text.visibleLines == text && text.visibleJSON == text)
  }

  @Test func nothingUnfitRemains() {
    let wrong = allScalars.filter { scalar in
      let visible = String(scalar).visible
      let isFit = visible.unfit.isEmpty && visible.visible == visible && (scalar.needsEscaping || !scalar.isUnfit)
      return !isFit || scalar.needsEscaping == (visible == String(scalar))
    }
    #expect(wrong.isEmpty)
  }

  @Test func linesKeepTheirLineFeedsAlone() {
    #expect("a\nb\r\n\u{1B}c\u{2028}\n".visibleLines == "a\nb\\r\n\\u{1B}c\\u{2028}\n")
  }
}
