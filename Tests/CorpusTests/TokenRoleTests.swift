import Corpus
import Karel
import Testing

@Suite struct TokenRoleTests {
  /// The roles tell again what the worlds are.
  @Test(arguments: Encoding.allCases) func rolesTellTheWorlds(_ encoding: Encoding) {
    let vocabulary = Vocabulary(encoding)
    for index in 0..<20 {
      let sample = Corpus(seed: 8).sample(index, of: .test)
      let tokens = vocabulary.encode(sample)
      let roles = vocabulary.roles(of: tokens)
      #expect(roles.count == tokens.count)
      for (example, (input, output)) in zip(sample.specification.inputs, sample.specification.outputs).enumerated() {
        let own = roles.filter { $0.example == example }
        func cells(_ part: TokenRole.Part) -> [Position] { own.filter { $0.part == part }.compactMap(\.cell) }
        func markers(_ world: World) -> [Position] {
          Position.inner.flatMap { cell in
            let count = world.visibleMarkerCount(at: cell)
            return [Position](repeating: cell, count: encoding == .cells ? min(1, count) : count)
          }
        }
        #expect(cells(.walls) == Position.inner.filter(input.isWall))
        #expect(cells(.robot) == [input.position])
        #expect(cells(.outputRobot) == [output.position])
        #expect(cells(.markers) == markers(input))
        #expect(cells(.outputMarkers) == markers(output))
        #expect(own.count { $0.part == .inputMark } == 1 && own.count { $0.part == .outputMark } == 1)
        #expect(own.count { $0.part == .direction } == (encoding == .coordinates ? 1 : 0))
        #expect(own.count { $0.part == .outputDirection } == (encoding == .coordinates ? 1 : 0))
        let free = encoding == .cells ? 35 - Set(cells(.walls) + cells(.markers)).count : 0
        #expect(own.count { $0.part == .free } == free)
        // Outputs come after inputs.
        #expect(own.firstIndex(where: \.isOutput) == own.firstIndex { $0.part == .outputMark })
        let outputs = own.drop { !$0.isOutput }
        #expect(outputs.allSatisfy { $0.isOutput })
      }
      let program = roles.filter { $0.example == nil }
      #expect(program.map(\.part) == [.program] + sample.program.ops.map { _ in .op } + [.end])
      #expect(program.map(\.step) == (0...sample.program.ops.count).map { $0 } + [nil])
    }
  }

  @Test func aBeginningHasRolesToo() {
    let vocabulary = Vocabulary(.coordinates)
    let tokens = vocabulary.encode(Corpus(seed: 8).sample(0, of: .test).specification)
    #expect(vocabulary.roles(of: []).isEmpty)
    // Only the last cell before a direction is the robot's, so roles of a beginning may differ in its last token.
    for count in [1, 7, 30] {
      let roles = vocabulary.roles(of: Array(tokens[..<count]))
      #expect(roles.dropLast() == vocabulary.roles(of: tokens).prefix(count - 1))
    }
  }
}
