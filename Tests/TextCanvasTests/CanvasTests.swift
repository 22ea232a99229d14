import Testing
import TextCanvas

@Suite struct CanvasTests {
  @Test func dropsWhatLiesOutside() {
    var canvas = Canvas(Size(columns: 4, rows: 2))
    canvas.write("abcdef", x: 2, y: 0)
    canvas.write("xyz", x: -2, y: 1)
    canvas.write("no", x: 0, y: 2)
    canvas.write("no", x: 0, y: -1)
    #expect(canvas.text == "  ab\nz\n")
  }

  @Test func rectanglesClipAndNest() {
    var canvas = Canvas(Size(columns: 6, rows: 3))
    canvas.within(Rectangle(x: 1, y: 1, columns: 3, rows: 5)) { canvas in
      canvas.write("abcdef", x: -1, y: 0)
      #expect(canvas.columns == 3)
      canvas.within(Rectangle(x: 2, y: 1, columns: 9, rows: 1)) { $0.write("xyz", x: 0, y: 0) }
      canvas.write("no", x: 0, y: -1)
    }
    canvas.write("!", x: 5, y: 0)
    #expect(canvas.text == "     !\n bcd\n   x\n")
  }

  @Test func charactersOfUncertainWidthBecomeQuestionMarks() {
    var canvas = Canvas(Size(columns: 14, rows: 1))
    canvas.write("a\u{7}\n漢🙂e\u{301}é▲\u{200B}\u{0}👨‍👩‍👧🇪🇺", x: 0, y: 0)
    #expect(canvas.text == "a??漢🙂e\u{301}é▲????\n")
  }

  @Test(arguments: [
    ("日本", 4), ("бег", 3), ("e\u{301}", 1), ("한글", 4), ("ｱｲ", 2), ("ＡＢ", 4), ("Việt", 4), ("ไทย", 3), ("🙂", 2),
    ("▲█⠿─", 4),
    ("שלום", 4), ("ა", 1),
  ])
  func textTakesAsManyColumnsAsItIsDrawnIn(_ text: String, _ columns: Int) {
    var canvas = Canvas(Size(columns: 9, rows: 2))
    #expect(canvas.write(text, x: 0, y: 0) == columns)
    canvas.write(text, endingAt: 9, y: 1)
    #expect(canvas.text == "\(text)\n\(String(repeating: " ", count: 9 - columns))\(text)\n")
    #expect(canvas.inASCII.text.split(separator: "\n")[0].count == columns)
  }

  @Test func halvesOfCharactersAreNeverLeft() {
    var canvas = Canvas(Size(columns: 6, rows: 1))
    canvas.write("日本語", x: 0, y: 0)
    canvas.put("x", x: 1, y: 0)
    #expect(canvas.text == " x本語\n")
    canvas.put("y", x: 2, y: 0)
    #expect(canvas.text == " xy 語\n")
    canvas.put("新", x: 3, y: 0)
    #expect(canvas.text == " xy新\n")
    canvas.write("日本", x: -1, y: 0)
    #expect(canvas.text == " 本新\n")
    canvas.within(Rectangle(x: 0, y: 0, columns: 4, rows: 1)) { _ = $0.write("a日本", x: 0, y: 0) }
    #expect(canvas.text == "a日\n", "neither fits the place nor reaches out of it")
    #expect(canvas.svg.contains(">日</text>") && !canvas.svg.contains("\u{0}"))
  }

  @Test func nothingThatIsDrawnSteers() {
    func isControl(_ scalar: Unicode.Scalar) -> Bool {
      let categories: [Unicode.GeneralCategory] = [.control, .lineSeparator, .paragraphSeparator, .surrogate]
      return categories.contains(scalar.properties.generalCategory) || scalar.properties.isBidiControl
    }
    let wrong = (UInt32(0)...0x10FFFF).compactMap(Unicode.Scalar.init).filter { scalar in
      var canvas = Canvas(Size(columns: 4, rows: 1))
      let end = canvas.write("e\(scalar)", x: 0, y: 0)
      let isReplaced = end == 2 && canvas.text == "e?\n"
      return canvas.text.unicodeScalars.dropLast().contains { isControl($0) } || isControl(scalar) && !isReplaced
    }
    #expect(wrong.isEmpty)
    // A line break of two scalars is one character, and takes a cell.
    var canvas = Canvas(Size(columns: 4, rows: 1))
    #expect(canvas.write("a\r\nb", x: 0, y: 0) == 3 && canvas.text == "a?b\n")
  }

  @Test func svgDrawsBlocksAsRectanglesAndTheRestAsText() {
    var canvas = Canvas(Size(columns: 4, rows: 1))
    canvas.put("▙", x: 0, y: 0, .truth)
    canvas.put("<", x: 1, y: 0, .heading)
    canvas.put("░", x: 3, y: 0, .belief)
    let lines = canvas.svg.split(separator: "\n")
    #expect(lines[0].contains("viewBox=\"0 0 40 20\""))
    #expect(
      lines.dropFirst(2).dropLast() == [
        "<rect x=\"0\" y=\"0\" width=\"5\" height=\"10\" fill=\"#56b4e9\"/>",
        "<rect x=\"0\" y=\"10\" width=\"5\" height=\"10\" fill=\"#56b4e9\"/>",
        "<rect x=\"5\" y=\"10\" width=\"5\" height=\"10\" fill=\"#56b4e9\"/>",
        "<text x=\"10\" y=\"15\" fill=\"#d8d8d8\" font-weight=\"bold\">&lt;</text>",
        "<rect x=\"30\" y=\"0\" width=\"5\" height=\"10\" fill=\"#e69f00\" fill-opacity=\"0.25\"/>",
        "<rect x=\"35\" y=\"0\" width=\"5\" height=\"10\" fill=\"#e69f00\" fill-opacity=\"0.25\"/>",
        "<rect x=\"30\" y=\"10\" width=\"5\" height=\"10\" fill=\"#e69f00\" fill-opacity=\"0.25\"/>",
        "<rect x=\"35\" y=\"10\" width=\"5\" height=\"10\" fill=\"#e69f00\" fill-opacity=\"0.25\"/>",
      ])
  }
}
