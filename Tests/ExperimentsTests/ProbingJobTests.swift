import Experiments
import LanguageModel
import Probing
import Synchronization
import Testing

@Suite struct ProbingJobTests {
  /// A flag shared between threads.
  private final class Flag: Sendable {
    private let value = Atomic(false)
    var isRaised: Bool { value.load(ordering: .relaxed) }
    func raise() { value.store(true, ordering: .relaxed) }
  }

  private func job(_ run: RunDirectory) -> ProbingJob {
    var job = ProbingJob(run, step: 25, threads: 1)
    job.plan.sizes.training = 24
    job.plan.sizes.validation = 8
    job.plan.sizes.test = 12
    job.plan.kinds = [.linear]
    job.plan.frames = [.grid]
    job.plan.offsets = [0]
    return job
  }

  /// A job can be cancelled: finished results stay, and the rest can be trained later.
  @Test func aJobCanBeCancelled() throws {
    let small = try SmallRun(.small(steps: 25))
    try small.train()
    var job = job(small.run)
    job.isCancelled = { true }
    #expect(throws: CancellationError.self) { try job.trainProbes { _ in } }
    #expect(try small.run.probeResults(25).records.isEmpty)

    let flag = Flag()
    job.isCancelled = { flag.isRaised }
    // A bit more than one of three probes: the second one is being trained.
    #expect(throws: CancellationError.self) {
      try job.trainProbes { if case .trained(let share) = $0, share > 0.4 { flag.raise() } }
    }
    let finished = try small.run.probeResults(25).records
    #expect(finished.count == 3 && finished.allSatisfy { $0.control == nil })

    job.isCancelled = { false }
    job.plan.isResuming = true
    let all = try job.trainProbes { _ in }
    // Three features and semantics, each with the majority class.
    #expect(all.count == 18)
    #expect(finished.allSatisfy(all.contains))
    #expect(all.allSatisfy { $0.control != nil || $0.semantics == "original" || $0.paired != nil })

    // A second run would replace existing results, which must be requested.
    job.plan.isResuming = false
    #expect(throws: RunError.self) { try job.trainProbes { _ in } }
    job.plan.isReplacing = true
    #expect(try job.trainProbes { _ in } == all)
  }

  /// Beyond a record, results come for all states and for those where the semantics differ.
  @Test func recordsAreReturnedForEverySubset() throws {
    let small = try SmallRun(.small(steps: 25))
    try small.train()
    var job = job(small.run)
    job.plan.semantics = [.original]
    job.plan.features = [.wallAheadCount]
    job.plan.controls = []
    job.plan.records = [.ops, .opsAndWorlds]
    let results = try job.trainProbes { _ in }
    let found = results.map { [$0.record ?? "", $0.states ?? "all"] }
    #expect(
      found.map { $0.joined(separator: " ") } == [
        " all", "ops all", "ops differ", "ops differ-all", "ops+worlds all", "ops+worlds differ",
        "ops+worlds differ-all",
      ])
    for result in results where result.record != nil {
      #expect(result.n == 0 || result.information != nil && result.accuracy != nil)
    }
    let (all, differ, differAll) = (results[1], results[2], results[3])
    #expect(all.n >= differ.n && differ.n >= differAll.n && all.n > 0)
    // Nothing is left to do.
    job.plan.isResuming = true
    #expect(try job.trainProbes { _ in } == results)
  }

  /// Controls stand in for hidden states or labels, also beside a record, and the examples are ranked.
  @Test func controlsAndRankingsAreMeasured() throws {
    let small = try SmallRun(.small(steps: 25))
    try small.train()
    var job = job(small.run)
    job.plan.semantics = [.original]
    job.plan.features = [.obstacle]
    job.plan.examples = Array(0..<5)
    job.plan.layers = [.concatenation]
    job.plan.controls = ProbeControl.allCases
    job.plan.records = [.ops]
    let results = try job.trainProbes { _ in }
    let alone = results.filter { $0.record == nil && $0.states == nil && $0.example == 1 }
    #expect(alone.map(\.control) == [nil] + ProbeControl.allCases.map(\.rawValue))
    let beside = results.filter { $0.record == "ops" && $0.states == nil && $0.example == 1 }
    #expect(
      beside.map { $0.control ?? "" } == [
        "", "shuffled", "untrained", "world-copy", "foreign-worlds", "control-task",
      ])
    #expect(alone.allSatisfy { $0.basis == "programs" && $0.layer == "concat" && $0.ends == false })
    let rankings = results.filter { $0.states == "within" }
    #expect(rankings.contains { $0.control == nil } && rankings.allSatisfy { $0.example == 1 && $0.n > 0 })
  }

  /// The headline comes along with mlp1 probes.
  @Test func countsAreTheHeadline() throws {
    let small = try SmallRun(.small(steps: 25))
    try small.train()
    var job = job(small.run)
    job.plan.kinds = [.mlp1]
    job.plan.passes = 1
    job.plan.includesCounts = true
    let counts = try job.trainProbes { _ in }.filter { $0.record != nil }
    #expect(Set(counts.map(\.feature)) == ["blocked-count", "wall-ahead-count"])
    #expect(Set(counts.map(\.semantics)) == ["original", "flip", "adversarial"])
    #expect(counts.count == 2 * 3 * 3)
  }

  @Test func counterfactualsAreReproducible() throws {
    let small = try SmallRun(.small(steps: 25))
    try small.train()
    var job = CounterfactualJob(small.run, step: 25, threads: 1)
    (job.count, job.training, job.validation) = (20, 24, 8)
    let results = try job { _ in }
    #expect(results.cases.count + results.leftOut == 20 && results.cases.count > 5)
    for one in results.cases {
      #expect(one.readings.count == 3 && one.readings[1].trueCount == one.readings[0].trueCount + 1)
      #expect(one.readings[2].trueCount == one.readings[0].trueCount)
      #expect(one.readings.allSatisfy { (0...5).contains($0.count) && (0...1).contains($0.inExample) })
    }
    job.threads = 2
    #expect(try job { _ in } == results)
  }
}
