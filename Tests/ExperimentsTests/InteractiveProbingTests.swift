import Beliefs
import Experiments
import Foundation
import Karel
import LanguageModel
import Probing
import Synchronization
import Testing

/// Probes trained while a user waits.
@Suite struct InteractiveProbingTests {
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

  private func probing(
    _ small: SmallRun, step: Int = 25, _ keys: [ProbeKey], cache: ActivationCache = ActivationCache()
  ) -> InteractiveProbing {
    var probing = InteractiveProbing(small.run, step: step, training: keys, cache: cache, threads: 2)
    probing.sizes = Self.sizes
    return probing
  }

  /// It finds the results of `probe` and leaves the run unchanged.
  @Test func itFindsWhatAJobFindsAndWritesNothing() throws {
    let small = try trained()
    let before = try small.contents()
    let findings = try probing(small, Self.keys)()
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
    let first = try probing(small, [Self.keys[0]], cache: cache)()
    var testing = probing(small, [], cache: cache)
    testing.tested = first.probes
    let tested = try testing()
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
      Set(try probing(small, step: step, [Self.keys[0]], cache: cache)().results)
    }
    let early = try results(25, cache)
    #expect(try results(250, cache) == results(250, ActivationCache()))
    #expect(try results(25, cache) == early)
  }

  private final class Flag: Sendable {
    let isSet = Atomic(false)
  }

  /// While programs are generated, and while probes are trained.
  @Test(arguments: [false, true]) func itCanBeCancelled(whileTraining: Bool) throws {
    let small = try trained()
    let before = try small.contents()
    let (flag, hasTrained) = (Flag(), Flag())
    var probing = probing(small, Self.keys)
    // Several reports while programs are generated.
    if !whileTraining { probing.sizes.training = 1000 }
    probing.isCancelled = { flag.isSet.load(ordering: .relaxed) }
    #expect(throws: CancellationError.self) {
      try probing { part in
        switch part {
        case .wrote(let done, _): if !whileTraining, done > 0 { flag.isSet.store(true, ordering: .relaxed) }
        case .trained(let share):
          hasTrained.isSet.store(true, ordering: .relaxed)
          if share > 0 { flag.isSet.store(true, ordering: .relaxed) }
        }
      }
    }
    #expect(hasTrained.isSet.load(ordering: .relaxed) == whileTraining)
    #expect(try small.contents() == before)
  }

  @Test func errorsAreReported() throws {
    let small = try trained()
    do {
      _ = try probing(small, step: 26, Self.keys)()
      Issue.record("found results, expected an error")
    } catch {
      #expect("\(error)".contains("step-000026"))
    }
  }
}
