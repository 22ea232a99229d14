import Beliefs
import Karel
import Screens
import Testing
import TextCanvas

/// Probes that are trained beside Step and Compare.
@Suite struct ProbesOnDemandTests {
  private static let linear = ProbeName(kind: "linear", frame: .grid)
  private static let mlp1 = ProbeName(kind: "mlp1", frame: .grid)

  private static func request(_ probes: ProbeTrainingRequest.Probe...) -> ProbeTrainingRequest {
    ProbeTrainingRequest(run: Fixture.reference, step: 12_345, probes: probes)
  }

  private static func respond(to request: ProbeTrainingRequest, _ state: ProbingProgress.State) -> Response {
    .probing(ProbingProgress(request: request, state: state))
  }

  /// A run whose checkpoint has these probes.
  private static func run(_ probes: [ProbeSummary]) -> RunSummary {
    RunSummary(
      name: "fixture", preset: "by-hand", step: 12_345, samplesSeen: 790_080, probes: probes,
      checkpoints: Fixture.run.checkpoints)
  }

  private static let first = Self.request(.init(mlp1))

  // MARK: Step

  @Test func theNextKindThatIsMissingIsTrained() {
    var tab = Fixture.tab()
    #expect(tab.press(.character("T")) == [.request(.probe(Self.first))])
    let kinds = ["linear", "mlp1", "mlp2"].map { ProbeSummary(kind: $0, frame: .grid) }
    var two = Fixture.tab(run: Self.run(Array(kinds.prefix(2))))
    #expect(
      two.press(.character("T")) == [.request(.probe(Self.request(.init(ProbeName(kind: "mlp2", frame: .grid)))))])
    var all = Fixture.tab(run: Self.run(kinds))
    #expect(all.press(.character("T")) == [])
    #expect(all.failure == nil)
    #expect(Fixture.frame(all, 80, 24).text.contains("all probes are trained; p shows the next"))
    var none = Fixture.tab(run: Self.run([]))
    #expect(
      none.press(.character("T"))
        == [
          .request(.probe(Self.request(.init(ProbeName(kind: "linear", frame: .start)), .init(Self.linear))))
        ])
  }

  @Test func progressIsAskedForAndSaid() {
    var tab = Fixture.tab()
    _ = tab.press(.character("T"))
    #expect(tab.timeToNextChange == nil, "the answer wakes the screen")
    func status() -> String {
      String(Fixture.frame(tab, 80, 24).text.split(separator: "\n", omittingEmptySubsequences: false)[22])
    }
    _ = tab.receive(Self.respond(to: Self.first, .writing(1234, of: 9000)))
    #expect(status().contains("T stops · 1,234 of 9,000 programs for mlp1·grid"))
    let pause = tab.timeToNextChange
    #expect(pause != nil)
    #expect(tab.advance(pause! / 2) == [])
    #expect(tab.advance(pause!) == [.request(.probing)])
    #expect(tab.timeToNextChange == nil, "one look at a time")
    _ = tab.receive(Self.respond(to: Self.first, .training(0.456)))
    #expect(status().contains("T stops · 46% trained: mlp1·grid at step 12,345"))
    // One may go on stepping meanwhile.
    _ = tab.press(.right)
    #expect(tab.step == 1 && status().contains("46% trained"))
    _ = tab.receive(Self.respond(to: Self.first, .failed(reason: "no such checkpoint")))
    #expect(status().contains("✗ no such checkpoint"))
    #expect(tab.timeToNextChange == nil)
    _ = tab.press(.right)
    #expect(!status().contains("no such checkpoint"), "the next key puts it away")
  }

  @Test func theSameKeyStopsIt() {
    var tab = Fixture.tab()
    _ = tab.press(.character("T"))
    _ = tab.receive(Self.respond(to: Self.first, .training(0.1)))
    #expect(tab.press(.character("T")) == [.request(.stopProbing)])
    _ = tab.receive(Self.respond(to: Self.first, .stopped))
    #expect(Fixture.frame(tab, 80, 24).text.contains("stopped: mlp1·grid at step 12,345"))
    #expect(tab.press(.character("T")) == [.request(.probe(Self.first))], "and then begins anew")
  }

  @Test func whatWasTrainedIsShownAtOnceAtTheSameStep() {
    var tab = Fixture.tab()
    for _ in 0..<3 { _ = tab.press(.right) }
    _ = tab.press(.character("T"))
    _ = tab.receive(Self.respond(to: Self.first, .training(0.9)))
    #expect(
      tab.receive(Self.respond(to: Self.first, .finished(seconds: 42))) == [.request(.read(Fixture.subject()))])
    #expect(
      tab.receive(Self.respond(to: Self.first, .finished(seconds: 42))) == [], "it is told once")
    let run = Self.run(Fixture.run.probes.prefix(1) + [ProbeSummary(kind: "mlp1", frame: .grid)])
    _ = tab.receive(.reading(Fixture.reading(), by: run, of: Fixture.subject()))
    #expect(tab.step == 3 && tab.probe?.title == "mlp1·grid")
    #expect(Fixture.frame(tab, 80, 24).text.contains("ready after 42 s, kept until you quit"))
  }

  @Test func anotherCheckpointsProbesChangeNothingHere() {
    var tab = Fixture.tab()
    let request = ProbeTrainingRequest(run: Fixture.reference, step: 100, probes: [.init(Self.mlp1)])
    #expect(tab.receive(Self.respond(to: request, .finished(seconds: 1))) == [])
    let elsewhere = ProbeTrainingRequest(
      run: RunReference(path: "/runs/b", name: "b"), step: 12_345, probes: [.init(Self.mlp1)])
    #expect(tab.receive(Self.respond(to: elsewhere, .finished(seconds: 1))) == [])
  }

  // MARK: Compare

  private func compare(_ run: RunSummary = Fixture.run, keys: Key...) -> CompareTab {
    var tab = CompareTab(Start(subject: Fixture.subject(), randomSeed: 0))
    _ = tab.show(Fixture.subject())
    _ = tab.receive(.reading(Fixture.reading(), by: run, of: Fixture.subject()))
    for key in keys { _ = tab.press(key) }
    return tab
  }

  @Test func theSemanticsThatColumnsLackAreTrained() {
    var tab = compare()
    let request = Self.request(.init(Self.linear, .flip), .init(Self.linear, .adversarial))
    #expect(Fixture.frame(tab, 80, 24).text.contains("no probe: karelscope probe --checkpoint 12345 or T"))
    #expect(tab.press(.character("T")) == [.request(.probe(request))])
    _ = tab.receive(Self.respond(to: request, .training(0.5)))
    #expect(Fixture.frame(tab, 80, 24).text.contains("T stops · 50% trained: linear·grid·flip"))
    #expect(tab.receive(Self.respond(to: request, .finished(seconds: 9))) == [.request(.read(Fixture.subject()))])
    let probes =
      Fixture.run.probes.prefix(1)
      + [Semantics.flip, .adversarial].map { ProbeSummary(kind: "linear", frame: .grid, semantics: $0) }
    let beliefs = Fixture.reading().steps.map { step in
      ProbedGeneration.Step(choice: step.choice, beliefs: step.beliefs + [step.beliefs[0]])
    }
    let reading = ProbedGeneration(
      specification: Fixture.reading().specification, program: Fixture.program, steps: beliefs, logProbability: 0)
    _ = tab.receive(.reading(reading, by: Self.run(Array(probes)), of: Fixture.subject()))
    #expect(tab.columns.map { $0.probe?.semantics } == [.original, .flip, .adversarial])
  }

  @Test func otherContrastsLackOtherProbes() {
    var tab = compare(keys: .character("c"), .character("c"))
    #expect(tab.contrast == .probes)
    #expect(tab.press(.character("T")) == [.request(.probe(Self.first))])
  }

  @Test func resultsAreLookedAtAgain() {
    var tab = compare(keys: .character("v"))
    #expect(
      tab.receive(Self.respond(to: Self.first, .finished(seconds: 9)))
        == [
          .request(.read(Fixture.subject())), .request(.history(Fixture.reference)),
          .request(.findings(Fixture.reference)),
        ])
  }
}
