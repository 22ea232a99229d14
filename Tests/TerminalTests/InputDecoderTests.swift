import Corpus
import Screens
import Terminal
import Testing

@Suite struct InputDecoderTests {
  /// What reads with pauses before them come to, and a last pause that is longer than any unit is waited for.
  private func inputs(
    _ reads: [(Duration, String)], awaits: Bool = false, described: [[UInt8]: Key] = [:]
  ) -> [TerminalInput] {
    var decoder = InputDecoder(described: described)
    if awaits { decoder.awaitBackground() }
    var inputs: [TerminalInput] = []
    for (pause, text) in reads { inputs += decoder.decode(Array(text.utf8), after: pause) }
    inputs += decoder.decode([UInt8](), after: .seconds(5))
    #expect(decoder.timeToNextChange == nil, "nothing is held for good")
    return inputs
  }

  private func inputs(_ text: String, awaits: Bool = false) -> [TerminalInput] {
    inputs([(.zero, text)], awaits: awaits)
  }

  private func keys(_ text: String) -> [TerminalInput] { text.map { .key(.character($0)) } }

  // MARK: Control strings

  private static let strings = [
    "\u{1B}]11;rgb:ffff/ffff/ffff\u{1B}\\", "\u{1B}]11;rgb:0000/0000/0000\u{7}", "\u{1B}]10;rgb:1/2/3\u{7}",
    "\u{1B}]4;1;rgb:aa/bb/cc\u{1B}\\", "\u{1B}]52;c;cXFxcQ==\u{7}", "\u{1B}]lq title\u{1B}\\",
    "\u{1B}P1$r0m\u{1B}\\", "\u{1B}P>|XTerm(370)\u{1B}\\", "\u{1B}P!|00000000\u{7}", "\u{1B}_Gi=1;OK\u{1B}\\",
    "\u{1B}^q privacy\u{1B}\\", "\u{1B}Xq 日本\u{1B}\\", "\u{1B}]" + String(repeating: "q", count: 5000) + "\u{7}",
  ]

  @Test(arguments: strings)
  func aControlStringIsTakenWhole(_ string: String) {
    #expect(inputs("a" + string + string + "b") == keys("ab"))
    // Torn anywhere but after its ESC, which is one key then.
    let bytes = Array(string.utf8)
    for place in 2..<min(bytes.count, 40) {
      var decoder = InputDecoder()
      var all = decoder.decode(bytes[..<place])
      all += decoder.decode([UInt8](), after: .milliseconds(700))
      all += decoder.decode(bytes[place...] + Array("b".utf8), after: .milliseconds(200))
      #expect(all == keys("b"), "torn after \(place)")
    }
    // Byte by byte.
    var decoder = InputDecoder()
    var all: [TerminalInput] = []
    for byte in bytes + Array("b".utf8) { all += decoder.decode([byte], after: .milliseconds(10)) }
    #expect(all == keys("b"))
  }

  @Test(arguments: ["]11;rgb:ffff/ffff/ffff\u{1B}\\", "P1$r0m\u{1B}\\", "_Gi=1;OK\u{1B}\\"])
  func theRestOfAControlStringAfterEscapeIsNoKeys(_ rest: String) {
    let reads = [(Duration.zero, "\u{1B}"), (.milliseconds(100), ""), (.milliseconds(50), rest + "b")]
    #expect(inputs(reads) == [.key(.escape)] + keys("b"))
  }

