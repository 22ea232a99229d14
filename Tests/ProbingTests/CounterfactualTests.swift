import Corpus
import Karel
import Probing
import Testing

@Suite struct CounterfactualTests {
  @Test func aWallChangesOneWorldAndItsOutput() throws {
    var found = 0
    for index in 0..<300 {
      let sample = Corpus(seed: 1).sample(index, of: .test)
      var random = SplitMix64(keys: UInt64(index))
      guard let edit = Counterfactual(of: sample, using: &random) else { continue }
      found += 1
      let (before, after) = (edit.original.inputs[edit.example], edit.edited.inputs[edit.example])
      let walls = Position.inner.filter { before.isWall($0) != after.isWall($0) }
      #expect(walls.count == 1 && after.isWall(walls[0]))
      let (old, new) = (Trace(of: edit.reference, from: before), Trace(of: edit.reference, from: after))
      #expect(edit.reference.ops[edit.step] == .move)
      #expect(old.outcomes[edit.step] == .done && new.outcomes[edit.step] == .blocked)
      #expect(Array(old.outcomes[..<edit.step]) == Array(new.outcomes[..<edit.step]))
      for specification in [edit.original, edit.edited, edit.elsewhere] {
        #expect(specification.satisfied(by: edit.reference) == [Bool](repeating: true, count: 5))
      }
      // The reference no longer gives the new output without the wall.
      #expect(edit.withoutWall.inputs == edit.original.inputs)
      #expect(!edit.withoutWall.satisfied(by: edit.reference)[edit.example])
      let aside = Trace(of: edit.reference, from: edit.elsewhere.inputs[edit.example])
      #expect(aside.outcomes == old.outcomes && aside.end.position == old.end.position)
      for example in 0..<5 where example != edit.example {
        #expect(edit.edited.inputs[example] == edit.original.inputs[example])
      }
    }
    #expect(found > 100)
  }
}
