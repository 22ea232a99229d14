import Beliefs
import Corpus
import Karel
import Screens
import Testing
import TextCanvas

@Suite struct WorldEditorTests {
  /// The program that the fixture's specification is taken to be made by.
  private static let reference = Program([.move, .turnLeft, .move])

  /// A Step tab whose generation includes its specification's reference, if `knowsReference`.
  private func makeTab(knowsReference: Bool = true, example: Int = 0) -> StepTab {
    var reading = Fixture.reading()
    reading.reference = knowsReference ? Self.reference : nil
    var tab = Fixture.tab(reading: reading)
    for _ in 0..<example { _ = tab.press(.character("e")) }
    _ = tab.press(.character("w"))
    return tab
  }

  @discardableResult
  private func press(_ keys: Key..., in tab: inout StepTab) -> [TabEffect] {
    keys.map { tab.press($0) ?? [] }.last ?? []
  }

  private func editor(_ tab: StepTab) throws -> WorldEditor { try #require(tab.editor) }

  // MARK: Keys

  @Test func theCursorStaysOnInnerCells() throws {
    var tab = makeTab()
    #expect(try editor(tab).cursor == Fixture.inputs[0].position, "it begins at the robot")
    for (key, end) in [(Key.left, 1), (.right, 6)] {
      for _ in 0..<9 { press(key, in: &tab) }
      #expect(try editor(tab).cursor == Position(x: end, y: 3))
    }
    for (key, end) in [(Key.up, 1), (.down, 6)] {
      for _ in 0..<9 { press(key, in: &tab) }
      #expect(try editor(tab).cursor == Position(x: 6, y: end))
    }
  }

  @Test func wallsArePutAndTaken() throws {
    for key in ["#", "x"] {
      var tab = makeTab()
      press(.right, .character(Character(key)), in: &tab)
      #expect(try editor(tab).input.isWall(Position(x: 5, y: 3)))
      press(.character(Character(key)), in: &tab)
      #expect(try editor(tab).input == Fixture.inputs[0])
      press(.left, .character(Character(key)), in: &tab)
      #expect(try editor(tab).input == Fixture.inputs[0])
      #expect(try editor(tab).remark == "the robot stands here")
    }
  }

  @Test func markersArePutAndTaken() throws {
    var tab = makeTab()
    let cell = Position(x: 5, y: 3)
    press(.right, .character("-"), in: &tab)
    #expect(try editor(tab).remark == "no marker here")
    for count in 1...12 {
      press(.character("+"), in: &tab)
      #expect(try editor(tab).input.markerCount(at: cell) == min(count, 9))
    }
    #expect(try editor(tab).remark == "9 markers at most")
    press(.character("-"), in: &tab)
    #expect(try editor(tab).input.markerCount(at: cell) == 8)
    press(.character("#"), .character("+"), in: &tab)
    #expect(try editor(tab).remark == "a wall holds no markers")
  }

  @Test func theRobotIsPlacedAndTurned() throws {
    var tab = makeTab()
    press(.down, .left, .character("r"), .character("t"), in: &tab)
    #expect(try editor(tab).input.position == Position(x: 3, y: 4))
    #expect(try editor(tab).input.direction == .south)
    press(.character("T"), .character("T"), in: &tab)
    #expect(try editor(tab).input.direction == .north)
    press(.up, .character("#"), .character("r"), in: &tab)
    #expect(try editor(tab).input.position == Position(x: 3, y: 4))
    #expect(try editor(tab).remark == "a wall stands here")
  }

  @Test func changesAreUndoneOneByOne() throws {
    var tab = makeTab()
    press(.right, .character("#"), .right, .character("+"), .character("t"), in: &tab)
    press(.character("u"), .character("u"), in: &tab)
    var expected = Fixture.inputs[0]
    expected.setWall(true, at: Position(x: 5, y: 3))
    #expect(try editor(tab).input == expected)
    press(.character("u"), .character("u"), in: &tab)
    #expect(try editor(tab).input == Fixture.inputs[0])
    #expect(try editor(tab).remark == "nothing to undo")
  }

  // MARK: What is asked for

  @Test func theOutputIsWhatTheKnownProgramMakesOfTheInput() throws {
    var random = SplitMix64(keys: 3)
    for example in 0..<Specification.exampleCount {
      var tab = makeTab(example: example)
      for _ in 0..<60 {
        let bindings = WorldEditor.bindings.dropLast(2)
        _ = tab.press(bindings[random.next(below: bindings.count)].keys[0])
      }
      let editor = try editor(tab)
      #expect(editor.example == example)
      #expect(editor.output == editor.input.after(Self.reference))
      for other in 0..<Specification.exampleCount where other != example {
        #expect(editor.specification.inputs[other] == Fixture.inputs[other])
      }
    }
  }

  @Test func withoutAKnownProgramTheOutputStays() throws {
    var tab = makeTab(knowsReference: false)
    let asked = try editor(tab).output
    press(.left, .character("#"), .character("t"), in: &tab)
    var expected = asked
    expected.setWall(true, at: Position(x: 3, y: 3))
    #expect(try editor(tab).output == expected, "with the input's walls")
    for _ in 0..<9 { press(.up, in: &tab) }
    while try editor(tab).cursor.x < asked.position.x { press(.right, in: &tab) }
    #expect(try editor(tab).cursor == asked.position)
    press(.character("#"), in: &tab)
    #expect(try editor(tab).remark == "the robot's goal is here")
    #expect(try editor(tab).output == expected)
  }

  // MARK: Leaving

  @Test func acceptingLetsTheModelWriteAnew() throws {
    for key: Key in [.enter, .character("w")] {
      var tab = makeTab()
      press(.right, .character("#"), in: &tab)
      let edited = try editor(tab).specification
      let effects = press(key, in: &tab)
      var subject = Fixture.subject()
      subject.intervention.specification = edited
      #expect(effects == [.request(.read(subject))] && tab.editor == nil)
      let made = Fixture.reading()
      var reading = ProbedGeneration(
        specification: edited, program: made.program, steps: made.steps, logProbability: made.logProbability)
      reading.reference = Self.reference
      _ = tab.receive(.reading(reading, by: Fixture.run, of: subject))
      let text = Fixture.frame(tab, 80, 24).text
      #expect(text.contains("Edited: outputs are computed by the reference program. u undoes."))
      #expect(text.contains("test 17 · seed 1 · edited"))
      #expect(press(.character("u"), in: &tab) == [.request(.read(Fixture.subject()))])
    }
  }

  @Test func givingUpLeavesAllAsItWas() {
    for key: Key in [.escape, .character("q")] {
      var tab = makeTab()
      press(.right, .character("#"), in: &tab)
      #expect(press(key, in: &tab) == [] && tab.editor == nil)
      #expect(tab.target == Fixture.subject() && tab.press(.character("u")) == [])
    }
  }

  @Test func anEditThatChangesNothingAsksForNothing() {
    var reading = Fixture.reading()
    reading.reference = Fixture.program
    var tab = Fixture.tab(reading: reading)
    press(.character("w"), .character("t"), .character("T"), in: &tab)
    #expect(tab.editor != nil)
    #expect(press(.enter, in: &tab) == [] && tab.editor == nil)
  }

  @Test func theViewsOwnKeysRestWhileOneEdits() {
    var tab = makeTab()
    for key: Key in [.character(" "), .character("n"), .end, .character("M"), .character("]"), .character("p")] {
      #expect(tab.press(key) == [])
      #expect(tab.step == 0 && !tab.isPlaying && tab.editor != nil)
    }
    #expect(tab.press(.character("?")) == nil, "those of every view do not")
  }

  @Test func itsKeysAreInTheTables() {
    let keys = WorldEditor.bindings.flatMap(\.keys)
    #expect(Set(keys).count == keys.count)
    #expect(Set(WorldEditor.bindings.map(\.action)) == Set(WorldEditor.Action.allCases))
    for text in WorldEditor.bindings.map(\.text) {
      #expect(KeyReference.markdown.contains("`\(text.keys[0])`") && KeyReference.text.contains(text.explanation))
    }
    #expect(KeyReference.markdown.contains("| Step, editing a world | `←` |"))
  }

  // MARK: What has not been read yet

  @Test(arguments: [
    Size(columns: 80, rows: 24), Size(columns: 120, rows: 40), Size(columns: 200, rows: 60),
    Size(columns: 60, rows: 20), Size(columns: 40, rows: 12), Size(columns: 40, rows: 20),
  ])
  func onceSomethingChangedTheOtherPanesSayThatTheyAreFromBefore(_ size: Size) throws {
    var tab = makeTab()
    let unchanged = Fixture.frame(tab, size)
    #expect(!unchanged.text.contains("before") && !unchanged.text.contains("was "))
    press(.right, .character("+"), in: &tab)
    let edited = Fixture.frame(tab, size)
    let panes = tab.panes(Size(columns: size.columns, rows: size.rows - 2))
    let others = panes.filter { $0.isBesideOthers && !["INPUT", "OUTPUT"].contains($0.title) }
    let hasIntroduction = unchanged.text.contains("The input of example 1; right: ")
    #expect(edited.text.contains("; the rest shows the previous run until Enter.") == hasIntroduction)
    let signs = edited.text.split(separator: "before").count - 1
    #expect(signs == others.count, "\(edited.text)")
    #expect(edited.text.contains("\n was 1/8 turnLeft") == unchanged.text.contains("\n 1/8 turnLeft"))
    // Only what is edited keeps its colours.
    for style: Style in [.truth, .belief, .disagreement] {
      let places = edited.cells.indices.filter { edited.cells[$0].style == style }
      for place in places {
        let (x, y) = (place % size.columns, place / size.columns - 1)
        #expect(panes.prefix(2).contains { $0.rectangle.contains(x: x, y: y) })
      }
    }
    press(.character("u"), .left, in: &tab)
    #expect(Fixture.frame(tab, size).text == unchanged.text, "taken back, it is as it was")
  }

  @Test func aPaneAloneSaysItToo() {
    for pane in ["PROGRAM", "NEXT OP", "FEATURES", "EXAMPLES"] {
      let size = Size(columns: 80, rows: 24)
      var tab = makeTab()
      press(.right, .character("+"), in: &tab)
      var instrument = Fixture.instrument(tab, size: size)
      while instrument.focusedPane?.title != pane { _ = instrument.update(.key(.character("f"))) }
      // Enter would accept the edit.
      #expect(instrument.frame(size).text.contains("before"))
      var canvas = Canvas(Size(columns: 78, rows: 20))
      tab.draw(pane, into: &canvas)
      #expect(canvas.text.contains("before"), "\(pane)")
    }
  }

  // MARK: In the instrument

  @Test func oneLevelBackIsOutOfTheEditor() {
    let size = Size(columns: 80, rows: 24)
    var instrument = Fixture.instrument(Fixture.tab(), size: size, keys: [.character("w"), .character("f")])
    #expect(instrument.focusedPane?.title == "INPUT")
    for key: Key in [.character("i"), .escape] { #expect(instrument.update(.key(key)) == []) }
    #expect(!instrument.showsInformation && instrument.frame(size).text.contains("OUTPUT"), "first the explanation")
    _ = instrument.update(.key(.escape))
    #expect(!instrument.frame(size).text.contains("OUTPUT"), "then the editor")
    _ = instrument.update(.key(.escape))
    #expect(instrument.update(.key(.escape)) == [.quit])
  }

  @Test func anotherSpecificationEndsTheEdit() {
    var tab = makeTab()
    _ = tab.show(Fixture.subject(23))
    #expect(tab.editor == nil)
  }
}