  @Test func aStringThatDoesNotEndGivesTheKeysBack() {
    // Alt and ].
    #expect(inputs([(.zero, "\u{1B}]"), (.milliseconds(1100), "a")]) == keys("a"))
    #expect(inputs([(.zero, "\u{1B}]11;rgb"), (.milliseconds(3100), "a")]) == keys("a"))
    for end in ["\u{18}", "\u{1A}"] { #expect(inputs("\u{1B}]11;rgb" + end + "a") == keys("a")) }
    // Another unit begins in it.
    #expect(inputs("\u{1B}]11;rgb\u{1B}[Aa") == [.key(.up)] + keys("a"))
  }

  @Test func theResponseToTheQuestionTellsTheBackground() {
    let light = "\u{1B}]11;rgb:ffff/ffff/ffff\u{1B}\\"
    #expect(inputs(light, awaits: true) == [.background(isLight: true)])
    #expect(inputs("\u{1B}]11;rgb:00/00/00\u{7}", awaits: true) == [.background(isLight: false)])
    #expect(inputs(light + light, awaits: true) == [.background(isLight: true)], "the first counts")
    #expect(inputs("\u{1B}]10;rgb:0/0/0\u{7}" + light, awaits: true) == [.background(isLight: true)])
    #expect(inputs("a" + light + "b", awaits: true) == keys("a") + [.background(isLight: true)] + keys("b"))
    // Late.
    #expect(inputs([(.seconds(600), light)], awaits: true) == [.background(isLight: true)])
    #expect(inputs("\u{1B}]11;?\u{7}\u{1B}]11;rgb:x\u{7}", awaits: true) == [])
  }

  @Test func aResponseThatIsTornAfterItsEscapeIsNoEscape() {
    for pause in [10, 150, 400] {
      let reads: [(Duration, String)] = [
        (.zero, "\u{1B}"), (.milliseconds(pause), "]11;rgb:ffff/ffff/ffff\u{1B}"), (.milliseconds(pause), "\\"),
      ]
      #expect(inputs(reads, awaits: true) == [.background(isLight: true)])
    }
    // In single bytes.
    let reads = "\u{1B}]11;rgb:ffff/ffff/ffff\u{1B}\\".map { (Duration.milliseconds(100), String($0)) }
    #expect(inputs(reads, awaits: true) == [.background(isLight: true)])
    // A key after Esc is one.
    #expect(inputs([(.zero, "\u{1B}"), (.milliseconds(100), "a")], awaits: true) == [.key(.escape)] + keys("a"))
    #expect(inputs([(.zero, "\u{1B}"), (.milliseconds(100), "[")], awaits: true) == [.key(.escape)] + keys("["))
  }

  // MARK: Escape

  @Test func aLoneEscapeIsAKeyAtOnce() {
    var decoder = InputDecoder()
    #expect(decoder.decode([27]) == [])
    #expect(decoder.timeToNextChange == .milliseconds(25))
    #expect(decoder.decode([UInt8](), after: .milliseconds(10)) == [])
    #expect(decoder.timeToNextChange == .milliseconds(15))
    #expect(decoder.decode([UInt8](), after: .milliseconds(15)) == [.key(.escape)])
    #expect(decoder.timeToNextChange == nil)
    #expect(inputs([(.zero, "\u{1B}"), (.milliseconds(30), "a")]) == [.key(.escape)] + keys("a"))
    #expect(inputs("\u{1B}\u{1B}") == [.key(.escape), .key(.escape)])
    #expect(inputs("\u{1B}\u{1B}\u{1B}") == [.key(.escape), .key(.escape), .key(.escape)])
  }

  @Test func whileAResponseIsAwaitedAnEscapeIsAKeySoon() {
    var decoder = InputDecoder()
    decoder.awaitBackground()
    _ = decoder.decode([27])
    #expect(decoder.timeToNextChange == .milliseconds(500))
    #expect(decoder.decode([UInt8](), after: .milliseconds(500)) == [.key(.escape)])
    // And at once when it has come, or has not for long.
    _ = decoder.decode(Array("\u{1B}]11;rgb:0/0/0\u{7}\u{1B}".utf8))
    #expect(decoder.timeToNextChange == .milliseconds(25))
    decoder.forget()
    decoder.awaitBackground()
    _ = decoder.decode([UInt8](), after: .seconds(31))
    _ = decoder.decode([27])
    #expect(decoder.timeToNextChange == .milliseconds(25))
  }

  @Test(arguments: ["x", "[", "O", "]", "P", "é", "日", "\r", "\t", "\u{7F}", "\u{3}"])
  func altAndAKeyAreNothing(_ key: String) {
    #expect(inputs([(.zero, "\u{1B}" + key), (.milliseconds(1100), "a")]) == keys("a"))
  }

  @Test func altAndAKeyWithASequenceAreNothing() {
    for sequence in ["[A", "OA", "[5~", "[1;3A", "[7$"] {
      #expect(inputs("\u{1B}\u{1B}" + sequence + "a") == keys("a"))
    }
    // What no Alt is held with came after Esc.
    #expect(inputs("\u{1B}\u{1B}]11;rgb:0/0/0\u{7}a") == [.key(.escape)] + keys("a"))
    #expect(
      inputs("\u{1B}\u{1B}[<0;1;1Ma") == [.key(.escape), .mouse(MouseEvent(.press, x: 0, y: 0))] + keys("a"))
  }

  // MARK: Keys

  private static let spellings: [(Key, [String])] = [
    (.home, ["[1~", "[7~", "[H", "OH", "[1;1H"]), (.end, ["[4~", "[8~", "[F", "OF", "[4;1~"]),
    (.up, ["[A", "OA"]), (.down, ["[B", "OB"]), (.right, ["[C", "OC"]), (.left, ["[D", "OD"]),
    (.delete, ["[3~"]), (.pageUp, ["[5~"]), (.pageDown, ["[6~"]), (.enter, ["OM"]), (.character("7"), ["Ow"]),
    (.character("+"), ["Ok"]), (.character("*"), ["Oj"]), (.character("9"), ["Oy"]), (.character("0"), ["Op"]),
  ]

