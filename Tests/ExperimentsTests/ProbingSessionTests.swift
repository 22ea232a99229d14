import Beliefs
import Experiments
import Foundation
import Karel
import LanguageModel
import Probing
import Testing

/// Probes trained in the background.
@Suite struct ProbingSessionTests {
  private static let sizes: ProbingPlan.Sizes = {
    var sizes = ProbingPlan.Sizes()
    (sizes.training, sizes.validation, sizes.test) = (24, 8, 12)
    return sizes
  }()

  private static let keys = [Semantics.original, .flip].map { ProbeKey(kind: .linear, semantics: $0, frame: .grid) }

  private func trained() throws -> SmallRun {
    let small = try SmallRun(.small(steps: 25))
    try small.train()
    return small
  }

  private func findings(_ session: BackgroundProbing) throws -> BackgroundProbing.Findings {
    session.wait()
    guard case .finished(let findings) = session.state else {
      Issue.record("found \(session.state), expected it to be finished")
      throw CancellationError()
    }
    return findings
  }

  /// It finds the results of `probe` and leaves the run unchanged.
  @Test func itFindsWhatAJobFindsAndWritesNothing() throws {
    let small = try trained()
    let before = try small.contents()
    let session = BackgroundProbing(
      small.run, step: 25, training: Self.keys, sizes: Self.sizes, cache: ActivationCache(), threads: 2)
    let findings = try findings(session)
    #expect(try small.contents() == before)
    #expect(findings.probes.map(\.key) == Self.keys && findings.probes.allSatisfy(\.isWhole))

    var job = ProbingJob(small.run, step: 25, threads: 1)
    job.plan.sizes = Self.sizes
    job.plan.kinds = [.linear]
    job.plan.frames = [.grid]
    job.plan.semantics = [.original, .flip]
    let expected = try job.trainProbes { _ in }
    // Two semantics, five offsets, three features, each with the majority class.
    #expect(expected.count == 60 && Set(findings.results) == Set(expected))
    for (probe, key) in zip(findings.probes, Self.keys) {
      #expect(try small.run.probe(25, key, width: 16).nets == probe.nets)
    }
  }

  @Test func anExistingProbeIsOnlyTested() throws {
    let small = try trained()
    let cache = ActivationCache()
    let first = try findings(
      BackgroundProbing(
        small.run, step: 25, training: [Self.keys[0]], sizes: Self.sizes, cache: cache, threads: 1))
    let tested = try findings(
      BackgroundProbing(
        small.run, step: 25, training: [], testing: first.probes, sizes: Self.sizes, cache: cache, threads: 1))
    #expect(tested.probes.isEmpty && tested.results.count == 15)
    for result in tested.results {
      let other = try #require(first.results.first { $0.key == result.key })
      #expect(result.accuracy == other.accuracy && result.calibration == other.calibration && result.n == other.n)
      #expect(result.training == nil, "nobody knows what it was trained on")
    }
  }

  /// Hidden states are regenerated for another checkpoint, or if the same one was rewritten.
  @Test func statesAreThoseOfTheCheckpoint() throws {
    let small = try SmallRun(.small(steps: 250))
    try small.train()
    let cache = ActivationCache()
    func results(_ step: Int, _ cache: ActivationCache) throws -> Set<ProbeResult> {
      Set(
        try findings(
          BackgroundProbing(
            small.run, step: step, training: [Self.keys[0]], sizes: Self.sizes, cache: cache, threads: 1)
        ).results)
    }
    let early = try results(25, cache)
    #expect(try results(250, cache) == results(250, ActivationCache()))
    #expect(try results(25, cache) == early)
  }

  @Test func itCanBeCancelled() throws {
    let small = try trained()
    let before = try small.contents()
    var sizes = Self.sizes
    sizes.training = 100_000
    let session = BackgroundProbing(
      small.run, step: 25, training: Self.keys, sizes: sizes, cache: ActivationCache(), threads: 1)
    session.stop()
    session.wait()
    guard case .stopped = session.state else {
      Issue.record("found \(session.state), expected it to be stopped")
      return
    }
    #expect(session.state.isOver)
    #expect(try small.contents() == before)
  }

  @Test func errorsAreReported() throws {
    let small = try trained()
    let session = BackgroundProbing(
      small.run, step: 26, training: Self.keys, sizes: Self.sizes, cache: ActivationCache(), threads: 1)
    session.wait()
    guard case .failed(let reason) = session.state else {
      Issue.record("found \(session.state), expected a failure")
      return
    }
    #expect(reason.contains("step-000026"))
  }
}
