import Beliefs
import Corpus
import Karel
import Screens
import Testing
import TextCanvas

/// Specifications that the user brought, in place of the corpus's.
@Suite struct GivenSpecificationsTests {
  private static let specifications = GivenSpecifications(
    name: "mine.jsonl",
    (0..<3).map { index in
      let sample = Corpus(seed: 4).sample(index, of: .test)
      return GivenSpecifications.Entry(sample.specification, reference: sample.program)
    })

  private static func subject(_ index: Int) -> Subject {
    Subject(run: Fixture.reference, step: 12_345, sample: SampleReference(specifications, index: index))
  }

  @Test func aSampleStandsForItsSpecification() {
    let sample = SampleReference(Self.specifications, index: 2)
    #expect(sample.resolved(.paper) == Self.specifications.all[2])
    #expect(sample.title == "mine.jsonl 2" && sample.count == 3)
    let long = GivenSpecifications(name: String(repeating: "long", count: 20), Self.specifications.all)
    #expect(SampleReference(long, index: 2).title == "longlonglonglonglonglon… 2", "its number stays in sight")
    let own = Fixture.sample(17).resolved(.paper)
    #expect(own.specification == Corpus(seed: 1).sample(17, of: .test).specification)
    #expect(own.reference == Corpus(seed: 1).sample(17, of: .test).program)
  }

  /// A program that does something else would spoil what editing a world makes of the outputs.
  @Test func aReferenceThatDoesNotFitIsForgotten() {
    let sample = Corpus(seed: 4).sample(0, of: .test)
    let other = Program(sample.program.ops + [.turnLeft])
    #expect(GivenSpecifications.Entry(sample.specification, reference: sample.program).reference == sample.program)
    #expect(GivenSpecifications.Entry(sample.specification, reference: other).reference == nil)
    #expect(GivenSpecifications.Entry(sample.specification, reference: nil).reference == nil)
  }

  @Test func othersFollowFromTheSameFile() throws {
    var tab = Fixture.tab(subject: Self.subject(0))
    var seen: Set<Int> = []
    for _ in 0..<50 {
      _ = tab.press(.character("r"))
      let awaited = try #require(tab.awaited)
      #expect(awaited.sample == SampleReference(Self.specifications, index: awaited.sample.index))
      seen.insert(awaited.sample.index)
      _ = tab.receive(.reading(Fixture.reading(), by: Fixture.run, of: awaited))
    }
    #expect(seen == [0, 1, 2])
  }

  @Test func oneIsChosenByItsNumber() {
    var instrument = Instrument(Start(subject: Self.subject(0), randomSeed: 0), showing: StepTab.name)
    _ = instrument.update(.resized(Size(columns: 80, rows: 24)))
    func type(_ text: String) {
      for key in text.map(Key.character) + [.enter] { _ = instrument.update(.key(key)) }
    }
    type(":sample 2")
    #expect(instrument.subject.sample == SampleReference(Self.specifications, index: 2))
    type(":sample 3")
    #expect(instrument.frame(Size(columns: 80, rows: 24)).text.contains("✗ sample: found 3, expected 0 to 2"))
    #expect(instrument.subject.sample.index == 2)
  }

  @Test func anotherRunKeepsThem() {
    var instrument = Instrument(Start(subject: Self.subject(1), randomSeed: 0), showing: WatchTab.name)
    _ = instrument.update(.response(.training(RunReference(path: "/runs/new", name: "new"), seed: 99)))
    #expect(instrument.subject.run.name == "new")
    #expect(instrument.subject.sample == SampleReference(Self.specifications, index: 1))
  }
}
