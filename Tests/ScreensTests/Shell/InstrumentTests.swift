import Corpus
import Screens
import Testing
import TextCanvas

@Suite struct InstrumentTests {
  private static let size = Size(columns: 80, rows: 24)
  private static let start = Start(subject: Fixture.subject(), randomSeed: 0)

  /// Answers with fixtures.
  private static func respond(to request: Request) -> Response {
    switch request {
    case .read(let subject): .reading(Fixture.reading(), by: Fixture.run, of: subject)
    case .history(let run): .history(WatchFixture.history(), of: run)
    case .findings(let run): .findings(ProbeFixture.findings, of: run)
    case .probe(let request): .probing(ProbingProgress(request: request, state: .finished(seconds: 1)))
    case .probing, .stopProbing: .failed(request, reason: "no probes are being trained")
    case .library: .library(LibraryFixture.library)
    case .catalogEntries: .catalogEntries(LibraryFixture.library.contents)
    case .complete(let request): .completions([], of: request)
    case .write(let picture): .wrote(file: picture.file)
    case .train(let preset): .training(RunReference(path: "/runs/\(preset)-seed1", name: "\(preset)-seed1"), seed: 1)
    case .control(let run, _): .history(WatchFixture.history(), of: run)
    }
  }

  /// The instrument after its start and some keys, every request answered.
  private func instrument(_ name: TabName = StepTab.name, _ keys: Key...) -> Instrument { instrument(name, keys) }

  private func instrument(_ name: TabName, _ keys: [Key]) -> Instrument {
    var instrument = Instrument(Self.start, showing: name)
    instrument.settle(size: Self.size, respond: Self.respond)
    press(keys, in: &instrument)
    return instrument
  }

  private func press(_ keys: [Key], in instrument: inout Instrument) {
    for key in keys { instrument.settle([.key(key)], respond: Self.respond) }
  }

  private func type(_ text: String, in instrument: inout Instrument) {
    press(text.map { .character($0) } + [.enter], in: &instrument)
  }

  private func text(_ instrument: Instrument) -> String { instrument.frame(Self.size).text }

  // MARK: Views

  @Test func everyViewOpensOnItsOwn() {
    for (name, sign) in [
      ("step", "PROGRAM  1/8"), ("watch", "WRITTEN"), ("compare", "ADVERSARIAL"), ("library", "RUNS"),
    ] {
      #expect(text(instrument(TabName(rawValue: name))).contains(sign))
    }
  }

  @Test func numbersAndTabChangeTheView() {
    var instrument = instrument()
    for (key, view) in [(Key.character("2"), 1), (.character("4"), 3), (.character("1"), 0), (.character("3"), 2)] {
      press([key], in: &instrument)
      #expect(instrument.shown == view)
    }
    for view in [3, 0, 1, 2] {
      press([.tab], in: &instrument)
      #expect(instrument.shown == view)
    }
  }

  @Test func theActiveTabIsMarked() {
    let cells = instrument(WatchTab.name).frame(Self.size).cells.prefix(80)
    #expect(String(cells.filter { $0.style == .selected }.map(\.character)) == " 2 Watch ")
  }

  @Test func viewsShowTheSameSubject() {
    var instrument = instrument()
    type(":sample 23", in: &instrument)
    #expect(instrument.subject == Fixture.subject(23))
    press([.character("3")], in: &instrument)
    #expect(instrument.tabs[2].subject == Fixture.subject(23))
    press([.character("r")], in: &instrument)
    let drawn = instrument.subject
    #expect(drawn.sample != Fixture.sample(23))
    press([.character("1")], in: &instrument)
    #expect(instrument.tabs[0].subject == drawn)
  }

  @Test func aBackgroundViewStandsStill() {
    var instrument = instrument()
    #expect(instrument.timeToNextChange != nil, "the first reading plays")
    press([.character("4")], in: &instrument)
    #expect(instrument.timeToNextChange == nil)
    press([.character("1")], in: &instrument)
    #expect(instrument.timeToNextChange != nil)
  }

  @Test func theFirstStartPlaysByItself() {
    var instrument = instrument()
    #expect(text(instrument).contains("PROGRAM  1/8") && text(instrument).contains("playing"))
    instrument.settle([.tick(elapsed: .milliseconds(500))], respond: Self.respond)
    #expect(text(instrument).contains("PROGRAM  2/8"))
  }

