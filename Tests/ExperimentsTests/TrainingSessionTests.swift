import Experiments
import Foundation
import Synchronization
import Testing

/// Background training: requests are honoured and do not change the result.
@Suite struct TrainingSessionTests {
  /// Pauses its session after a step and records the last step.
  private final class Listener: Sendable {
    let session = Mutex<TrainingSession?>(nil)
    let lastStep = Mutex(0)
    let pauseStep: Int

    init(pauseStep: Int) { self.pauseStep = pauseStep }

    @Sendable func listen(_ progress: TrainingJob.Progress) {
      guard case .step(let step) = progress else { return }
      // The session is set only after it has started.
      let session = session.withLock { $0 }
      lastStep.withLock { $0 = step.step }
      if step.step == pauseStep { session?.pause() }
    }

    /// Starts a session that is paused after ``pauseStep``.
    func begin(_ run: RunDirectory) -> TrainingSession {
      session.withLock { held in
        let new = TrainingSession(run, threads: 1, report: listen)
        held = new
        return new
      }
    }

    var step: Int { lastStep.withLock { $0 } }
  }

  /// Waits until `condition` holds.
  private func wait(until condition: () -> Bool, sourceLocation: SourceLocation = #_sourceLocation) {
    let deadline = Date(timeIntervalSinceNow: 60)
    while !condition(), Date() < deadline { Thread.sleep(forTimeInterval: 0.002) }
    #expect(condition(), sourceLocation: sourceLocation)
  }

  @Test func pausingSavingAndResumingChangeNothing() throws {
    let whole = try SmallRun(.small(steps: 60))
    try whole.train()
    let paused = try SmallRun(.small(steps: 60))
    let listener = Listener(pauseStep: 7)
    let session = listener.begin(paused.run)
    wait { session.state == .paused }
    #expect(listener.step == 7)
    #expect(paused.run.checkpointSteps.isEmpty)

    session.save()
    wait { session.state == .paused && listener.step == 8 }
    #expect(paused.run.checkpointSteps == [7])
    #expect(!session.state.isOver)

    session.resume()
    session.wait()
    #expect(session.state == .finished)
    #expect(
      try paused.data("checkpoints/step-000060/model.safetensors")
        == whole.data("checkpoints/step-000060/model.safetensors"))
    #expect(paused.run.checkpointSteps == whole.run.checkpointSteps)
  }

  @Test func aStoppedTrainingIsSavedAndCanResume() throws {
    let whole = try SmallRun(.small(steps: 60))
    try whole.train()
    let stopped = try SmallRun(.small(steps: 60))
    let listener = Listener(pauseStep: 31)
    let session = listener.begin(stopped.run)
    wait { session.state == .paused }
    session.stop()
    session.wait()
    #expect(session.state == .stopped)
    #expect(stopped.run.checkpointSteps == [25, listener.step])
    #expect(listener.step == 31)

    let second = TrainingSession(stopped.run, threads: 2)
    second.wait()
    #expect(second.state == .finished)
    #expect(
      try stopped.data("checkpoints/step-000060/model.safetensors")
        == whole.data("checkpoints/step-000060/model.safetensors"))
  }

  @Test func aTrainingThatCannotResumeReportsWhy() throws {
    let run = try SmallRun(.small(steps: 30))
    try run.train(to: 25)
    try FileManager.default.removeItem(at: run.run.checkpoint(25).appendingPathComponent("optimizer.safetensors"))
    let session = TrainingSession(run.run, threads: 1)
    session.wait()
    guard case .failed(let reason) = session.state else {
      Issue.record("found \(session.state), expected a failure")
      return
    }
    #expect(reason.contains("optimizer.safetensors"))
  }
}
