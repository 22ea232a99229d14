import Corpus
import Karel
import Testing

@Suite struct SpecificationTests {
  private let inputs = (1...5).map { World(position: Position(x: $0, y: 3), direction: .east) }

  @Test func countsAreChecked() {
    #expect(throws: SpecificationError.inputCount(4)) {
      try Specification(inputs: Array(inputs.dropLast()), outputs: inputs)
    }
    #expect(throws: SpecificationError.outputCount(6)) {
      try Specification(inputs: inputs, outputs: inputs + [inputs[0]])
    }
  }

  @Test func wallsCannotChange() throws {
    var outputs = inputs
    outputs[3].setWall(true, at: Position(x: 1, y: 1))
    #expect(throws: SpecificationError.walls(example: 3)) { try Specification(inputs: inputs, outputs: outputs) }
    outputs[3] = inputs[3]
    outputs[3].setMarkerCount(2, at: Position(x: 1, y: 1))
    #expect(try Specification(inputs: inputs, outputs: outputs).outputs == outputs)
  }

  @Test func satisfactionIsJudgedExampleByExample() {
    let specification = Specification(of: Program([.move, .move]), inputs: inputs)
    // The robot that begins at column 5 has only one cell to go.
    #expect(specification.satisfied(by: Program([.move])) == [false, false, false, false, true])
    #expect(
      specification.satisfied(by: Program([.move, .turnLeft, .turnRight, .move])) == [true, true, true, true, true])
  }

  @Test func markersUnderTheRobotDoNotMatter() {
    let specification = Specification(of: Program([.move]), inputs: inputs)
    #expect(specification.satisfied(by: Program([.move, .putMarker])).allSatisfy { $0 })
    #expect(!specification.satisfied(by: Program([.putMarker, .move])).contains(true))
  }
}