  @Test func keysAreKnownInAllTheirSpellings() {
    for (key, spellings) in Self.spellings {
      for spelling in spellings {
        #expect(inputs("\u{1B}" + spelling + "a") == [.key(key)] + keys("a"), "\(spelling)")
        let torn = ("\u{1B}" + spelling).dropFirst(2).map { (Duration.milliseconds(100), String($0)) }
        #expect(inputs([(.zero, "\u{1B}" + spelling.prefix(1))] + torn) == [.key(key)], "\(spelling) in pieces")
      }
    }
  }

  @Test func charactersAreKeys() {
    #expect(inputs("aé日🙂~") == keys("aé日🙂~"))
    let bytes = "é日🙂".utf8.map { (Duration.milliseconds(100), [$0]) }
    var decoder = InputDecoder()
    #expect(bytes.flatMap { decoder.decode($0.1, after: $0.0) } == keys("é日🙂"))
    let controls: [Key] = [.tab, .enter, .enter, .backspace, .backspace, .control("a")]
    #expect(inputs("\t\r\n\u{8}\u{7F}\u{1}") == controls.map(TerminalInput.key))
    #expect(inputs("\u{0}\u{1C}\u{85}a") == keys("a"))
  }

  @Test func bytesThatAreNoCharacterAreNothing() {
    var decoder = InputDecoder()
    let bytes: [[UInt8]] = [
      [0xFF, 0xFE], [0x80], [0xC0, 0x80], [0xE9, 0x61], [0xED, 0xA0, 0x80, 0x61], [0xF4, 0x90, 0x80, 0x80],
      [0xF0, 0x9F, 0x1B, 0x5B, 0x41],
    ]
    #expect(bytes.flatMap { decoder.decode($0) } == keys("aa") + [.key(.up)])
  }

  @Test(arguments: [
    "[1;5C", "[1;2H", "[3;5~", "[11~", "[24~", "OP", "[[A", "[[E", "[Z", "[I", "[O", "[0n", "[?62;22c", "[>0;276;0c",
    "[24;80R", "[?2026;2$y", "[7$", "[7^", "[8@", "[a", "Oa", "O5C", "[201~", "[M", "[12;34;56M", "[E", "[200z",
    "[<0;99999999999999999999;1M", "[<;;M", "[<0;0;1M", "[<35;1;1M", "[<0;1;1m", "[<2;1;1M", "[1;1;1;1;1;1~",
  ])
  func otherSequencesAreNothing(_ sequence: String) {
    var decoder = InputDecoder(hearsMouse: !["[M"].contains(sequence))
    #expect(decoder.decode(Array("\u{1B}\(sequence)a".utf8)) == keys("a"))
  }

  @Test func aSequenceThatBreaksOffIsNothing() {
    #expect(inputs([(.zero, "\u{1B}[1"), (.milliseconds(600), "a")]) == keys("a"))
    #expect(inputs("\u{1B}[1\u{1B}[A") == [.key(.up)])
    #expect(inputs("\u{1B}[1\ra") == [.key(.enter)] + keys("a"))
    #expect(inputs("\u{1B}[1éa") == keys("éa"))
    #expect(inputs("\u{1B}[" + String(repeating: "1", count: 10_000) + "~a") == keys("a"))
  }

  @Test func theDescriptionOfTheTerminalAddsSpellings() {
    let described: [[UInt8]: Key] = [
      Array("\u{1B}[214z".utf8): .home, Array("\u{1B}J".utf8): .pageDown, Array("\u{1B}Oq".utf8): .end, [11]: .up,
      Array("\u{1B}[4~".utf8): .delete,
    ]
    #expect(inputs([(.zero, "\u{1B}[214z\u{1B}J")], described: described) == [.key(.home), .key(.pageDown)])
    #expect(inputs([(.zero, "\u{1B}[4~")], described: described) == [.key(.end)], "the usual ones hold")
    #expect(inputs([(.zero, "\u{0B}")], described: described) == [.key(.control("k"))])
  }

  // MARK: Mouse

