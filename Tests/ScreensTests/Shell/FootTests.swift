import Screens
import Testing
import TextCanvas

/// The lowest rows of the screen: errors that are whole, what can follow in a typed line, and places that there are not.
@Suite struct FootTests {
  private static let size = Size(columns: 80, rows: 24)

  /// Answers with fixtures; folders are made up.
  private static func respond(to request: Request) -> Response {
    switch request {
    case .read(let subject): .reading(Fixture.reading(), by: Fixture.run, of: subject)
    case .history(let run): .history(WatchFixture.history(), of: run)
    case .findings(let run): .findings(ProbeFixture.findings, of: run)
    case .library: .library(LibraryFixture.library)
    case .write(let picture): .wrote(file: picture.file)
    case .complete(let request):
      .completions(["runs/one", "runs/only/", "runs/two"].filter { $0.hasPrefix(request.argument) }, of: request)
    default: .failed(request, reason: "not here")
    }
  }

  private func instrument(
    _ name: TabName = StepTab.name, size: Size = FootTests.size, _ keys: [Key] = [.character(" ")]
  ) -> Instrument {
    var instrument = Instrument(Start(subject: Fixture.subject(), randomSeed: 0), showing: name)
    instrument.settle(size: size, respond: Self.respond)
    press(keys, in: &instrument)
    return instrument
  }

  private func press(_ keys: [Key], in instrument: inout Instrument) {
    for key in keys { instrument.settle([.key(key)], respond: Self.respond) }
  }

  private func type(_ text: String, _ last: Key = .enter, in instrument: inout Instrument) {
    press(text.map { .character($0) } + [last], in: &instrument)
  }

  /// The lines of a frame, from the lowest up.
  private func lines(_ instrument: Instrument, _ size: Size = FootTests.size) -> [Substring] {
    instrument.frame(size).text.split(separator: "\n").reversed()
  }

  // MARK: Errors

  /// Its beginning says what it is about, its end what to do.
  @Test func ofATextWithoutBoundTheBeginningAndTheEndAreShown() {
    var instrument = instrument()
    let name = String(repeating: "long ", count: 200_000)
    let reason = "/runs/\(name): found it, expected less; mend it"
    _ = instrument.update(.response(.failed(.train(preset: "x"), reason: reason)))
    let shown = lines(instrument)
    #expect(shown[0].hasSuffix("found it, expected less; mend it"))
    #expect(shown[1].hasSuffix("…"))
    #expect(shown[4].hasPrefix(" ✗ /runs/long long") && !shown[5].contains("long"))
  }

  @Test func anErrorIsWholeWhereItIsLongerThanTheScreenIsWide() {
    for (typed, expected) in [
      (":foo", "semantics, overlay, quit"), (":break wrong", "or off; a feature is direction, position, obstacle"),
      (":semantics foo", "for example put,pick,move,right,left"),
    ] {
      var instrument = instrument()
      type(typed, in: &instrument)
      let lines = lines(instrument)
      #expect(lines[1].hasPrefix(" ✗ ") && !lines[0].contains("…"), "\(typed)")
      #expect((lines[1] + lines[0]).contains("found '\(typed.split(separator: " ").last!.drop { $0 == ":" })'"))
      #expect("\(lines[1])\(lines[0])".contains(expected), "\(typed): \(lines[1]) \(lines[0])")
      press([.character(" ")], in: &instrument)
      #expect(self.lines(instrument)[0].contains("? help"), "until the next key")
    }
  }

  @Test func anErrorThatIsCutSaysSo() {
    let small = Size(columns: 40, rows: 12)
    var instrument = instrument(size: small)
    type(":foo", in: &instrument)
    let lines = lines(instrument, small)
    #expect(lines[2].hasPrefix(" ✗ found 'foo', expected one of"))
    #expect(lines[1].hasSuffix("…") && lines[1].count <= 40)
    #expect(lines[0].hasSuffix("overlay, quit") && lines[0].count <= 40, "its end is where it says what to do")
  }

  @Test func aReasonLongerThanTheRowBelowTheViewIsWholeToo() {
    let reason = "a checkpoint of which nothing can be read: " + String(repeating: "and so on ", count: 12) + "and on"
    var tab = Fixture.tab()
    _ = tab.press(.character("}"))
    var subject = Fixture.subject()
    subject.step = 20_000
    _ = tab.receive(.failed(.read(subject), reason: reason))
    let text = Fixture.frame(tab, Self.size).text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(text.hasSuffix("✗ " + reason))
  }

  @Test func whatANoticeCoversIsNotPressed() {
    var instrument = instrument()
    type(":foo", in: &instrument)
    let before = instrument.frame(Self.size)
    #expect(instrument.update(.mouse(MouseEvent(.press, x: 12, y: 22))) == [])
    #expect(before.text.contains("✗ found") && !instrument.frame(Self.size).text.contains("✗ found"))
    #expect(instrument.update(.mouse(MouseEvent(.press, x: 1, y: 23))) == [])
    #expect(text(instrument).contains("playing"), "the hint of the space key")
  }

  private func text(_ instrument: Instrument) -> String { instrument.frame(Self.size).text }

  // MARK: Completion

