import Corpus
import Experiments
import Files
import Foundation
import LanguageModel
import Testing

@Suite struct TrainingJobTests {
  private func model(_ step: String) -> String { "checkpoints/step-\(step)/model.safetensors" }

  /// The contents of a run without times.
  private func expectSameResult(_ a: SmallRun, _ b: SmallRun, sourceLocation: SourceLocation = #_sourceLocation) throws
  {
    let (first, second) = (try a.contents(), try b.contents())
    #expect(first.keys.sorted() == second.keys.sorted(), sourceLocation: sourceLocation)
    for (path, data) in first where path != "metrics.jsonl" {
      #expect(data == second[path], "\(path)", sourceLocation: sourceLocation)
    }
  }

  @Test func aRunDependsOnPresetAndSeedAlone() throws {
    let first = try SmallRun(.tiny)
    try first.train(threads: 1)
    for threads in [1, 2, 3] {
      let again = try SmallRun(.tiny)
      try again.train(threads: threads)
      try expectSameResult(first, again)
      #expect(try again.timelessMetrics() == first.timelessMetrics())
    }
    let other = try SmallRun(.tiny, seed: 2)
    try other.train()
    #expect(try other.data(model("000060")) != first.data(model("000060")))
  }

  @Test func aRunHoldsWhatItsLayoutSays() throws {
    let run = try SmallRun(.small(steps: 130))
    try run.train()
    let kept = ["000025", "000130"]
    let modelFiles = ["config.json", "model.safetensors", "tokenizer.json"]
    let expected =
      ["checkpoints", "metrics.jsonl", "run.json", "samples"]
      + kept.flatMap { step in
        ["checkpoints/step-\(step)", "samples/step-\(step).jsonl"]
          + modelFiles.map { "checkpoints/step-\(step)/\($0)" }
      } + ["checkpoints/step-000130/optimizer.safetensors"]
    #expect(try run.contents().keys.sorted() == expected.sorted())

    let metrics = try run.run.metricsLog().lines
    #expect(metrics.map(\.step) == [20, 25, 40, 60, 80, 100, 120, 130])
    #expect(metrics.filter { $0.evaluation != nil }.map(\.step) == [25, 130])
    #expect(metrics.map(\.samples) == metrics.map { 6 * $0.step })
    #expect(zip(metrics, metrics.dropFirst()).allSatisfy { $0.seconds <= $1.seconds })
    // Every token of a text but the first is predicted.
    let (corpus, vocabulary) = (run.run.configuration.corpus, Vocabulary(Preset.small(steps: 130).model.encoding))
    var order = PresentationOrder(of: corpus, stages: Preset.small(steps: 130).stages)
    let tokens = (0..<6 * 130).map { vocabulary.encode(corpus.sample(order.index(at: $0), of: .train)).count - 1 }
    let ends = metrics.map(\.samples)
    #expect(metrics.map(\.tokens) == zip([0] + ends, ends).map { tokens[$0..<$1].reduce(0, +) })
    let processorSeconds = metrics.map(\.processorSeconds)
    #expect(zip(processorSeconds, processorSeconds.dropFirst()).allSatisfy { $0 < $1 })
    #expect(
      metrics.map(\.learningRateFactor) == metrics.map { Preset.small(steps: 130).schedule.factor(at: $0.step - 1) })

    // The last line's evaluation is that of the last checkpoint.
    let parameters = try Checkpoint.read(run.run.checkpoint(130))
    let samples = (0..<12).map { Corpus(seed: 1).sample($0, of: .validation) }
    #expect(try metrics.last?.evaluation == Evaluation.run(parameters, samples: samples, threads: 1).evaluation)
  }