  // MARK: One level back

  @Test func leavingGoesOneLevelBackAndThenOut() {
    for key: Key in [.character("q"), .escape] {
      var instrument = instrument(StepTab.name, .character("f"), .enter, .character("i"), .character("?"))
      #expect(instrument.helpOffset == 0 && instrument.showsInformation && instrument.isFullScreen)
      #expect(instrument.update(.key(key)) == [])
      #expect(instrument.helpOffset == nil && instrument.showsInformation)
      #expect(instrument.update(.key(key)) == [])
      #expect(!instrument.showsInformation && instrument.isFullScreen)
      #expect(instrument.update(.key(key)) == [])
      #expect(!instrument.isFullScreen && instrument.focusedPane != nil)
      #expect(instrument.update(.key(key)) == [])
      #expect(instrument.focusedPane == nil)
      #expect(instrument.update(.key(key)) == [.quit])
      #expect(instrument.update(.key(.character("Q"))) == [.quit])
    }
  }

  @Test func leavingAViewThatAnotherOpenedGoesBackToIt() {
    var instrument = instrument(LibraryTab.name, .down, .enter)
    #expect(instrument.shown == 0)
    press([.character("f"), .escape], in: &instrument)
    #expect(instrument.shown == 0, "first from what is focused")
    press([.escape], in: &instrument)
    #expect(instrument.shown == 3)
    #expect(instrument.update(.key(.escape)) == [.quit])
    press([.enter, .character("1")], in: &instrument)
    #expect(instrument.update(.key(.escape)) == [.quit], "chosen by its number, it has no way back")
  }

  @Test func nothingMovesUnderHelp() {
    var instrument = instrument(StepTab.name, .character("?"))
    #expect(instrument.timeToNextChange == nil)
    let before = text(instrument)
    press([.right, .end, .character("r"), .character("f"), .character("i"), .enter, .character(":")], in: &instrument)
    #expect(text(instrument) == before)
    press([.character("?")], in: &instrument)
    #expect(text(instrument).contains("PROGRAM  1/8"))
    press([.character("?"), .character("2")], in: &instrument)
    #expect(instrument.helpOffset == nil && instrument.shown == 1, "another view closes help")
  }

  @Test func helpScrollsNoFurtherThanItsEnd() {
    var instrument = instrument(StepTab.name, .character("?"), .up)
    #expect(instrument.helpOffset == 0)
    for _ in 0..<200 { press([.down], in: &instrument) }
    let last = instrument.helpOffset
    press([.down], in: &instrument)
    #expect(instrument.helpOffset == last)
    _ = instrument.update(.resized(Size(columns: 200, rows: 60)))
    #expect(instrument.helpOffset == 0, "all of it fits now")
  }

  @Test(arguments: Instrument.tabs.indices)
  func helpIsWholeWhereThereIsRoomAndSaysElsewhereThatThereIsMore(_ view: Int) {
    var instrument = instrument(Instrument.tabs[view].name, .character("?"))
    let first = text(instrument)
    #expect(first.contains("↑ ↓ PgUp PgDn scroll   lines 1–21 of ") && first.contains("q closes help"))
    press([.pageDown], in: &instrument)
    #expect(instrument.helpOffset == 20, "the last line stays in sight")
    #expect(text(instrument).contains("scroll   lines 21–"))
    press([.pageUp], in: &instrument)
    #expect(text(instrument) == first)
    for _ in 0..<20 { press([.pageDown], in: &instrument) }
    let last = text(instrument).split(separator: "\n").last ?? ""
    let numbers = last.split(whereSeparator: { !$0.isNumber })
    #expect(numbers.count == 3 && numbers[1] == numbers[2], "\(last)")
    let narrow = Size(columns: 40, rows: 12)
    _ = instrument.update(.resized(narrow))
    #expect(instrument.frame(narrow).text.split(separator: "\n").last?.hasPrefix(" ↑ ↓ lines ") == true)
    let wide = Size(columns: 200, rows: 60)
    _ = instrument.update(.resized(wide))
    press([.pageDown], in: &instrument)
    #expect(instrument.helpOffset == 0)
    let whole = instrument.frame(wide).text
    #expect(whole.split(separator: "\n").last == " q closes help")
    for text in ["WHAT YOU SEE", "SIGNS", "MOUSE", "--no-mouse", "COMMANDS", ":quit", "KEYS IN EVERY TAB", "Ctrl-Z"] {
      #expect(whole.contains(text))
    }
  }

