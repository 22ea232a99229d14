import Beliefs
import Corpus
import Karel
import Screens
import Testing
import TextCanvas

@Suite struct WorldEditorTests {
  /// The program that the fixture's specification is taken to be made by.
  private static let reference = Program([.move, .turnLeft, .move])

  /// A Step view whose reading says what made its specification, if `knowsReference`.
  private func model(knowsReference: Bool = true, example: Int = 0) -> StepModel {
    var reading = Fixture.reading()
    reading.reference = knowsReference ? Self.reference : nil
    var model = Fixture.model(reading: reading)
    for _ in 0..<example { _ = model.press(.character("e")) }
    _ = model.press(.character("w"))
    return model
  }

  @discardableResult
  private func press(_ keys: Key..., in model: inout StepModel) -> [ViewEffect] {
    keys.map { model.press($0) ?? [] }.last ?? []
  }

  private func editor(_ model: StepModel) throws -> WorldEditor { try #require(model.editor) }

  // MARK: Keys

  @Test func theCursorStaysOnInnerCells() throws {
    var model = model()
    #expect(try editor(model).cursor == Fixture.inputs[0].position, "it begins at the robot")
    for (key, end) in [(Key.left, 1), (.right, 6)] {
      for _ in 0..<9 { press(key, in: &model) }
      #expect(try editor(model).cursor == Position(x: end, y: 3))
    }
    for (key, end) in [(Key.up, 1), (.down, 6)] {
      for _ in 0..<9 { press(key, in: &model) }
      #expect(try editor(model).cursor == Position(x: 6, y: end))
    }
  }

  @Test func wallsArePutAndTaken() throws {
    for key in ["#", "x"] {
      var model = model()
      press(.right, .character(Character(key)), in: &model)
      #expect(try editor(model).input.isWall(Position(x: 5, y: 3)))
      press(.character(Character(key)), in: &model)
      #expect(try editor(model).input == Fixture.inputs[0])
      press(.left, .character(Character(key)), in: &model)
      #expect(try editor(model).input == Fixture.inputs[0])
      #expect(try editor(model).remark == "the robot stands here")
    }
  }

  @Test func markersArePutAndTaken() throws {
    var model = model()
    let cell = Position(x: 5, y: 3)
    press(.right, .character("-"), in: &model)
    #expect(try editor(model).remark == "no marker here")
    for count in 1...12 {
      press(.character("+"), in: &model)
      #expect(try editor(model).input.markerCount(at: cell) == min(count, 9))
    }
    #expect(try editor(model).remark == "9 markers at most")
    press(.character("-"), in: &model)
    #expect(try editor(model).input.markerCount(at: cell) == 8)
    press(.character("#"), .character("+"), in: &model)
    #expect(try editor(model).remark == "a wall holds no markers")
  }

  @Test func theRobotIsPlacedAndTurned() throws {
    var model = model()
    press(.down, .left, .character("r"), .character("t"), in: &model)
    #expect(try editor(model).input.position == Position(x: 3, y: 4))
    #expect(try editor(model).input.direction == .south)
    press(.character("T"), .character("T"), in: &model)
    #expect(try editor(model).input.direction == .north)
    press(.up, .character("#"), .character("r"), in: &model)
    #expect(try editor(model).input.position == Position(x: 3, y: 4))
    #expect(try editor(model).remark == "a wall stands here")
  }

  @Test func changesAreUndoneOneByOne() throws {
    var model = model()
    press(.right, .character("#"), .right, .character("+"), .character("t"), in: &model)
    press(.character("u"), .character("u"), in: &model)
    var expected = Fixture.inputs[0]
    expected.setWall(true, at: Position(x: 5, y: 3))
    #expect(try editor(model).input == expected)
    press(.character("u"), .character("u"), in: &model)
    #expect(try editor(model).input == Fixture.inputs[0])
    #expect(try editor(model).remark == "nothing was changed")
  }

  // MARK: What is asked for

  @Test func theOutputIsWhatTheKnownProgramMakesOfTheInput() throws {
    var random = SplitMix64(keys: 3)
    for example in 0..<Specification.exampleCount {
      var model = model(example: example)
      for _ in 0..<60 {
        let bindings = WorldEditor.bindings.dropLast(2)
        _ = model.press(bindings[random.next(below: bindings.count)].keys[0])
      }
      let editor = try editor(model)
      #expect(editor.example == example)
      #expect(editor.output == editor.input.after(Self.reference))
      for other in 0..<Specification.exampleCount where other != example {
        #expect(editor.specification.inputs[other] == Fixture.inputs[other])
      }
    }
  }

  @Test func withoutAKnownProgramTheOutputStays() throws {
    var model = model(knowsReference: false)
    let asked = try editor(model).output
    press(.left, .character("#"), .character("t"), in: &model)
    var expected = asked
    expected.setWall(true, at: Position(x: 3, y: 3))
    #expect(try editor(model).output == expected, "with the input's walls")
    for _ in 0..<9 { press(.up, in: &model) }
    while try editor(model).cursor.x < asked.position.x { press(.right, in: &model) }
    #expect(try editor(model).cursor == asked.position)
    press(.character("#"), in: &model)
    #expect(try editor(model).remark == "the robot is asked to end here")
    #expect(try editor(model).output == expected)
  }

  // MARK: Leaving

  @Test func acceptingLetsTheModelWriteAnew() throws {
    for key: Key in [.enter, .character("w")] {
      var model = model()
      press(.right, .character("#"), in: &model)
      let edited = try editor(model).specification
      let effects = press(key, in: &model)
      var subject = Fixture.subject()
      subject.variation.specification = edited
      #expect(effects == [.perform(.read(subject))] && model.editor == nil)
      let made = Fixture.reading()
      var reading = Reading(
        specification: edited, program: made.program, steps: made.steps, logProbability: made.logProbability)
      reading.reference = Self.reference
      _ = model.receive(.reading(reading, by: Fixture.run, of: subject))
      let text = Fixture.frame(model, 80, 24).text
      #expect(text.contains("Edited: outputs are what the sample's own program makes of them. u undoes."))
      #expect(text.contains("test 17 · seed 1 · edited"))
      #expect(press(.character("u"), in: &model) == [.perform(.read(Fixture.subject()))])
    }
  }

  @Test func givingUpLeavesAllAsItWas() {
    for key: Key in [.escape, .character("q")] {
      var model = model()
      press(.right, .character("#"), in: &model)
      #expect(press(key, in: &model) == [] && model.editor == nil)
      #expect(model.target == Fixture.subject() && model.press(.character("u")) == [])
    }
  }

  @Test func anEditThatChangesNothingAsksForNothing() {
    var reading = Fixture.reading()
    reading.reference = Fixture.program
    var model = Fixture.model(reading: reading)
    press(.character("w"), .character("t"), .character("T"), in: &model)
    #expect(model.editor != nil)
    #expect(press(.enter, in: &model) == [] && model.editor == nil)
  }

  @Test func theViewsOwnKeysRestWhileOneEdits() {
    var model = model()
    for key: Key in [.character(" "), .character("n"), .end, .character("M"), .character("]"), .character("p")] {
      #expect(model.press(key) == [])
      #expect(model.step == 0 && !model.isPlaying && model.editor != nil)
    }
    #expect(model.press(.character("?")) == nil, "those of every view do not")
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
    var model = model()
    let unchanged = Fixture.frame(model, size)
    #expect(!unchanged.text.contains("before") && !unchanged.text.contains("was "))
    press(.right, .character("+"), in: &model)
    let edited = Fixture.frame(model, size)
    let panes = model.panes(Size(columns: size.columns, rows: size.rows - 2))
    let others = panes.filter { $0.isBesideOthers && !["INPUT", "OUTPUT"].contains($0.title) }
    let hasIntroduction = unchanged.text.contains("The input of example 1; right: ")
    #expect(edited.text.contains("; the rest shows the reading before, until Enter.") == hasIntroduction)
    let signs = edited.text.split(separator: "before").count - 1 - (hasIntroduction ? 1 : 0)
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
    press(.character("u"), .left, in: &model)
    #expect(Fixture.frame(model, size).text == unchanged.text, "taken back, it is as it was")
  }

  @Test func aPaneAloneSaysItToo() {
    for pane in ["PROGRAM", "NEXT OP", "FEATURES", "EXAMPLES"] {
      let size = Size(columns: 80, rows: 24)
      var model = model()
      press(.right, .character("+"), in: &model)
      var instrument = Fixture.instrument(model, size: size)
      while instrument.focusedPane?.title != pane { _ = instrument.update(.key(.character("f"))) }
      // Enter would accept the edit.
      #expect(instrument.frame(size).text.contains("before"))
      var canvas = Canvas(Size(columns: 78, rows: 20))
      model.draw(pane, into: &canvas)
      #expect(canvas.text.contains("before"), "\(pane)")
    }
  }

  // MARK: In the instrument

  @Test func oneLevelBackIsOutOfTheEditor() {
    let size = Size(columns: 80, rows: 24)
    var instrument = Fixture.instrument(Fixture.model(), size: size, keys: [.character("w"), .character("f")])
    #expect(instrument.focusedPane?.title == "INPUT")
    for key: Key in [.character("i"), .escape] { #expect(instrument.update(.key(key)) == []) }
    #expect(!instrument.showsInformation && instrument.frame(size).text.contains("OUTPUT"), "first the explanation")
    _ = instrument.update(.key(.escape))
    #expect(!instrument.frame(size).text.contains("OUTPUT"), "then the editor")
    _ = instrument.update(.key(.escape))
    #expect(instrument.update(.key(.escape)) == [.quit])
  }

  @Test func anotherSpecificationEndsTheEdit() {
    var model = model()
    _ = model.show(Fixture.subject(23))
    #expect(model.editor == nil)
  }
}