  @Test func lossesAreThoseOfTheStepsSinceTheLastLine() throws {
    let run = try SmallRun(.small(steps: 50))
    var sums: [LossSum] = [LossSum()]
    var lines: [Metrics] = []
    try TrainingJob(run.run, threads: 1).train { progress in
      switch progress {
      case .step(let step): sums[sums.count - 1].add(step.loss)
      case .metrics(let metrics):
        lines.append(metrics)
        sums.append(LossSum())
      case .evaluating: break
      }
      return .proceed
    }
    #expect(lines.map(\.step) == [20, 25, 40, 50])
    #expect(try run.run.metricsLog().lines == lines)
    for (line, sum) in zip(lines, sums) { #expect(line.loss == Metrics.Losses(sum)) }
    #expect(lines[0].loss.program > lines[3].loss.program)
  }

  /// Stopped at every kind of step: the first, between lines, at a line, at a checkpoint, at a save, the last but one.
  @Test func stoppingAndResumingChangesNothing() throws {
    let whole = try SmallRun(.small(steps: 130))
    try whole.train()
    let stopped = try SmallRun(.small(steps: 130))
    for (step, threads) in [(1, 1), (13, 2), (20, 1), (25, 2), (26, 1), (100, 1), (107, 2), (129, 1)] {
      try stopped.train(to: step, threads: threads)
      #expect(stopped.run.checkpointSteps.last == step)
      #expect(Optimizer.exists(in: stopped.run.checkpoint(step)))
      #expect(stopped.run.checkpointSteps == Set([25, step]).filter { $0 <= step }.sorted())
      #expect(try stopped.run.metricsLog().lines.last?.step == step)
    }
    try stopped.train()
    try expectSameResult(whole, stopped)
    let (all, lines) = (try whole.timelessMetrics(), try stopped.timelessMetrics())
    #expect(Set(lines.map(\.step)).count == lines.count)
    #expect(lines.map(\.step) == lines.map(\.step).sorted())
    for line in all {
      let same = try #require(lines.first { $0.step == line.step })
      #expect(same.evaluation == line.evaluation)
      #expect(same.gradientNorm == line.gradientNorm)
    }
  }

  /// A killed process leaves what it wrote since its last save, and possibly partial files.
  @Test func resumingAfterBeingKilledChangesNothing() throws {
    let whole = try SmallRun(.small(steps: 130))
    try whole.train()

    let killed = try SmallRun(.small(steps: 130))
    try killed.train(to: 25)
    let lines = try killed.run.metricsLog().lines.count
    try killed.train(to: 47)
    // As if the process had been killed before it saved step 47.
    try FileManager.default.removeItem(at: killed.run.checkpoint(47))
    try Checkpoint.write(
      try Checkpoint.read(killed.run.checkpoint(25)), optimizer: try optimizer(at: 25), to: killed.run.checkpoint(25))
    let file = killed.url.appendingPathComponent("metrics.jsonl")
    try (killed.data("metrics.jsonl") + Data(#"{"step":60,"samp"#.utf8)).write(to: file)
    #expect(try killed.run.metricsLog().lines.count > lines)
    for name in [
      "checkpoints/.step-000060.77.partial", "checkpoints/.step-000020.removed.partial",
      "probes/.step-000020.77.partial", "evaluations/.step-000020.json.77.partial",
    ] {
      let partial = killed.url.appendingPathComponent(name)
      try FileManager.default.createDirectory(at: partial, withIntermediateDirectories: true)
      try Data("half".utf8).write(to: partial.appendingPathComponent("model.safetensors"))
    }
    try killed.write("half", to: ".metrics.jsonl.abc.partial")
    try killed.write("half", to: "samples/.step-000060.jsonl.abc.partial")

    try killed.train()
    // A probing job may be running: its partial files are left alone.
    for (name, left) in [("probes", [".step-000020.77.partial"]), ("evaluations", [])] {
      let folder = killed.url.appendingPathComponent(name)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == left)
      try FileManager.default.removeItem(at: folder)
    }
    try expectSameResult(whole, killed)
    #expect(try killed.timelessMetrics() == whole.timelessMetrics())
  }

  /// Killed while the newest checkpoint was being replaced: training resumes from that checkpoint.
  @Test func aCheckpointThatLostItsPlaceComesBack() throws {
    let run = try SmallRun(.small(steps: 30))
    try run.train(to: 10)
    let before = try run.contents()
    try FileManager.default.moveItem(
      at: run.run.checkpoint(10), to: run.url.appendingPathComponent("checkpoints/.step-000010.replaced.partial"))
    #expect(try TrainingJob(run.run, threads: 1).firstStep == 10)
    #expect(try run.contents() == before)
  }

  @Test func itSaysWhetherItIsFinished() throws {
    let run = try SmallRun(.small(steps: 30))
    for (last, isFinished) in [(29, false), (30, true), (30, true)] {
      let found = try TrainingJob(run.run, threads: 1).train { progress in
        if case .step(let step) = progress, step.step >= last { .stop } else { .proceed }
      }
      #expect(found == isFinished)
    }
  }

  /// The optimizer after `step` steps of the run above.
  private func optimizer(at step: Int) throws -> Optimizer {
    let run = try SmallRun(.small(steps: 130))
    try run.train(to: step)
    let optimizer = Optimizer(run.run.configuration.preset.model, settings: OptimizerSettings(), threads: 1)
    try optimizer.read(from: run.run.checkpoint(step))
    return optimizer
  }

  @Test func linesFromBeforeTheFirstSaveAreRemoved() throws {
    let whole = try SmallRun(.small(steps: 60))
    try whole.train()
    let killed = try SmallRun(.small(steps: 60))
    try (whole.data("metrics.jsonl").prefix(100)).write(to: killed.url.appendingPathComponent("metrics.jsonl"))
    try killed.train()
    #expect(try killed.timelessMetrics() == whole.timelessMetrics())

    let again = try SmallRun(.small(steps: 60))
    try whole.data("metrics.jsonl").write(to: again.url.appendingPathComponent("metrics.jsonl"))
    try again.train()
    #expect(try again.timelessMetrics() == whole.timelessMetrics())
  }

  /// Killed after the last checkpoint was in place and before older ones lost their optimizer state.
  @Test func aLastSaveIsFinished() throws {
    let run = try SmallRun(.small(steps: 30))
    try run.train()
    let finished = try run.contents()
    let optimizer = try run.data("checkpoints/step-000030/optimizer.safetensors")
    try optimizer.write(to: run.url.appendingPathComponent("checkpoints/step-000025/optimizer.safetensors"))
    try FileManager.default.copyItem(at: run.run.checkpoint(25), to: run.run.checkpoint(27))
    try run.train()
    #expect(try run.contents() == finished)
  }

  @Test func aFinishedRunIsLeftAsItIs() throws {
    let run = try SmallRun(.small(steps: 20))
    try run.train()
    let finished = try run.contents()
    let job = try TrainingJob(run.run, threads: 1)
    #expect(job.firstStep == 20)
    try job.train { _ in
      Issue.record("a step was taken")
      return .proceed
    }
    #expect(try run.contents() == finished)
  }

  @Test func progressCountsStepsAndSamples() throws {
    let run = try SmallRun(.small(steps: 30))
    try run.train(to: 12)
    let job = try TrainingJob(run.run, threads: 1)
    #expect(job.firstStep == 12)
    var steps: [TrainingJob.Step] = []
    var events: [String] = []
    try job.train { progress in
      switch progress {
      case .step(let step): steps.append(step)
      case .evaluating(let step): events.append("evaluating \(step)")
      case .metrics(let metrics): events.append("metrics \(metrics.step)")
      }
      return .proceed
    }
    #expect(steps.map(\.step) == Array(13...30))
    #expect(steps.allSatisfy { $0.steps == 30 && $0.samples == 6 * ($0.step - 12) })
    #expect(events == ["metrics 20", "evaluating 25", "metrics 25", "evaluating 30", "metrics 30"])
  }

  /// Recorded when a machine or thread count changes.
  @Test func runJSONSaysWhereItWasTrained() throws {
    let run = try SmallRun(.small(steps: 60))
    func train(_ machine: Machine, threads: Int, to last: Int) throws -> [TrainingPlace] {
      try TrainingJob(RunDirectory(run.url), threads: threads, machine: machine).train { progress in
        if case .step(let step) = progress, step.step >= last { .stop } else { .proceed }
      }
      return try RunDirectory(run.url).configuration.machines
    }
    var other = Machine.current
    other.processor = "another"
    #expect(try RunDirectory(run.url).configuration.machines == [])
    let first = TrainingPlace(fromStep: 0, machine: .current, threads: 1)
    #expect(try train(.current, threads: 1, to: 10) == [first])
    #expect(try train(.current, threads: 1, to: 20) == [first])
    let second = TrainingPlace(fromStep: 20, machine: other, threads: 1)
    #expect(try train(other, threads: 1, to: 25) == [first, second])
    let third = TrainingPlace(fromStep: 25, machine: other, threads: 2)
    #expect(try train(other, threads: 2, to: 40) == [first, second, third])
    // As if the process had been killed before it saved step 40.
    try FileManager.default.removeItem(at: run.run.checkpoint(40))
    try Checkpoint.write(
      try Checkpoint.read(run.run.checkpoint(25)), optimizer: try optimizer(at: 25), to: run.run.checkpoint(25))
    #expect(try train(other, threads: 1, to: 60) == [first, second])
    // A finished run is unchanged.
    #expect(try train(.current, threads: 2, to: 60) == [first, second])

    let whole = try SmallRun(.small(steps: 60))
    try whole.train()
    #expect(try whole.data(model("000060")) == run.data(model("000060")))
  }

  @Test func oneProcessAtATimeTrains() throws {
    let run = try SmallRun(.small(steps: 20))
    let job = try TrainingJob(run.run, threads: 1)
    let error = try #require(throws: RunError.self) { try TrainingJob(run.run, threads: 1) }
    #expect(error.description == "\(run.url.path): another process is training here; wait for it, or stop it first")
    try job.train { _ in .stop }
    withExtendedLifetime(job) {}
  }

  @Test func theLockGoesWithItsJob() throws {
    let run = try SmallRun(.small(steps: 20))
    for _ in 0..<2 { _ = try TrainingJob(run.run, threads: 1) }
  }

  @Test func aCheckpointWithoutItsOptimizerCannotResume() throws {
    let run = try SmallRun(.small(steps: 20))
    try run.train(to: 10)
    let folder = run.run.checkpoint(10)
    let state = folder.appendingPathComponent("optimizer.safetensors")

    let whole = try Data(contentsOf: state)
    try whole.prefix(whole.count / 2).write(to: state)
    #expect(throws: FileError.self) { try TrainingJob(run.run, threads: 1) }

    try Optimizer.remove(from: folder)
    let error = try #require(throws: FileError.self) { try TrainingJob(run.run, threads: 1) }
    #expect(error.description.hasPrefix("\(folder.path): found no optimizer.safetensors, expected one "))
  }

  @Test func anOptimizerOfAnotherStepCannotResume() throws {
    let run = try SmallRun(.small(steps: 20))
    try run.train(to: 10)
    try FileManager.default.moveItem(at: run.run.checkpoint(10), to: run.run.checkpoint(11))
    let error = try #require(throws: FileError.self) { try TrainingJob(run.run, threads: 1) }
    #expect(error.description == "\(run.run.checkpoint(11).path): optimizer.safetensors: step: found 10, expected 11")
  }

  @Test func aCheckpointOfAnotherModelCannotResume() throws {
    let run = try SmallRun(.small(steps: 20))
    let other = Configuration(
      encoding: .cells, contextLength: 512, width: 16, layerCount: 1, headCount: 4, rotaryDimension: 4)
    try Checkpoint.write(Parameters.initial(other, seed: 1), to: run.run.checkpoint(10))
    let error = try #require(throws: FileError.self) { try TrainingJob(run.run, threads: 1) }
    #expect(
      error.description
        == "\(run.run.checkpoint(10).path)/config.json: karelscope_encoding: found cells, expected coordinates, as the "
        + "run's run.json has it")
  }

  @Test func textsThatDoNotFitTheModelAreAnError() throws {
    var preset = Preset.small(steps: 20)
    preset.model.contextLength = 64
    let run = try SmallRun(preset)
    let error = try #require(throws: GenerationError.self) { try run.train() }
    guard case .tooLong(let found, expected: 64) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(found > 64)
  }

  @Test func aTrainingThatDivergesEndsAndKeepsWhatItSaved() throws {
    var preset = Preset.small(steps: 60)
    preset.optimizer.adamRate = 1e30
    preset.optimizer.muonRate = 1e30
    let run = try SmallRun(preset)
    let error = try #require(throws: RunError.self) { try run.train() }
    #expect(error.description.hasPrefix("\(run.url.path): step "))
    #expect(error.description.contains("found a gradient that is not finite"))
    #expect(
      error.description.contains("; no checkpoint was saved before it; train another run with lower rates: --set "))
    #expect(try run.run.metricsLog().lines.isEmpty)
    #expect(run.run.checkpointSteps.isEmpty)
  }