  @Test func helpHasThreeColumnsAt120() throws {
    var instrument = instrument(StepTab.name, .character("?"))
    let size = Size(columns: 120, rows: 40)
    _ = instrument.update(.resized(size))
    let lines = instrument.frame(size).text.split(separator: "\n")
    #expect(lines[1].split(separator: "  ", omittingEmptySubsequences: true).count == 3)
    #expect(lines.contains { $0.contains(" wheel ") })
    #expect(lines.contains { $0.contains(" STEP, EDITING A WORLD ") })
    // No command reaches into the keys.
    for key in ["]       next wrong belief", "K       force pickMarker here", "[       previous wrong belief"] {
      #expect(lines.contains { $0.dropFirst(86).hasPrefix(key) }, "\(key)")
    }
  }

  @Test func terminalKeysBecomeEffects() {
    var instrument = instrument()
    #expect(instrument.update(.key(.control("l"))) == [.redraw])
    #expect(instrument.update(.key(.control("z"))) == [.suspend])
    #expect(instrument.update(.key(.character("ö"))) == [])
    press([.character(":")], in: &instrument)
    #expect(instrument.update(.key(.control("l"))) == [.redraw], "also while one types")
  }

  // MARK: Commands

  @Test func commandsAreObeyed() {
    var instrument = instrument()
    type(":7", in: &instrument)
    #expect(text(instrument).contains("PROGRAM  7/8"))
    type(":50%", in: &instrument)
    #expect(text(instrument).contains("PROGRAM  5/8"))
    type(":watch", in: &instrument)
    #expect(instrument.shown == 1)
    type(":checkpoint 350", in: &instrument)
    #expect(instrument.shown == 1 && text(instrument).contains("no metrics at step 350; showing step 400"))
    type(":checkpoint -9223372036854775808", in: &instrument)
    #expect(text(instrument).contains("showing step 100"))
    type(":7", in: &instrument)
    #expect(!text(instrument).contains("nearest"))
    type(":library", in: &instrument)
    type(":checkpoint 2000", in: &instrument)
    #expect(instrument.shown == 0, "the Library shows no specification")
    type(":step", in: &instrument)
    #expect(instrument.line == nil)
    press([.character(":")], in: &instrument)
    press("quit".map { .character($0) }, in: &instrument)
    #expect(instrument.update(.key(.enter)) == [.quit])
  }

  @Test func aScreenshotIsTheScreenWithoutTheCommand() throws {
    var instrument = instrument()
    let before = instrument.frame(Self.size)
    press(":screenshot a.txt".map { .character($0) }, in: &instrument)
    let effects = instrument.update(.key(.enter))
    #expect(effects == [.request(.write(Picture(of: before, file: "a.txt")))])
    #expect(Picture(of: before, file: "a.txt").content == before.text)
    _ = instrument.update(.response(.wrote(file: "a.txt")))
    #expect(text(instrument).contains("wrote a.txt"))
    press([.character("n")], in: &instrument)
    #expect(!text(instrument).contains("wrote a.txt"))
    _ = instrument.update(.response(.wrote(file: "a.txt", isReplacement: true)))
    #expect(text(instrument).contains("replaced a.txt"))
    _ = instrument.update(.response(.failed(.write(Picture(of: before, file: "b.txt")), reason: "b.txt: no room")))
    #expect(text(instrument).contains("✗ b.txt: no room"))
  }

  @Test func aTrainingSaysWhereItWrites() {
    var instrument = instrument(WatchTab.name)
    let begun = RunReference(path: "/runs/quick-seed1", name: "quick-seed1")
    _ = instrument.update(.response(.training(begun, seed: 1)))
    #expect(text(instrument).split(separator: "\n").last == " training into /runs/quick-seed1")
    // Once it has been read, the keys come back.
    for (checkpoints, isSaid) in [(0, true), (3, false)] {
      let history = WatchFixture.history(checkpoints: checkpoints, state: .live)
      _ = instrument.update(.response(.history(history, of: begun)))
      #expect(text(instrument).contains("training into") == isSaid)
    }
    let run = RunReference(path: "/runs/quick-seed2", name: "quick-seed2")
    let effects = instrument.update(.response(.training(run, seed: 2, into: "./quick-seed2")))
    #expect(text(instrument).split(separator: "\n").last == " training into ./quick-seed2")
    #expect(effects.contains(.request(.history(run))))
    press([.character("1")], in: &instrument)
    let sample = SampleReference(split: .test, index: instrument.subject.sample.index, seed: 2)
    #expect(instrument.subject.run == run && instrument.subject.sample == sample, "the corpus that it learns from")
  }

