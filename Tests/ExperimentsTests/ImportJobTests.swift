import Corpus
import Experiments
import Files
import Foundation
import LanguageModel
import Records
import Synchronization
import Testing

/// Runs made of checkpoints that another program saved.
@Suite struct ImportJobTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private var run: URL { folder.url.appendingPathComponent("run") }

  private static let model = Configuration(
    encoding: .cells, contextLength: 512, width: 16, layerCount: 1, headCount: 4, rotaryDimension: 4, innerWidth: 10)

  /// Saves a checkpoint as `transformers` does: without an encoding, with fields of its own.
  @discardableResult
  private func save(
    _ name: String, _ model: Configuration = ImportJobTests.model, seed: UInt64 = 1,
    precision: Checkpoint.Precision = .single, _ fields: [String: Any] = [:]
  ) throws -> URL {
    let url = folder.url.appendingPathComponent(name)
    try Checkpoint.write(Parameters.initial(model, seed: seed), precision: precision, to: url)
    let file = url.appendingPathComponent("config.json")
    let object = try JSONSerialization.jsonObject(with: Data(contentsOf: file))
    var configuration = try #require(object as? [String: Any])
    configuration["karelscope_encoding"] = nil
    configuration["transformers_version"] = "5.24.0"
    configuration.merge(fields) { $1 }
    try JSONSerialization.data(withJSONObject: configuration).write(to: file)
    for name in ["tokenizer.json", "tokenizer_config.json"] {
      try FileManager.default.removeItem(at: url.appendingPathComponent(name))
    }
    return url
  }

  private func job(_ names: String..., steps: [Int]? = nil, count: Int? = 6) throws -> ImportJob {
    let folders = names.map { folder.url.appendingPathComponent($0) }
    var job = ImportJob(try ImportSource.find(in: folders, steps: steps), threads: 2)
    job.count = count
    return job
  }

  private func expectError(_ words: String..., body: () throws -> Void) throws {
    let error = try #require(throws: (any Error).self) { try body() }
    for word in words { #expect("\(error)".contains(word), "\(error)") }
  }

  @Test func checkpointsBecomeARun() throws {
    try save("out/checkpoint-4000", seed: 2, ["karelscope_seed": 5, "karelscope_batch_size": 8])
    try save("out/checkpoint-200", seed: 1, ["karelscope_seed": 5, "karelscope_batch_size": 8])
    try save("out/checkpoint-30", seed: 3, precision: .half, ["karelscope_seed": 5, "karelscope_batch_size": 8])
    try Data().write(to: folder.url.appendingPathComponent("out/log.jsonl"))
    let (imported, steps) = try job("out").run(into: run, version: "test")
    #expect(steps == [30, 200, 4000])
    #expect(imported.checkpointSteps == steps)
    let configuration = imported.configuration
    #expect(configuration.seed == 5 && configuration.preset.batchSize == 8)
    #expect(configuration.preset.model == Self.model && configuration.preset.steps == 4000)
    #expect(configuration.preset.checkpointSteps == [30, 200] && configuration.preset.evaluationCount == 6)
    #expect(configuration.imported?.map(\.step) == steps)
    #expect(configuration.imported?[1].from == folder.url.appendingPathComponent("out/checkpoint-200").path)

    // Its checkpoints are those that were saved, in their precision, and are evaluated as a training evaluates.
    for (step, seed) in [(30, 3), (200, 1), (4000, 2)] as [(Int, UInt64)] {
      let model = try imported.model(step)
      let saved = try Checkpoint.read(
        folder.url.appendingPathComponent("out/checkpoint-\(step)"), encoding: .cells)
      #expect(zip(model.tensors, saved.tensors).allSatisfy { $0.matrix[0, 0] == $1.matrix[0, 0] })
      if step != 30 { #expect(model.embedding[3, 3] == Parameters.initial(Self.model, seed: seed).embedding[3, 3]) }
      let expected = try Evaluation.run(
        model, samples: (0..<6).map { Corpus(seed: 5).sample($0, of: .validation) }, threads: 1)
      let metrics = try #require(try imported.metrics(of: step))
      #expect(metrics.evaluation == expected.evaluation)
      #expect(metrics.samples == 8 * step)
      #expect(abs(metrics.loss.text - log(expected.evaluation.perplexity)) < 1e-9)
      let written = try imported.writtenPrograms(step).records
      #expect(written.map(\.program) == expected.answers.map(\.program))
    }
    #expect(try Checkpoint.storedPrecision(imported.checkpoint(30)) == .half)
    #expect(try imported.evaluatedCheckpoints().checkpoints.map(\.step) == steps)
    // It has nothing to train.
    #expect(try TrainingJob(imported, threads: 1).train { _ in .proceed })
  }

  @Test func aRunGrowsWithItsTraining() throws {
    try save("out/checkpoint-10")
    try save("out/checkpoint-30")
    _ = try job("out").run(into: run, version: "test")
    let before = try Data(contentsOf: run.appendingPathComponent("checkpoints/step-000010/model.safetensors"))
    #expect(try job("out", count: nil).run(into: run, version: "test").steps == [])
    try save("out/checkpoint-20", seed: 2)
    try save("out/checkpoint-40", seed: 3)
    let (grown, steps) = try job("out", count: nil).run(into: run, version: "test")
    #expect(steps == [20, 40])
    #expect(grown.checkpointSteps == [10, 20, 30, 40])
    #expect(try grown.metricsLog().lines.map(\.step) == [10, 20, 30, 40])
    #expect(grown.configuration.preset.steps == 40 && grown.configuration.preset.checkpointSteps == [10, 20, 30])
    #expect(try Data(contentsOf: run.appendingPathComponent("checkpoints/step-000010/model.safetensors")) == before)

    try expectError("run.json: found count 6, expected 7, as asked for") {
      _ = try job("out", count: 7).run(into: run, version: "test")
    }
    try save("other/checkpoint-20")
    try expectError("other/checkpoint-20: found step 20, which the run has from", "out/checkpoint-20") {
      _ = try job("other").run(into: run, version: "test")
    }
    var wider = Self.model
    wider.innerWidth = 11
    try save("out/checkpoint-50", wider)
    try expectError("checkpoint-50/config.json: n_inner: found 11, expected 10, as the run's run.json has it") {
      _ = try job("out", count: nil).run(into: run, version: "test")
    }
    #expect(try RunDirectory(run).checkpointSteps == [10, 20, 30, 40])
  }

  @Test func nothingIsBegunWithACheckpointThatIsNotWhole() throws {
    try save("out/checkpoint-10")
    let last = try save("out/checkpoint-20")
    let file = last.appendingPathComponent("model.safetensors")
    let whole = try Data(contentsOf: file)
    try whole.dropLast(4).write(to: file)
    #expect(throws: FileError.self) { try job("out").run(into: run, version: "test") }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["out"])
    try whole.write(to: file)

    // Nor is anything left where it is stopped in the middle.
    var stopped = try job("out")
    let polls = Polls()
    stopped.isCancelled = { polls.next() > 3 }
    #expect(throws: CancellationError.self) { try stopped.run(into: run, version: "test") }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["out"])
  }

  @Test func anythingElseInTheFolderIsKept() throws {
    try save("out/checkpoint-10")
    try FileManager.default.createDirectory(at: run, withIntermediateDirectories: false)
    try Data("mine".utf8).write(to: run.appendingPathComponent("notes"))
    try expectError("run: already exists, expected a new folder or an imported run") {
      _ = try job("out").run(into: run, version: "test")
    }
    try FileManager.default.removeItem(at: run)
    try Data("mine".utf8).write(to: run)
    try expectError("run: already exists") { _ = try job("out").run(into: run, version: "test") }

    let trained = try SmallRun(.small(steps: 2))
    try expectError("holds a run that was trained here, expected an imported one; name another folder") {
      _ = try job("out").run(into: trained.url, version: "test")
    }
  }

  @Test func checkpointsOfDifferentModelsAreNamed() throws {
    try save("out/checkpoint-10")
    var longer = Self.model
    longer.contextLength = 600
    try save("out/checkpoint-20", longer)
    try expectError(
      "checkpoint-20/config.json: n_positions: found 600, expected 512, as the checkpoint of step 10 has it"
    ) { _ = try job("out").run(into: run, version: "test") }
  }

  @Test func aModelThatCannotReadTheTextsIsNamed() throws {
    var short = Self.model
    short.contextLength = 100
    try save("out/checkpoint-10", short)
    try expectError("out/checkpoint-10: the specification's text", "this model reads at most 100") {
      _ = try job("out").run(into: run, version: "test")
    }
    #expect(!FileManager.default.fileExists(atPath: run.path))
  }

  // MARK: Sources

  @Test(arguments: [
    ("checkpoint-4000", 4000), ("step-004000", 4000), ("checkpoint_7", 7), ("step12", 12), ("global_step30", 30),
    ("500", 500),
  ])
  func stepsAreInFolderNames(_ name: String, _ step: Int) throws {
    let url = try save("models/\(name)")
    #expect(try ImportSource.find(in: [url], steps: nil) == [ImportSource(folder: url, step: step)])
    #expect(
      try ImportSource.find(in: [url.deletingLastPathComponent()], steps: nil).map(\.step) == [step])
  }

  @Test func stepsCanBeGiven() throws {
    let (a, b) = (try save("final"), try save("checkpoint-9"))
    #expect(
      try ImportSource.find(in: [a, b], steps: [20, 10]) == [
        ImportSource(folder: b, step: 10), ImportSource(folder: a, step: 20),
      ])
    try expectError("final: found no step in the folder's name, expected one as in checkpoint-4000; give it by --steps")
    {
      _ = try ImportSource.find(in: [a, b], steps: nil)
    }
    try expectError("found 2 checkpoints in the folders, expected 3, a step each") {
      _ = try ImportSource.find(in: [a, b], steps: [1, 2, 3])
    }
    try expectError("found step 5, which", "has too, expected another") {
      _ = try ImportSource.find(in: [a, b], steps: [5, 5])
    }
    try expectError("found step 0, expected 1 to") { _ = try ImportSource.find(in: [a, b], steps: [0, 5]) }
    let empty = folder.url.appendingPathComponent("empty")
    try FileManager.default.createDirectory(at: empty, withIntermediateDirectories: false)
    try expectError("empty: found neither config.json nor a folder named as checkpoint-4000 or step-004000") {
      _ = try ImportSource.find(in: [empty], steps: nil)
    }
    try expectError("nowhere: found no such file") {
      _ = try ImportSource.find(in: [folder.url.appendingPathComponent("nowhere")], steps: nil)
    }
  }
}

/// Counts calls from any thread.
private final class Polls: Sendable {
  private let count = Mutex(0)

  func next() -> Int {
    count.withLock { count in
      count += 1
      return count
    }
  }
}
