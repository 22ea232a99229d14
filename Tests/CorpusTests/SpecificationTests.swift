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

  @Test func satisfactionIsPerExample() {
    let specification = Specification(of: Program([.move, .move]), inputs: inputs)
    // The robot that starts in column 5 can move only one cell.
    #expect(specification.satisfied(by: Program([.move])) == [false, false, false, false, true])
    #expect(
      specification.satisfied(by: Program([.move, .turnLeft, .turnRight, .move])) == [true, true, true, true, true])
  }

  @Test func markersUnderTheRobotDoNotMatter() {
    let specification = Specification(of: Program([.move]), inputs: inputs)
    #expect(specification.satisfied(by: Program([.move, .putMarker])).allSatisfy { $0 })
    #expect(!specification.satisfied(by: Program([.putMarker, .move])).contains(true))
  }

  @Test func anEditedInputGetsTheReferencesOutput() throws {
    let program = Program([.move, .putMarker, .move])
    let specification = Specification(of: program, inputs: inputs)
    var input = inputs[1]
    input.setRobot(at: Position(x: 2, y: 4), facing: .south)
    input.setWall(true, at: Position(x: 2, y: 6))
    let edited = try specification.replacing(input: input, of: 1, reference: program)
    #expect(edited.inputs[1] == input && edited.outputs[1] == input.after(program))
    for other in [0, 2, 3, 4] {
      #expect(edited.inputs[other] == inputs[other] && edited.outputs[other] == specification.outputs[other])
    }
    #expect(try edited.replacing(input: inputs[1], of: 1, reference: program) == specification)
  }

  @Test func withoutAReferenceAnOutputKeepsAllButItsWalls() throws {
    let specification = Specification(of: Program([.move]), inputs: inputs)
    var input = inputs[0]
    input.setWall(true, at: Position(x: 5, y: 5))
    var output = specification.outputs[0]
    output.setWall(true, at: Position(x: 5, y: 5))
    #expect(try specification.replacing(input: input, of: 0, reference: nil).outputs[0] == output)
    input.setWall(true, at: output.position)
    #expect(throws: SpecificationError.walls(example: 0)) {
      try specification.replacing(input: input, of: 0, reference: nil)
    }
  }
}
