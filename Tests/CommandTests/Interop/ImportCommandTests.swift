import Corpus
import Experiments
import Foundation
import LanguageModel
import Testing

/// `karelscope import`, on checkpoints of the tiny run as another program would save them.
@Suite struct ImportCommandTests {
  /// The checkpoints of the tiny run under `folder`, without the encoding and the tokenizer.
  private func saved(in folder: URL) throws -> URL {
    let checkpoints = folder.appending(path: "out")
    try FileManager.default.copyItem(atPath: try TinyRun.path() + "/checkpoints", toPath: checkpoints.path)
    for name in try FileManager.default.contentsOfDirectory(atPath: checkpoints.path) {
      let checkpoint = checkpoints.appending(path: name)
      let file = checkpoint.appending(path: "config.json")
      let text = try String(contentsOf: file, encoding: .utf8)
        .replacing("\"karelscope_encoding\" : \"coordinates\"", with: "\"use_cache\" : true")
      try Data(text.utf8).write(to: file)
      for name in ["tokenizer.json", "tokenizer_config.json", "optimizer.safetensors"] {
        try? FileManager.default.removeItem(at: checkpoint.appending(path: name))
      }
    }
    return checkpoints
  }

  private struct Line: Decodable {
    let step, samples, specifications: Int
    let generativeAccuracy, uniquePrograms, perplexity: Double
  }

  /// An imported run has the figures of the run that the checkpoints come from, and every command works on it.
  @Test func anImportedRunIsARun() throws {
    try withFolder { folder in
      let (out, run) = (try saved(in: folder), folder.appending(path: "run"))
      let command = try Command([
        "import", "--from", out.path, "--out", run.path, "--seed", "3", "--count", "40", "--json",
      ])
      #expect(command.status == 0, "\(command.errors)")
      let lines = try command.lines.map { try decoded($0, as: Line.self) }
      let trained = try Command(["metrics", "--run", TinyRun.path(), "--json"]).lines
        .map { try decoded($0, as: Line.self) }
      #expect(lines.map(\.step) == [20, 40, 60] && lines.map(\.samples) == [20, 40, 60])
      #expect(lines.map(\.perplexity) == trained.map(\.perplexity))
      #expect(lines.map(\.generativeAccuracy) == trained.map(\.generativeAccuracy))
      #expect(lines.map(\.uniquePrograms) == trained.map(\.uniquePrograms))
      for step in [20, 40, 60] {
        #expect(try model(run, step: step) == model(URL(fileURLWithPath: TinyRun.path()), step: step))
      }

      let again = try Command(["import", "--from", out.path, "--out", run.path])
      #expect(again.status == 0 && again.output.hasPrefix("\(run.path): imported no new checkpoint\n"))
      let probe = try Command([
        "probe", "--run", run.path, "--checkpoint", "40", "--training", "24", "--validation", "8", "--test", "12",
        "--probes", "linear",
      ])
      #expect(probe.status == 0, "\(probe.errors)")
      for arguments in [
        ["step", "--checkpoint", "40", "--once"], ["watch", "--once"], ["compare", "--once"], ["info"], ["metrics"],
        ["report"], ["eval", "--count", "5"],
        ["export", "--out", folder.appending(path: "copy").path],
      ] {
        let command = try Command([arguments[0], "--run", run.path] + arguments.dropFirst())
        #expect(command.status == 0 && !command.output.isEmpty, "\(arguments): \(command.errors)")
      }
      let info = try Command(["info", "--run", run.path])
      #expect(info.output.contains("imported from") && info.output.contains("step-000020"))
      let library = try Command(["library", "--run", folder.path, "--once", "--size", "120x40"])
      #expect(library.output.contains("\n   run "), "\(library.errors)")
    }
  }

  @Test func severalFoldersWithStepsAndAnEncodingAreTaken() throws {
    try withFolder { folder in
      let (out, run) = (try saved(in: folder), folder.appending(path: "run"))
      let command = try Command([
        "import", "--from", out.path + "/step-000060", "--from", out.path + "/step-000020", "--out", run.path,
        "--steps", "2000,100", "--encoding", "coordinates", "--count", "4",
      ])
      #expect(command.status == 0, "\(command.errors)")
      #expect(command.output.hasPrefix("\(run.path): imported steps 100, 2000\n"))
      #expect(try RunDirectory(run).checkpointSteps == [100, 2000])
      #expect(try model(run, step: 2000) == model(URL(fileURLWithPath: TinyRun.path()), step: 60))
    }
  }

  @Test(arguments: [
    (["--steps", "0"], "--steps: found '0', expected whole numbers from 1"),
    (["--steps", "1,x"], "--steps: found 'x'"), (["--count", "0"], "--count: found 0, expected 1 to 10000"),
    (["--encoding", "pictures"], "'pictures' is invalid for '--encoding <encoding>'"),
    (["--from", "/nowhere"], "/nowhere: found no such file"),
    (["--steps", "7"], "found 3 checkpoints in the folders, expected 1, a step each"),
    (["--encoding", "cells"], "expected 24"),
  ])
  func misuseIsNamed(_ options: [String], message: String) throws {
    try withFolder { folder in
      let (out, run) = (try saved(in: folder), folder.appending(path: "run"))
      let command = try Command(["import", "--from", out.path, "--out", run.path] + options)
      #expect(command.errors.contains(message), "\(command.errors)")
      #expect(command.status != 0 && command.output.isEmpty)
      #expect(!FileManager.default.fileExists(atPath: run.path))
    }
  }

  @Test func aPickleIsNamedWithItsConversion() throws {
    try withFolder { folder in
      let out = try saved(in: folder)
      let checkpoint = out.appending(path: "step-000040")
      try FileManager.default.moveItem(
        at: checkpoint.appending(path: "model.safetensors"), to: checkpoint.appending(path: "pytorch_model.bin"))
      let command = try Command(["import", "--from", out.path, "--out", folder.appending(path: "run").path])
      #expect(command.errors.contains("pytorch_model.bin: found weights in PyTorch's pickle format"))
      #expect(command.status == 1)
    }
  }
}
