import Experiments
import Files
import Foundation
import LanguageModel
import Probing
import Testing

/// Runs whose files were changed or downloaded by other programs.
@Suite struct ForeignRunTests {
  private static let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 77\n"

  /// A run with a checkpoint of step 25.
  private func run() throws -> SmallRun {
    let run = try SmallRun(.small(steps: 26))
    try run.train(to: 25)
    return run
  }

  /// Expects `read` to report a file of the run as a Git LFS pointer.
  private func expectPointer(_ run: SmallRun, _ path: String, _ read: (RunDirectory) throws -> Void) throws {
    let file = run.url.appendingPathComponent(path)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try run.write(Self.pointer, to: path)
    let error = try #require(throws: FileError.self) { try read(run.run) }
    #expect(
      error.description
        == "\(file.path): found a pointer of Git LFS to a file of 77 bytes, expected the file itself; fetch it with: "
        + "git lfs pull")
  }

  @Test func pointersOfGitLFSAreNamed() throws {
    let run = try run()
    try expectPointer(run, "evaluations/step-000025.json") { _ = try $0.keptEvaluation(25) }
    try expectPointer(run, "samples/step-000025.jsonl") { _ = try $0.writtenPrograms(25) }
    try expectPointer(run, "probes/step-000025/results.jsonl") { _ = try $0.probeResults(25) }
    try expectPointer(run, "metrics.jsonl") { _ = try $0.metricsLog() }
    try expectPointer(run, "run.json") { _ = try RunDirectory($0.url) }
    let key = ProbeKey(kind: .linear, semantics: .original, frame: .grid)
    try run.write(Self.pointer, to: "probes/step-000025/\(key.name)-seed1.safetensors")
    let error = try #require(throws: FileError.self) { try run.run.wholeProbe(25, key, width: 16) }
    #expect(error.description.contains("git lfs pull"))
  }

  /// Weight shapes do not depend on the number of heads.
  @Test(arguments: [
    ("n_head\" : 4", "n_head\" : 8", "n_head: found 8, expected 4"),
    ("rotary_dim\" : 4", "rotary_dim\" : 2", "rotary_dim: found 2, expected 4"),
  ])
  func aModelOfAnotherShapeThanTheRunsIsRefused(_ part: String, _ replacement: String, _ words: String) throws {
    let run = try run()
    _ = try run.run.model(25)
    let file = run.run.checkpoint(25).appendingPathComponent("config.json")
    var text = try String(contentsOf: file, encoding: .utf8)
    try #require(text.contains(part))
    text = text.replacing(part, with: replacement)
    if replacement.contains("n_head") { text = text.replacing("rotary_dim\" : 4", with: "rotary_dim\" : 2") }
    try Data(text.utf8).write(to: file)
    let message = "\(file.path): \(words), as the run's run.json has it"
    func expectRefusal(_ body: () throws -> Void) throws {
      let error = try #require(throws: FileError.self) { try body() }
      #expect(error.description == message)
    }
    try expectRefusal { _ = try run.run.model(25) }
    try expectRefusal { _ = try TrainingJob(run.run, threads: 1) }
    try expectRefusal { _ = try ProbingJob(run.run, step: 25, threads: 1).traces { _ in } }
    try expectRefusal { _ = try SteeringJob(run.run, step: 25, threads: 1) { _ in } }
    try expectRefusal { try run.run.export([25], to: run.folder.url.appendingPathComponent("copy")) }
    #expect(!FileManager.default.fileExists(atPath: run.folder.url.appendingPathComponent("copy").path))
  }

  @Test func aShorterContextIsAnotherModel() throws {
    let run = try run()
    let file = run.run.checkpoint(25).appendingPathComponent("config.json")
    let text = try String(contentsOf: file, encoding: .utf8)
    try Data(text.replacing("n_positions\" : 512", with: "n_positions\" : 256").utf8).write(to: file)
    func expectRefusal(_ body: () throws -> Void) throws {
      let error = try #require(throws: FileError.self) { try body() }
      #expect(error.description == "\(file.path): n_positions: found 256, expected 512, as the run's run.json has it")
    }
    try expectRefusal { _ = try run.run.model(25) }
    try expectRefusal { _ = try TrainingJob(run.run, threads: 1) }
  }
}