  @Test func whatWasShownOfAPaneEndsWithThePane() {
    var instrument = instrument(CompareTab.name, .enter)
    #expect(instrument.isFullScreen && instrument.focusedPane?.title == "ORIGINAL")
    press([.character("c")], in: &instrument)
    #expect(instrument.focusedPane == nil && !instrument.isFullScreen)
    press([.character("i")], in: &instrument)
    #expect(instrument.showsInformation)
    // A smaller screen has no room for it, for a while.
    _ = instrument.update(.resized(Size(columns: 10, rows: 3)))
    _ = instrument.update(.resized(Self.size))
    #expect(instrument.showsInformation)
  }

  @Test func numbersOfAnySizeAreNoPlaces() {
    for number in ["-9223372036854775808", "9223372036854775807"] {
      let instrument = instrument(StepTab.name, [.character(" ")] + ":\(number)".map { .character($0) } + [.enter])
      #expect(text(instrument).contains(":\(number) is not in 1 to 9"))
    }
  }

  @Test func whatIsTypedIsShownAndCanBeTakenBack() {
    var instrument = instrument(StepTab.name, .character(" "), .character(":"), .character("q"), .character("n"))
    #expect(text(instrument).contains("\n :qn"))
    #expect(text(instrument).contains("PROGRAM  1/8"))
    press([.backspace], in: &instrument)
    #expect(instrument.line?.text == "q")
    press([.tab], in: &instrument)
    #expect(instrument.line?.text == "quit")
    press([.escape], in: &instrument)
    #expect(instrument.line == nil)
    press([.character(":"), .backspace], in: &instrument)
    #expect(instrument.line == nil, "with nothing left to take back, typing ends")
    type(":nonsense", in: &instrument)
    #expect(text(instrument).contains("✗ found 'nonsense', expected one of"))
    type(":sample 10000", in: &instrument)
    #expect(text(instrument).contains("✗ sample: found 10000, expected 0 to 9999"))
  }

  @Test func aLineIsEditedAsInAShell() {
    var instrument = instrument(StepTab.name, .character(" "))
    type(":seed 7", in: &instrument)
    type(":sample 3", in: &instrument)
    press([.character(":")], in: &instrument)
    func line(after keys: Key...) -> String {
      press(keys, in: &instrument)
      return (instrument.line?.text ?? "none") + " \(instrument.line?.cursor ?? -1)"
    }
    #expect(line(after: .character("q"), .up) == "sample 3 8")
    #expect(line(after: .up) == "seed 7 6")
    #expect(line(after: .up) == "seed 7 6", "there is none before")
    #expect(line(after: .down, .down) == "q 1", "what was being typed")
    #expect(line(after: .down) == "q 1")
    #expect(line(after: .up, .left, .left, .character("9")) == "sample9 3 7")
    #expect(text(instrument).contains("\n :sample9 3"))
    #expect(line(after: .home, .right, .backspace) == "ample9 3 0")
    #expect(line(after: .backspace) == "ample9 3 0", "nothing before the cursor")
    #expect(line(after: .delete) == "mple9 3 0")
    #expect(line(after: .character("a"), .end, .delete) == "ample9 3 8", "nothing after the cursor")
    #expect(line(after: .end, .control("w")) == "ample9  7")
    #expect(line(after: .control("w")) == " 0")
    #expect(line(after: .character("x"), .character("y"), .control("a"), .right, .control("u")) == "y 0")
    #expect(line(after: .control("e"), .tab) == "y 1")
    #expect(line(after: .enter) == "none -1")
    #expect(text(instrument).contains("✗ found 'y', expected one of"))
  }

