import Corpus
import Karel
import Lens
import Testing

@Suite struct TextAlignmentTests {
  @Test(arguments: Encoding.allCases) func aTextIsAlignedWithItself(_ encoding: Encoding) {
    let vocabulary = Vocabulary(encoding)
    for sample in SmallModel.samples(0..<10) {
      let roles = vocabulary.roles(of: vocabulary.encode(sample))
      #expect(TextAlignment(roles, roles, encoding).counterparts == roles.indices.map { $0 })
    }
  }

  /// A wall more in the second text: everything else keeps its counterpart.
  @Test func anAddedWallShiftsWhatFollows() throws {
    let vocabulary = Vocabulary(.coordinates)
    let sample = SmallModel.samples(2..<3)[0]
    var input = sample.specification.inputs[1]
    let cell = try #require(
      Position.inner.first { !input.isWall($0) && input.markerCount(at: $0) == 0 && $0 != input.position })
    input.setWall(true, at: cell)
    var outputs = sample.specification.outputs
    guard outputs[1].position != cell, outputs[1].markerCount(at: cell) == 0 else { return }
    outputs[1].setWall(true, at: cell)
    var inputs = sample.specification.inputs
    inputs[1] = input
    let changed = try Specification(inputs: inputs, outputs: outputs)
    let texts = [sample.specification, changed].map { vocabulary.encode($0) + vocabulary.encode(sample.program) }
    #expect(texts[1].count == texts[0].count + 1)
    let roles = texts.map(vocabulary.roles)
    let counterparts = TextAlignment(roles[0], roles[1], .coordinates).counterparts
    #expect(!counterparts.contains(nil))
    for (position, counterpart) in counterparts.enumerated() {
      #expect(texts[0][position] == texts[1][counterpart ?? -1])
    }
    let back = TextAlignment(roles[1], roles[0], .coordinates).counterparts
    let alone = try #require(back.firstIndex(of: nil))
    #expect(roles[1][alone] == TokenRole(.walls, example: 1, cell: cell))
    #expect(back.count { $0 == nil } == 1)
  }

  /// Where one cell is exchanged for another, the two correspond.
  @Test func theTokensLeftOverCorrespond() {
    func walls(_ xs: [Int]) -> [TokenRole] {
      xs.map { TokenRole(.walls, example: 0, cell: Position(x: $0, y: 1)) }
    }
    #expect(TextAlignment(walls([1, 3, 5]), walls([2, 3, 5]), .coordinates).counterparts == [0, 1, 2])
    #expect(TextAlignment(walls([1, 3, 5]), walls([3, 5, 6]), .coordinates).counterparts == [2, 0, 1])
  }

  @Test func positionsAreNamedAndOrdered() throws {
    let vocabulary = Vocabulary(.coordinates)
    let sample = SmallModel.samples(0..<1)[0]
    let roles = vocabulary.roles(of: vocabulary.encode(sample))
    let places = roles.compactMap(PatchPosition.init)
    #expect(places.count == roles.count - 1, "the end produces nothing")
    #expect(places == places.sorted())
    #expect(places.first?.name == "example-1.input-mark")
    #expect(places.suffix(sample.program.ops.count + 1).first?.name == "op-1")
    #expect(Set(places).count < places.count, "walls share a place")
  }
}
