import Screens
import Testing
import TextCanvas

@Suite struct ScriptTests {
  @Test func wordsBecomeEvents() throws {
    let script = try Script(parsing: "n Enter\n space ctrl-l left wait=0.5 size=120x40 :4 /a_b ? :")
    #expect(
      script.events == [
        .key(.character("n")), .key(.enter), .key(.character(" ")), .key(.control("l")), .key(.left),
        .wait(.milliseconds(500)), .resize(Size(columns: 120, rows: 40)), .key(.character(":")), .key(.character("4")),
        .key(.enter), .key(.character("/")), .key(.character("a")), .key(.character(" ")), .key(.character("b")),
        .key(.enter), .key(.character("?")), .key(.character(":")),
      ])
    #expect(try Script(parsing: " ").events == [])
  }

  @Test(arguments: ["nn", "wait=x", "wait=-1", "size=80", "size=1001x2", "Ctrl-", "F1"])
  func aWordThatSaysNothingIsNamed(_ word: String) {
    #expect(throws: ScriptError(found: word)) { try Script(parsing: "n \(word) n") }
  }

  @Test(arguments: [
    (#":a\_b"#, ":a_b"), (#":a\\_b"#, #":a\ b"#), (#":a\\\_b"#, #":a\_b"#), (#":a\ b"#, ":a b"), (#":\ a"#, ": a"),
    (#":a\nb"#, #":a\nb"#), (#"/x\_y"#, "/x_y"), (":turn__left", ":turn  left"), (#":日\_本"#, ":日_本"),
  ])
  func everyCharacterCanBeTyped(_ word: String, _ text: String) throws {
    let typed = text.map { Script.Event.key(.character($0)) } + [.key(.enter)]
    #expect(try Script(parsing: "n \(word) n").events == [.key(.character("n"))] + typed + [.key(.character("n"))])
  }

  @Test func everyCharacterCanBePasted() throws {
    #expect(
      try Script(parsing: "paste=my\\_run\\\t_x\\\n n paste=\\_").events == [
        .paste("my_run\t x\n"), .key(.character("n")), .paste("_"),
      ])
    // Outside text, a backslash is a key.
    #expect(try Script(parsing: "\\ _ Del").events == [.key(.character("\\")), .key(.character("_")), .key(.delete)])
  }

  @Test(arguments: [":sample 5x", "paste=a b\\ c", "foo", "n foo n", ":a\\ b cd", "Q foo"])
  func unknownWordsAreRefusedWhereverTheyStand(_ script: String) {
    #expect(throws: ScriptError.self) { try Script(parsing: script) }
  }

  @Test func everyKeyCanBeWrittenByItsName() throws {
    for text in Instrument.tabs.flatMap({ $0.keyTexts }) {
      for name in text.keys { #expect(try Script(parsing: name).events.count == 1, "\(name)") }
    }
  }

  @Test func timePassesOnlyWhileTheScriptWaits() throws {
    func program(_ script: String) throws -> String {
      var instrument = Instrument(Start(subject: Fixture.subject(), randomSeed: 0), showing: StepTab.name)
      let size = instrument.play(try Script(parsing: script), size: Size(columns: 80, rows: 24)) { request in
        guard case .read(let subject) = request else { return .failed(request, reason: "nothing else is asked for") }
        return .reading(Fixture.reading(), by: Fixture.run, of: subject)
      }
      let text = instrument.frame(size).text
      return text.split(separator: "\n").first { $0.contains("PROGRAM") }.map { String($0.dropFirst(42).prefix(12)) }
        ?? text
    }
    #expect(try program("") == "PROGRAM  1/8")
    #expect(try program("wait=0.4") == "PROGRAM  1/8")
    #expect(try program("wait=0.5") == "PROGRAM  2/8")
    #expect(try program("wait=1.6") == "PROGRAM  4/8")
    #expect(try program("wait=100").hasPrefix("PROGRAM  end"))
    #expect(try program("space wait=100 n") == "PROGRAM  2/8")
    #expect(try program("space n n Q n") == "PROGRAM  3/8", "after the end nothing is pressed")
    #expect(try program("size=20x5").hasPrefix("too small: 20x5"))
  }
}