  @Test func theMouseIsHeardInBothForms() {
    let press = TerminalInput.mouse(MouseEvent(.press, x: 9, y: 4))
    #expect(inputs("\u{1B}[<0;10;5M\u{1B}[<0;10;5ma") == [press] + keys("a"))
    #expect(inputs("\u{1B}[<4;10;5M") == [press], "with Shift")
    #expect(
      inputs("\u{1B}[<64;1;1M\u{1B}[<65;300;200M") == [
        .mouse(MouseEvent(.wheelUp, x: 0, y: 0)), .mouse(MouseEvent(.wheelDown, x: 299, y: 199)),
      ])
    #expect(inputs("\u{1B}[M *%a") == [press] + keys("a"))
    #expect(inputs("\u{1B}[M#*%a") == keys("a"), "a release")
    var decoder = InputDecoder()
    #expect(decoder.decode([27, 0x5B, 0x4D, 0x60, 0xFF, 0xFE]) == [.mouse(MouseEvent(.wheelUp, x: 222, y: 221))])
  }

  // MARK: Pasted text

  @Test func pastedTextIsNoKeys() {
    let text = "q\u{1B}[A\u{1B}]0;q\u{7}日\r\u{1B}"
    let whole = "\u{1B}[200~" + text + "\u{1B}[201~a"
    #expect(inputs(whole) == [.pasted(text)] + keys("a"))
    let bytes = Array(whole.utf8)
    for place in 2..<bytes.count {
      var decoder = InputDecoder()
      let all = decoder.decode(bytes[..<place]) + decoder.decode(bytes[place...], after: .milliseconds(400))
      #expect(all == [.pasted(text)] + keys("a"), "torn after \(place)")
    }
    #expect(inputs([(.zero, "\u{1B}[200~qq"), (.milliseconds(1100), "a")]) == [.pasted("qq")] + keys("a"))
  }

  @Test func ofALongTextTheEndStays() {
    let text = String(repeating: "x", count: 200_000) + "end"
    guard case .pasted(let pasted)? = inputs("\u{1B}[200~" + text + "\u{1B}[201~").first else {
      Issue.record("nothing was pasted")
      return
    }
    #expect(pasted.hasSuffix("xend") && pasted.utf8.count <= 1 << 16)
  }

  // MARK: Anything

  /// Units in any order, in pieces that come one right after the other, mean what they mean one by one.
  @Test func unitsMeanTheSameInPieces() {
    let units: [(String, [TerminalInput])] =
      Self.strings.dropLast().map { ($0, []) }
      + Self.spellings.flatMap { key, all in all.map { ("\u{1B}" + $0, [.key(key)]) } }
      + [
        ("a", keys("a")), ("日", keys("日")), ("\u{1B}x", []), ("\u{1B}[200~q\u{1B}[201~", [.pasted("q")]),
        ("\u{1B}[<0;1;1m", []),
      ]
    var random = SplitMix64(keys: 17, 1)
    for _ in 0..<500 {
      let chosen = (0..<20).map { _ in units[random.next(below: units.count)] }
      var rest = Array(chosen.map(\.0).joined().utf8)[...]
      var decoder = InputDecoder()
      var found: [TerminalInput] = []
      while !rest.isEmpty {
        let count = 1 + random.next(below: min(rest.count, 9))
        found += decoder.decode(rest.prefix(count), after: .milliseconds(random.next(below: 25)))
        rest = rest.dropFirst(count)
      }
      #expect(found == chosen.flatMap(\.1), "\(chosen.map(\.0))")
    }
  }

  /// Whatever comes, nothing is held for good, and what comes after a while is heard.
  @Test func anyBytesLeaveTheKeysToTheUser() {
    var random = SplitMix64(keys: 17, 2)
    let telling = Array("\u{1B}\u{1B}\u{1B}[]OPX^_M<;?$~019\\\u{7}\u{18}qAHF".utf8) + [0x9B, 0x9D, 0xE6, 0xC3, 0xFF]
    for round in 0..<4000 {
      var decoder = InputDecoder(hearsMouse: round % 2 == 0)
      if round % 3 == 0 { decoder.awaitBackground() }
      for _ in 0..<1 + random.next(below: 6) {
        let bytes = (0..<random.next(below: 24)).map { _ in
          random.next(below: 4) == 0 ? UInt8(random.next(below: 256)) : telling[random.next(below: telling.count)]
        }
        _ = decoder.decode(bytes, after: .milliseconds(random.next(below: 700)))
      }
      var pauses = 0
      while let pause = decoder.timeToNextChange {
        _ = decoder.decode([UInt8](), after: pause)
        pauses += 1
        guard pauses < 3 else { break }
      }
      #expect(decoder.timeToNextChange == nil)
      #expect(decoder.decode([UInt8(ascii: "q")], after: .seconds(1)) == keys("q"))
    }
  }
}
