import Beliefs
import Karel
import Screens
import Testing
import TextCanvas

/// Probes that are trained beside Step and Compare.
@Suite struct ProbesOnDemandTests {
  private static let linear = ProbeName(kind: "linear", frame: .grid)
  private static let mlp1 = ProbeName(kind: "mlp1", frame: .grid)

  private static func wish(_ probes: ProbeWish.Probe...) -> ProbeWish {
    ProbeWish(run: Fixture.reference, step: 12_345, probes: probes)
  }

  private static func answer(_ wish: ProbeWish, _ state: ProbingProgress.State) -> Answer {
    .probing(ProbingProgress(wish: wish, state: state))
  }

  /// A run whose checkpoint has these probes.
  private static func run(_ probes: [ProbeSummary]) -> RunSummary {
    RunSummary(
      name: "fixture", preset: "by-hand", step: 12_345, samplesSeen: 790_080, probes: probes,
      checkpoints: Fixture.run.checkpoints)
  }

  private static let first = Self.wish(.init(mlp1))

  // MARK: Step

  @Test func theNextKindThatIsMissingIsTrained() {
    var model = Fixture.model()
    #expect(model.press(.character("T")) == [.perform(.probe(Self.first))])
    let kinds = ["linear", "mlp1", "mlp2"].map { ProbeSummary(kind: $0, frame: .grid) }
    var two = Fixture.model(run: Self.run(Array(kinds.prefix(2))))
    #expect(
      two.press(.character("T")) == [.perform(.probe(Self.wish(.init(ProbeName(kind: "mlp2", frame: .grid)))))])
    var all = Fixture.model(run: Self.run(kinds))
    #expect(all.press(.character("T")) == [])
    #expect(all.failure == nil)
    #expect(Fixture.frame(all, 80, 24).text.contains("every kind of probe is here; p shows the next"))
    var none = Fixture.model(run: Self.run([]))
    #expect(
      none.press(.character("T"))
        == [
          .perform(.probe(Self.wish(.init(ProbeName(kind: "linear", frame: .start)), .init(Self.linear))))
        ])
  }

  @Test func progressIsAskedForAndSaid() {
    var model = Fixture.model()
    _ = model.press(.character("T"))
    #expect(model.timeToNextChange == nil, "the answer wakes the screen")
    func status() -> String {
      String(Fixture.frame(model, 80, 24).text.split(separator: "\n", omittingEmptySubsequences: false)[22])
    }
    _ = model.receive(Self.answer(Self.first, .writing(1234, of: 9000)))
    #expect(status().contains("T stops · 1,234 of 9,000 programs for mlp1·grid"))
    let pause = model.timeToNextChange
    #expect(pause != nil)
    #expect(model.advance(pause! / 2) == [])
    #expect(model.advance(pause!) == [.perform(.probing)])
    #expect(model.timeToNextChange == nil, "one look at a time")
    _ = model.receive(Self.answer(Self.first, .training(0.456)))
    #expect(status().contains("T stops · 46% trained: mlp1·grid at step 12,345"))
    // One may go on stepping meanwhile.
    _ = model.press(.right)
    #expect(model.step == 1 && status().contains("46% trained"))
    _ = model.receive(Self.answer(Self.first, .failed(reason: "no such checkpoint")))
    #expect(status().contains("✗ no such checkpoint"))
    #expect(model.timeToNextChange == nil)
    _ = model.press(.right)
    #expect(!status().contains("no such checkpoint"), "the next key puts it away")
  }

  @Test func theSameKeyStopsIt() {
    var model = Fixture.model()
    _ = model.press(.character("T"))
    _ = model.receive(Self.answer(Self.first, .training(0.1)))
    #expect(model.press(.character("T")) == [.perform(.stopProbing)])
    _ = model.receive(Self.answer(Self.first, .stopped))
    #expect(Fixture.frame(model, 80, 24).text.contains("stopped: mlp1·grid at step 12,345"))
    #expect(model.press(.character("T")) == [.perform(.probe(Self.first))], "and then begins anew")
  }

  @Test func whatWasTrainedIsShownAtOnceAtTheSameStep() {
    var model = Fixture.model()
    for _ in 0..<3 { _ = model.press(.right) }
    _ = model.press(.character("T"))
    _ = model.receive(Self.answer(Self.first, .training(0.9)))
    #expect(
      model.receive(Self.answer(Self.first, .finished(seconds: 42))) == [.perform(.read(Fixture.subject()))])
    #expect(
      model.receive(Self.answer(Self.first, .finished(seconds: 42))) == [], "it is told once")
    let run = Self.run(Fixture.run.probes.prefix(1) + [ProbeSummary(kind: "mlp1", frame: .grid)])
    _ = model.receive(.reading(Fixture.reading(), by: run, of: Fixture.subject()))
    #expect(model.step == 3 && model.probe?.title == "mlp1·grid")
    #expect(Fixture.frame(model, 80, 24).text.contains("ready after 42 s, kept until you quit"))
  }

  @Test func anotherCheckpointsProbesChangeNothingHere() {
    var model = Fixture.model()
    let wish = ProbeWish(run: Fixture.reference, step: 100, probes: [.init(Self.mlp1)])
    #expect(model.receive(Self.answer(wish, .finished(seconds: 1))) == [])
    let elsewhere = ProbeWish(
      run: RunReference(path: "/runs/b", name: "b"), step: 12_345, probes: [.init(Self.mlp1)])
    #expect(model.receive(Self.answer(elsewhere, .finished(seconds: 1))) == [])
  }

  // MARK: Compare

  private func compare(_ run: RunSummary = Fixture.run, keys: Key...) -> CompareModel {
    var model = CompareModel(Start(subject: Fixture.subject(), randomSeed: 0))
    _ = model.show(Fixture.subject())
    _ = model.receive(.reading(Fixture.reading(), by: run, of: Fixture.subject()))
    for key in keys { _ = model.press(key) }
    return model
  }

  @Test func theSemanticsThatColumnsLackAreTrained() {
    var model = compare()
    let wish = Self.wish(.init(Self.linear, .flip), .init(Self.linear, .adversarial))
    #expect(Fixture.frame(model, 80, 24).text.contains("no probe: karelscope probe --checkpoint 12345 or T"))
    #expect(model.press(.character("T")) == [.perform(.probe(wish))])
    _ = model.receive(Self.answer(wish, .training(0.5)))
    #expect(Fixture.frame(model, 80, 24).text.contains("T stops · 50% trained: linear·grid·flip"))
    #expect(model.receive(Self.answer(wish, .finished(seconds: 9))) == [.perform(.read(Fixture.subject()))])
    let probes =
      Fixture.run.probes.prefix(1)
      + [Semantics.flip, .adversarial].map { ProbeSummary(kind: "linear", frame: .grid, semantics: $0) }
    let beliefs = Fixture.reading().steps.map { step in
      Reading.Step(choice: step.choice, beliefs: step.beliefs + [step.beliefs[0]])
    }
    let reading = Reading(
      specification: Fixture.reading().specification, program: Fixture.program, steps: beliefs, logProbability: 0)
    _ = model.receive(.reading(reading, by: Self.run(Array(probes)), of: Fixture.subject()))
    #expect(model.columns.map { $0.probe?.semantics } == [.original, .flip, .adversarial])
  }

  @Test func otherContrastsLackOtherProbes() {
    var model = compare(keys: .character("c"), .character("c"))
    #expect(model.contrast == .probes)
    #expect(model.press(.character("T")) == [.perform(.probe(Self.first))])
  }

  @Test func resultsAreLookedAtAgain() {
    var model = compare(keys: .character("v"))
    #expect(
      model.receive(Self.answer(Self.first, .finished(seconds: 9)))
        == [
          .perform(.read(Fixture.subject())), .perform(.history(Fixture.reference)),
          .perform(.findings(Fixture.reference)),
        ])
  }
}