  @Test func aLineOfWideCharactersIsDrawnWholeAndWithItsCursor() {
    var instrument = instrument(StepTab.name, .character(" "), .character(":"))
    for character in "overlay 日本" { _ = instrument.update(.key(.character(character))) }
    press([.left], in: &instrument)
    #expect(text(instrument).contains("\n :overlay 日本\n"))
    let small = Size(columns: 40, rows: 12)
    _ = instrument.update(.resized(small))
    for _ in 0..<30 { _ = instrument.update(.key(.character("語"))) }
    let row = instrument.frame(small).text.split(separator: "\n").last ?? ""
    #expect(row == " :" + String(repeating: "語", count: 17) + "本", "as much as has room, the cursor in it")
  }

  /// Characters that become one with what stands before them, or after.
  @Test(arguments: [
    ["e", "\u{301}"], ["\u{1F1E9}", "\u{1F1EA}"], ["\u{2764}", "\u{FE0F}"], ["\u{600}"], ["\u{D4E}", "a"],
  ])
  func charactersThatJoinAreTypedAsWell(_ characters: [String]) {
    for size in [Size(columns: 80, rows: 24), Size(columns: 40, rows: 12)] {
      var instrument = instrument(StepTab.name, .character(" "), .character(":"))
      _ = instrument.update(.resized(size))
      for character in characters {
        _ = instrument.update(.key(.character(Character(character))))
        _ = instrument.frame(size)
      }
      #expect(instrument.line?.text == characters.joined() && instrument.line?.cursor == characters.joined().count)
      for key: Key in [.left, .character("x"), .home, .character("\u{301}"), .right, .end, .backspace, .backspace] {
        _ = instrument.update(.key(key))
        _ = instrument.frame(size)
      }
      #expect((instrument.line?.cursor ?? 99) <= (instrument.line?.text.count ?? 0))
    }
  }

  @Test func whatIsPastedIsNoKeys() {
    var instrument = instrument(StepTab.name, .character(" "))
    let before = text(instrument)
    #expect(instrument.update(.pasted("q\nQ")) == [])
    #expect(text(instrument).contains("pasted text is ignored here; press : to paste into a command"))
    press([.control("l")], in: &instrument)
    #expect(text(instrument) == before)
    // In a line it is text without what controls terminals.
    press([.character(":"), .character("p")], in: &instrument)
    _ = instrument.update(.pasted("rogram\tmove\r\n turnLeft\u{1B}[31m"))
    #expect(instrument.line?.text == "program move\n turnLeft [31m")
    #expect(text(instrument).contains("\n :program move↳ turnLeft [31m"))
    press([.escape, .character("4"), .character("/")], in: &instrument)
    _ = instrument.update(.pasted("fix"))
    #expect(instrument.tabs.contains { $0.filter == "fix" })
  }

  @Test func completionKnowsTheCheckpoints() {
    var instrument = instrument(StepTab.name, .character(":"), .character("c"), .character("h"), .tab)
    #expect(instrument.line?.text == "checkpoint ")
    press([.character("1"), .tab], in: &instrument)
    #expect(instrument.line?.text == "checkpoint 1", "100 and 12345")
    press([.character("2"), .tab], in: &instrument)
    #expect(instrument.line?.text == "checkpoint 12345")
  }

  // MARK: Programs

  @Test func aTypedProgramIsShownInEveryView() {
    var instrument = instrument()
    type(":program turnLeft move", in: &instrument)
    #expect(instrument.subject.intervention == Intervention(ops: [.turnLeft, .move], isWhole: true))
    #expect(text(instrument).contains("test 17 · seed 1 · forced program"))
    press([.character("3")], in: &instrument)
    #expect(instrument.tabs[2].subject == instrument.subject)
    #expect(text(instrument).contains(" forced program · Same program, same hidden states"))
    type(":program", in: &instrument)
    #expect(instrument.subject == Fixture.subject())
    press([.character("1")], in: &instrument)
    #expect(instrument.tabs[0].subject == Fixture.subject())
    press([.character("u")], in: &instrument)
    #expect(instrument.subject.intervention.ops == [.turnLeft, .move], "what Compare took back is undone in Step")
    type(":program jump", in: &instrument)
    #expect(text(instrument).contains("✗ program: column 9: found 'jump', expected one of pickMarker"))
  }