  @Test func aTrainingThatDivergesLaterNamesItsNewestCheckpoint() throws {
    let run = try SmallRun(.small(steps: 60))
    try run.train(to: 25)
    var configuration = run.run.configuration
    configuration.preset.optimizer.adamRate = 1e30
    configuration.preset.optimizer.muonRate = 1e30
    try JSONEncoder().encode(configuration).write(to: run.url.appendingPathComponent("run.json"))
    let error = try #require(throws: RunError.self) {
      try TrainingJob(RunDirectory(run.url), threads: 1).train { _ in .proceed }
    }
    #expect(
      error.description.contains(
        "not finite, expected a training that does not diverge; the newest checkpoint, of step 25, is from before"))
    #expect(run.run.checkpointSteps == [25])
  }

  /// Non-finite numbers produce neither an evaluation nor a save.
  @Test(arguments: [[1], []]) func aCheckpointThatDivergedIsNotKept(_ checkpoints: [Int]) throws {
    var preset = Preset.small(steps: 60)
    preset.optimizer.muonRate = 1e38
    preset.optimizer.muonWeightDecay = 1e10
    preset.warmUp = 0
    preset.checkpointSteps = checkpoints
    let run = try SmallRun(preset)
    let error = try #require(throws: RunError.self) {
      try TrainingJob(run.run, threads: 1).train { _ in .save }
    }
    #expect(
      error.description.contains(" not finite, expected a training that does not diverge; no checkpoint"), "\(error)")
    #expect(run.run.checkpointSteps.isEmpty)
  }

  /// Stages and passes over the split come from the preset: the first batch has only programs with few turns.
  @Test func samplesComeInThePresetsOrder() throws {
    var preset = Preset.small(steps: 4)
    preset.stages = [.init(maximumTurns: 0, end: 12)]
    let run = try SmallRun(preset)
    var order = PresentationOrder(of: Corpus(seed: 1), stages: preset.stages)
    let vocabulary = Vocabulary(.coordinates)
    var tokens: [Int] = []
    try TrainingJob(run.run, threads: 2).train { progress in
      if case .step(let step) = progress { tokens.append(step.loss.tokens.reduce(0, +)) }
      return .proceed
    }
    let corpus = Corpus(seed: 1)
    let expected = (0..<4).map { step in
      (0..<6).reduce(0) { $0 + vocabulary.encode(corpus.sample(order.index(at: 6 * step + $1), of: .train)).count - 1 }
    }
    #expect(tokens == expected)
  }
}
