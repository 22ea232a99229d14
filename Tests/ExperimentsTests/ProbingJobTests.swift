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
}