  @Test func tabShowsWhatCanFollow() {
    for (typed, completed, candidates) in [
      (":c", "c", " checkpoint · compare"), (":s", "s", " sample · seed · screenshot · step · steer · semantics"),
      (":break ", "break ", "wrong"), (":b wro", "b wrong ", " direction · position · obstacle"),
      (":semantics ", "semantics ", "flip · adversarial"),
      (":checkpoint ", "checkpoint ", " 100 · 2000 · 12345 · 20000"), (":q", "quit", nil), (":zz", "zz", nil),
    ] as [(String, String, String?)] {
      var instrument = instrument()
      type(typed, .tab, in: &instrument)
      #expect(instrument.line?.text == completed)
      let lines = lines(instrument)
      #expect(lines[0] == " :" + completed || lines[0] == " :" + completed.dropLast(), "\(typed): \(lines[0])")
      if let candidates {
        #expect("\(lines[2])\(lines[1])".contains(candidates), "\(typed): \(lines[1])")
      } else {
        #expect(lines[1].contains("steps a second"), "\(typed): \(lines[1])")
      }
      press([.character("x")], in: &instrument)
      #expect(self.lines(instrument)[1].contains("steps a second"), "until the next key")
    }
  }

  @Test func foldersAreCompletedByWhoeverKnowsThem() {
    var instrument = instrument()
    type(":overlay run", .tab, in: &instrument)
    #expect(instrument.line?.text == "overlay runs/")
    #expect(lines(instrument)[1] == " runs/one · runs/only/ · runs/two")
    type("o", .tab, in: &instrument)
    #expect(instrument.line?.text == "overlay runs/on")
    press([.backspace, .backspace, .character("t"), .tab], in: &instrument)
    #expect(instrument.line?.text == "overlay runs/two" && lines(instrument)[1].contains("steps a second"))
    var short = self.instrument()
    type(":ov runs/t", .tab, in: &short)
    #expect(short.line?.text == "ov runs/two", "a command that is cut short stays so")
  }

  @Test func anAnswerThatComesTooLateChangesNothing() {
    var instrument = instrument()
    press(":overlay r".map { .character($0) }, in: &instrument)
    let effects = instrument.update(.key(.tab))
    _ = instrument.update(.key(.character("x")))
    for case .request(let request) in effects { _ = instrument.update(.response(Self.respond(to: request))) }
    #expect(effects.count == 1 && instrument.line?.text == "overlay rx")
  }

  // MARK: Places

  @Test func aPlaceThatIsNotThereIsSaid() {
    for (typed, view, expected) in [
      (":999", "step", ":999 is not in 1 to 9; showing the last"),
      (":0", "step", ":0 is not in 1 to 9; showing the first"),
      (":101%", "step", ":101% is not in 0% to 100%; showing the end"), (":9", "step", nil), (":100%", "step", nil),
      (":8", "watch", "no metrics at step 8; showing step 100"), (":7", "watch", nil), (":100", "watch", nil),
      (":6", "library", ":6 is not in 1 to 5; showing the last"), (":5", "library", nil),
    ] as [(String, String, String?)] {
      var instrument = instrument(TabName(rawValue: view), [])
      type(typed, in: &instrument)
      if let expected {
        #expect(lines(instrument)[0] == " " + expected)
      } else {
        #expect(lines(instrument)[0].contains("? help"), "\(typed)")
      }
    }
  }

  @Test func aNumberGoesToALineOfTheLibrary() {
    var instrument = instrument(LibraryTab.name, [])
    type(":3", in: &instrument)
    #expect((instrument.tabs[3] as? LibraryTab)?.selected == 2)
    type(":100%", in: &instrument)
    #expect((instrument.tabs[3] as? LibraryTab)?.selected == 4)
  }

  // MARK: What commands say

  @Test func semanticsWithANameSayWhatTheyDo() {
    var instrument = instrument()
    type(":semantics flip", in: &instrument)
    #expect(instrument.shown == 2 && text(instrument).contains("FLIP: right does left, left does right"))
    type(":semantics original", in: &instrument)
    #expect(text(instrument).contains("ORIGINAL: ops do what they say"))
    // Where two columns fit, the requested one is one of them.
    let narrow = Size(columns: 40, rows: 16)
    _ = instrument.update(.resized(narrow))
    type(":semantics adversarial", in: &instrument)
    let shown = instrument.frame(narrow).text
    #expect(shown.contains("ORIGINAL") && shown.contains("ADVERSARIAL") && !shown.contains("FLIP"))
  }

  @Test func aScreenshotNeedsAFormat() {
    for name in ["a.gif", "a.", "-", "folder/"] {
      var instrument = instrument()
      press(":screenshot \(name)".map { .character($0) }, in: &instrument)
      #expect(instrument.update(.key(.enter)) == [])
      #expect(
        text(instrument).contains("✗ screenshot: found '\(name)', expected a file that ends in .txt, .svg or .png"))
    }
  }

  @Test func theNeededSizeIsWholeWhereThereIsRoomForIt() {
    for (columns, rows) in [(10, 5), (5, 4), (20, 5), (14, 1)] {
      let size = Size(columns: columns, rows: rows)
      #expect(Fixture.frame(Fixture.tab(), size).text.contains("38x12"), "\(columns)x\(rows)")
    }
  }
}
