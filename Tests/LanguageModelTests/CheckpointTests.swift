import Corpus
import Files
import Foundation
import LanguageModel
import Testing

@Suite struct CheckpointTests {
  private let folder: TemporaryFolder
  private let url: URL

  init() throws {
    folder = try TemporaryFolder()
    url = folder.url.appendingPathComponent("checkpoints/step-000002")
  }

  private static let model = ["config.json", "model.safetensors", "tokenizer.json"]

  private func names(_ folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  private func trained(_ steps: Int) -> Trainer {
    let trainer = Trainer(
      Parameters.initial(SmallModel.configuration(), seed: 7), settings: OptimizerSettings(), threads: 2)
    for step in 0..<steps { _ = trainer.step(SmallModel.batches(8 * step..<8 * step + 8), rate: 1) }
    return trainer
  }

  @Test func everyBitRoundTrips() throws {
    let trainer = trained(2)
    try Checkpoint.write(trainer.parameters, optimizer: trainer.optimizer, to: url)
    #expect(try names(url) == (Self.model + ["optimizer.safetensors"]).sorted())
    #expect(try names(url.deletingLastPathComponent()) == ["step-000002"])

    let parameters = try Checkpoint.read(url)
    #expect(parameters.configuration == trainer.parameters.configuration)
    #expect(parameters.bits == trainer.parameters.bits)
    let resumed = Trainer(parameters, settings: OptimizerSettings(), threads: 1)
    try resumed.optimizer.read(from: url)
    #expect(resumed.optimizer.step == 2)
    #expect(resumed.optimizer.momentum.bits == trainer.optimizer.momentum.bits)
    #expect(resumed.optimizer.variance.bits == trainer.optimizer.variance.bits)

    // Resuming from the files equals uninterrupted training.
    let batches = SmallModel.batches(16..<24)
    _ = trainer.step(batches, rate: 0.5)
    _ = resumed.step(batches, rate: 0.5)
    #expect(resumed.parameters.bits == trainer.parameters.bits)
  }

  @Test(arguments: Encoding.allCases)
  func theBytesDependOnTheModelAlone(_ encoding: Encoding) throws {
    let other = folder.url.appendingPathComponent("other")
    for url in [url, other] {
      try Checkpoint.write(SmallModel.parameters(SmallModel.configuration(encoding: encoding)), to: url)
    }
    #expect(try names(url) == Self.model)
    for name in Self.model {
      #expect(
        try Data(contentsOf: url.appendingPathComponent(name)) == Data(contentsOf: other.appendingPathComponent(name)))
    }
    #expect(try Checkpoint.read(url).configuration.encoding == encoding)
  }

  @Test func anOlderCheckpointIsReplaced() throws {
    let trainer = trained(1)
    try Checkpoint.write(trainer.parameters, optimizer: trainer.optimizer, to: url)
    let newer = SmallModel.parameters()
    try Checkpoint.write(newer, to: url)
    #expect(try names(url) == Self.model)
    #expect(try names(url.deletingLastPathComponent()) == ["step-000002"])
    #expect(try Checkpoint.read(url).bits == newer.bits)
  }

  @Test func theOptimizersStateCanBeRemoved() throws {
    let trainer = trained(1)
    try Checkpoint.write(trainer.parameters, optimizer: trainer.optimizer, to: url)
    #expect(Optimizer.exists(in: url))
    try Optimizer.remove(from: url)
    #expect(!Optimizer.exists(in: url))
    #expect(try names(url) == Self.model)
    try Optimizer.remove(from: url)
    #expect(try Checkpoint.read(url).bits == trainer.parameters.bits)
  }

  @Test func aFolderThatCannotBeCreatedIsAnError() throws {
    let file = folder.url.appendingPathComponent("file")
    try Data().write(to: file)
    let inFile = file.appendingPathComponent("step-000002")
    let error = try #require(throws: FileError.self) { try Checkpoint.write(SmallModel.parameters(), to: inFile) }
    #expect(
      error.description == "\(inFile.path): found \"Not a directory\", expected to create it; "
        + "choose a path that does not lead through a file")
    #expect(try folder.names() == ["file"])
  }
}
