import Karel
import Testing

@Suite struct SemanticsTests {
  /// Written op, then its meaning under original, flip and adversarial (Jin & Rinard 2024).
  @Test(arguments: [
    (Op.pickMarker, Op.pickMarker, Op.pickMarker, Op.turnRight),
    (.putMarker, .putMarker, .putMarker, .turnLeft),
    (.turnRight, .turnRight, .turnLeft, .move),
    (.turnLeft, .turnLeft, .turnRight, .turnRight),
    (.move, .move, .move, .turnLeft),
  ])
  func tablesAreThePapers(written: Op, original: Op, flip: Op, adversarial: Op) {
    #expect(Semantics.original[written] == original)
    #expect(Semantics.flip[written] == flip)
    #expect(Semantics.adversarial[written] == adversarial)
  }

  @Test func semanticsRoundTripThroughTheirName() throws {
    var source = SeededSource(5)
    for _ in 0..<2_000 {
      let semantics = Semantics.random(using: &source)
      #expect(try Semantics(parsing: semantics.name) == semantics)
    }
    for named in Semantics.named {
      #expect(named.semantics.name == named.name)
      #expect(try Semantics(parsing: named.name) == named.semantics)
    }
  }

  @Test(arguments: [
    "put,pick,move,right,left", "putMarker, pickMarker, move, turnRight, turnLeft",
    "put_marker,pick_marker,move,turn_right,turn_left",
  ])
  func meaningsAreParsedInOrder(_ text: String) throws {
    let semantics = try Semantics(parsing: text)
    #expect(Op.allCases.map { semantics[$0] } == [.putMarker, .pickMarker, .move, .turnRight, .turnLeft])
    #expect(semantics.name == "put,pick,move,right,left")
  }

  @Test(arguments: ["", "Flip", "pick,put,right,left", "pick,put,right,left,move,move", "original,"])
  func invalidSemanticsAreAnError(_ text: String) throws {
    let error = #expect(throws: SemanticsError.self) { try Semantics(parsing: text) }
    #expect(error?.found == text)
    #expect(error?.word == nil)
  }

  @Test func anUnknownMeaningIsNamed() {
    let error = #expect(throws: SemanticsError.self) { try Semantics(parsing: "pick,put,right,jump,move") }
    #expect(error?.word == "jump")
    #expect(error?.description.contains("'jump' in 'pick,put,right,jump,move'") == true)
  }
}