  @Test func breakpointsHoldInEveryView() {
    var instrument = instrument(StepTab.name, .character(" "), .character("b"))
    #expect(text(instrument).contains("playback stops at ● turnLeft"))
    type(":break wrong position", in: &instrument)
    #expect(text(instrument).contains("playback stops at ● turnLeft, wrong position"))
    press([.character("3"), .character(" ")], in: &instrument)
    instrument.settle([.tick(elapsed: .seconds(600))], respond: Self.respond)
    #expect(text(instrument).contains("PROGRAM  3/8") && text(instrument).contains("● stopped: wrong position"))
    type(":break off", in: &instrument)
    press([.character(" ")], in: &instrument)
    instrument.settle([.tick(elapsed: .seconds(600))], respond: Self.respond)
    #expect(text(instrument).contains("PROGRAM  end"))
    type(":break", in: &instrument)
    #expect(text(instrument).contains("no breakpoints set"))
  }

  @Test func typedSemanticsAreAColumnOfCompare() {
    var instrument = instrument()
    type(":semantics put,pick,move,right,left", in: &instrument)
    #expect(instrument.shown == 2)
    #expect(text(instrument).contains("TYPED ◆") && text(instrument).contains("these ops"))
    type(":semantics", in: &instrument)
    #expect(!text(instrument).contains("TYPED"))
    type(":semantics flip", in: &instrument)
    #expect(!text(instrument).contains("TYPED"), "flip has its column")
  }

  @Test func opsAndConditionsAreCompleted() {
    for (typed, completed) in [
      ("prog", "program "), ("program turnL", "program turnLeft"), ("program move pi", "program move pickMarker"),
      ("break w", "break wrong "), ("break wrong d", "break wrong direction"), ("break P(d", "break P(direction) < "),
      ("break p", "break p"), ("semantics a", "semantics adversarial"), ("sample 1", "sample 1"),
    ] {
      var instrument = instrument(StepTab.name, .character(":"))
      press(typed.map { .character($0) } + [.tab], in: &instrument)
      #expect(instrument.line?.text == completed)
    }
  }

  // MARK: Sizes

  @Test func everyViewDrawsAtEverySize() {
    for name in Instrument.tabs.map({ $0.name }) {
      var instrument = instrument(name)
      for columns in [-1, 0, 1, 2, 37, 38, 40, 60, 79, 80, 120, 200] {
        for rows in [-1, 0, 1, 2, 8, 11, 12, 13, 16, 23, 24, 40, 60] {
          let size = Size(columns: columns, rows: rows)
          _ = instrument.update(.resized(size))
          let canvas = instrument.frame(size)
          #expect(canvas.cells.count == max(0, columns) * max(0, rows))
          let questions = canvas.text.filter { $0 == "?" }.count
          #expect(canvas.inASCII.text.filter { $0 == "?" }.count == questions, "every sign has a likeness")
        }
      }
    }
  }

  @Test func tooSmallSaysWhatItNeedsAndRecovers() {
    for name in Instrument.tabs.map({ $0.name }) {
      var instrument = instrument(name)
      let before = text(instrument)
      _ = instrument.update(.resized(Size(columns: 20, rows: 5)))
      let small = instrument.frame(Size(columns: 20, rows: 5)).text
      #expect(small.hasPrefix("too small: 20x5\nneeds 38x") && small.contains("q quits"))
      _ = instrument.update(.resized(Self.size))
      #expect(text(instrument) == before)
    }
  }

  // MARK: Training

  @Test func aTrainingIsBegunAndWatched() throws {
    for begin in ["command", "key"] {
      var instrument = instrument()
      if begin == "command" {
        type(":train quick", in: &instrument)
      } else {
        press([.character("2"), .character("t"), .character("t")], in: &instrument)
      }
      #expect(instrument.tabs[instrument.shown] is WatchTab)
      #expect(instrument.subject.run.path == "/runs/quick-seed1")
      #expect(instrument.subject.step == nil)
    }
  }

  @Test func aTrainingThatCannotBeginIsANotice() {
    var instrument = instrument()
    let request = Request.train(preset: "slow")
    _ = instrument.update(.response(.failed(request, reason: "train: found slow, expected one of paper, quick")))
    #expect(text(instrument).contains("✗ train: found slow, expected one of paper, quick"))
  }
}
