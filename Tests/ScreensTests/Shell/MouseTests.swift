import Screens
import Testing
import TextCanvas

@Suite struct MouseTests {
  private static let size = Size(columns: 80, rows: 24)

  private static func respond(to request: Request) -> Response {
    switch request {
    case .read(let subject): .reading(Fixture.reading(), by: Fixture.run, of: subject)
    case .history(let run): .history(WatchFixture.history(), of: run)
    case .library: .library(LibraryFixture.library)
    default: .failed(request, reason: "not asked for")
    }
  }

  private func instrument(_ name: TabName = StepTab.name, size: Size = size) -> Instrument {
    var instrument = Instrument(Start(subject: Fixture.subject(), randomSeed: 0), showing: name)
    instrument.settle(size: size, respond: Self.respond)
    return instrument
  }

  /// Where a text stands on screen.
  private func place(_ text: String, in instrument: Instrument, size: Size = size) throws -> (x: Int, y: Int) {
    for (y, line) in instrument.frame(size).text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if let range = line.firstRange(of: text) {
        return (line.distance(from: line.startIndex, to: range.lowerBound), y)
      }
    }
    Issue.record("'\(text)' is not on screen:\n\(instrument.frame(size).text)")
    throw CancellationError()
  }

  private func press(_ text: String, dx: Int = 0, in instrument: inout Instrument, size: Size = size) throws {
    let (x, y) = try place(text, in: instrument, size: size)
    instrument.settle([.mouse(MouseEvent(.press, x: x + dx, y: y))], respond: Self.respond)
  }

  private func turn(_ action: MouseEvent.Action, _ x: Int, _ y: Int, in instrument: inout Instrument) {
    instrument.settle([.mouse(MouseEvent(action, x: x, y: y))], respond: Self.respond)
  }

  @Test(arguments: [80, 120, 50])
  func aTabIsBroughtToTheFront(_ columns: Int) throws {
    let size = Size(columns: columns, rows: 24)
    var instrument = instrument(size: size)
    for (place, view) in Array(Instrument.tabs.enumerated()).reversed() {
      for text in ["\(place + 1) \(view.name.title)", view.name.title] {
        try press(text, in: &instrument, size: size)
        #expect(instrument.shown == place)
      }
    }
    // Beside the tabs nothing happens.
    turn(.press, columns - 1, 0, in: &instrument)
    #expect(instrument.shown == 0)
  }

  @Test func aHintIsItsKey() throws {
    var instrument = instrument()
    #expect(instrument.timeToNextChange != nil)
    try press("space pause", in: &instrument)
    #expect(instrument.timeToNextChange == nil)
    try press("? help", dx: 3, in: &instrument)
    #expect(instrument.helpOffset == 0)
    _ = instrument.update(.key(.escape))
    let (x, y) = try place("q quit", in: instrument)
    #expect(instrument.update(.mouse(MouseEvent(.press, x: x, y: y))) == [.quit])
  }

  @Test(arguments: [Size(columns: 80, rows: 24), Size(columns: 120, rows: 40), Size(columns: 60, rows: 20)])
  func aLineOfTheProgramIsGoneTo(_ size: Size) throws {
    var instrument = instrument(size: size)
    try press("4 putMarker", in: &instrument, size: size)
    let step = try #require(instrument.tabs[0] as? StepTab)
    #expect(step.step == 3 && !step.isPlaying)
    try press("8 pickMarker", in: &instrument, size: size)
    #expect((instrument.tabs[0] as? StepTab)?.step == 7)
  }

  @Test(arguments: [Size(columns: 80, rows: 24), Size(columns: 200, rows: 60)])
  func anExampleIsShown(_ size: Size) throws {
    var instrument = instrument(size: size)
    for example in [3, 5, 1] {
      try press("\(example) \(example == 4 ? "✗" : "✓")", in: &instrument, size: size)
      #expect((instrument.tabs[0] as? StepTab)?.example == example - 1)
    }
  }

  @Test func theWheelSteps() throws {
    var instrument = instrument()
    for (action, step) in [(MouseEvent.Action.wheelDown, 0), (.wheelDown, 1), (.wheelDown, 2), (.wheelUp, 1)] {
      // The first only pauses, as a key does.
      turn(action, 5, 5, in: &instrument)
      #expect((instrument.tabs[0] as? StepTab)?.step == step)
    }
  }

  @Test func aTitleFocusesItsPane() throws {
    var instrument = instrument()
    try press("BELIEF", dx: 2, in: &instrument)
    #expect(instrument.focusedPane?.title == "BELIEF")
    try press("BELIEF", dx: 2, in: &instrument)
    #expect(instrument.focusedPane == nil)
  }

  @Test(arguments: [Size(columns: 80, rows: 24), Size(columns: 200, rows: 60)])
  func aCheckpointInAChartIsGoneTo(_ size: Size) throws {
    var instrument = instrument(WatchTab.name, size: size)
    let steps = WatchFixture.history().checkpoints.map(\.step)
    let (_, y) = try place("PROGRAMS", in: instrument, size: size)
    var seen: Set<Int> = []
    for x in 0..<size.columns / 3 {
      turn(.press, x, y + 3, in: &instrument)
      let watch = try #require(instrument.tabs[1] as? WatchTab)
      seen.insert(watch.place)
      if let cursor = watch.checkpoint, !watch.isFollowing {
        #expect(steps.contains(cursor.step))
        // The cursor is drawn at the mouse, or at the checkpoint nearest to it.
        let row = instrument.frame(size).text.split(separator: "\n", omittingEmptySubsequences: false)[y + 3]
        #expect(row.contains("│") || row.contains("●") || row.contains("▲"))
      }
    }
    #expect(seen.count >= 3, "\(seen)")
  }

  @Test func theWheelScrollsProgramsAndMovesThroughCheckpoints() throws {
    var instrument = instrument(WatchTab.name)
    let last = try #require(instrument.tabs[1] as? WatchTab).place
    let (_, chart) = try place("PROGRAMS", in: instrument)
    turn(.wheelUp, 20, chart + 3, in: &instrument)
    #expect((instrument.tabs[1] as? WatchTab)?.place == last - 1)
    let (_, list) = try place("WRITTEN", in: instrument)
    turn(.wheelDown, 20, list + 2, in: &instrument)
    #expect((instrument.tabs[1] as? WatchTab)?.place == last - 1)
  }

  @Test func aLineOfTheLibraryIsChosenAndThenOpened() throws {
    var instrument = instrument(LibraryTab.name)
    let rows = instrument.frame(Self.size).text.split(separator: "\n", omittingEmptySubsequences: false)
    let y = try #require(rows.firstIndex { $0.contains("step ") })
    turn(.press, 12, y, in: &instrument)
    let library = try #require(instrument.tabs[3] as? LibraryTab)
    #expect(instrument.shown == 3 && library.selected > 0)
    turn(.press, 12, y, in: &instrument)
    #expect(instrument.shown == 0, "a checkpoint opens in Step")
    _ = instrument.update(.key(.escape))
    turn(.wheelUp, 12, y, in: &instrument)
    #expect((instrument.tabs[3] as? LibraryTab)?.selected == library.selected - 1)
  }

  @Test func theWheelScrollsHelp() {
    var instrument = instrument()
    _ = instrument.update(.key(.character("?")))
    turn(.wheelDown, 3, 3, in: &instrument)
    #expect(instrument.helpOffset == 1)
    turn(.press, 3, 3, in: &instrument)
    turn(.wheelUp, 3, 3, in: &instrument)
    #expect(instrument.helpOffset == 0)
  }

  @Test func noPlaceIsTooFar() {
    for view in Instrument.tabs {
      for size in [Self.size, Size(columns: 38, rows: 12), Size(columns: 5, rows: 2), Size(columns: 0, rows: 0)] {
        var instrument = instrument(view.name, size: size)
        for action: MouseEvent.Action in [.press, .wheelUp, .wheelDown] {
          for (x, y) in [(-1, -1), (0, 0), (size.columns, size.rows), (500, 3), (3, 500), (4, size.rows - 1)] {
            _ = instrument.update(.mouse(MouseEvent(action, x: x, y: y)))
          }
        }
        #expect(instrument.frame(size).size == size)
      }
    }
  }

  @Test func whatANoticeCoversIsNotPressed() throws {
    var instrument = instrument()
    _ = instrument.update(.key(.character(" ")))
    let hint = try place("back", in: instrument)
    let step = instrument.frame(Self.size).text
    _ = instrument.update(.response(.wrote(file: "a.txt")))
    turn(.press, hint.x, hint.y, in: &instrument)
    #expect(instrument.frame(Self.size).text == step, "the notice is gone, and nothing else has changed")
  }

  @Test func whatResultsCoverIsNotPressed() throws {
    var instrument = instrument(CompareTab.name)
    let line = try place("4 putMarker", in: instrument)
    _ = instrument.update(.key(.character("v")))
    let results = instrument.frame(Self.size).text
    turn(.press, line.x, line.y, in: &instrument)
    #expect(instrument.frame(Self.size).text == results)
  }

  @Test func nothingIsPressedWhileOneTypes() throws {
    var instrument = instrument()
    _ = instrument.update(.key(.character(":")))
    try press("2 Watch", in: &instrument)
    #expect(instrument.shown == 0 && instrument.line != nil)
  }

  @Test func aScriptHasAMouse() throws {
    var instrument = instrument()
    let (x, y) = try place("2 Watch", in: instrument)
    let script = try Script(parsing: "click=\(x),\(y) wheelup=10,5 wheeldown=10,5")
    _ = instrument.play(script, size: Self.size, respond: Self.respond)
    #expect(instrument.shown == 1)
    for word in ["click=1", "click=a,b", "click=-1,2", "wheelup="] {
      #expect(throws: ScriptError(found: word)) { try Script(parsing: word) }
    }
  }
}
