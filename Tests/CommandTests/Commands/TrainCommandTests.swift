import Foundation
import Testing

/// `karelscope train`, through the built program.
@Suite struct TrainCommandTests {
  @Test func aRunIsWritten() throws {
    try withFolder { folder in
      let out = folder.appending(path: "a run")
      let command = try Command(["train", "--out", out.path, "--preset", "tiny", "--seed", "7", "--threads", "2"])
      #expect(command.status == 0)
      #expect(command.output.isEmpty)
      #expect(command.errors.hasPrefix("training tiny, seed 7, 60 steps, into \(out.path)\n"))
      let deviations = try deviations(out)
      #expect(deviations.count > 5)
      #expect(
        command.errors.contains(
          "\ndifferences from Jin & Rinard (2024):\n" + deviations.map { "  \($0)\n" }.joined() + "evaluation on 40 "))
      #expect(command.errors.contains("\nstep 1 of 60, "))
      let rows = command.errors.split(separator: "\n").map { $0.split(separator: " ") }
      let header: [Substring] = ["step", "accuracy", "unique", "perplexity", "direction", "position", "markers"]
      #expect(rows.contains(header))
      for step in [20, 40, 60] {
        #expect(
          rows.contains {
            $0.first.map(String.init) == String(step) && $0.count == 7 && $0.allSatisfy { Double($0) != nil }
          })
      }
      #expect(command.errors.hasSuffix("\ndone\n"))
      #expect(!command.errors.contains("\u{1B}"))
      #expect(try files(out).contains("checkpoints/step-000060/optimizer.safetensors"))
      #expect(try lines(out).count == 3)
    }
  }

  private func deviations(_ run: URL) throws -> [String] {
    struct Configuration: Decodable { let deviations: [String] }
    let file = run.appending(path: "run.json")
    return try decoded(String(contentsOf: file, encoding: .utf8), as: Configuration.self).deviations
  }

  @Test func settingsOfAPresetCanBeChanged() throws {
    try withFolder { folder in
      let command = try Command([
        "train", "--out", folder.path, "--preset", "tiny", "--seed", "7", "--steps", "2", "--set", "batchSize=4",
        "--set",
        "programLengths.test=[1,3]", "--encoding", "cells",
      ])
      #expect(command.status == 0)
      #expect(try lines(folder).last?.samples == 8)
      let run: RunConfigurationFile = try decoded(
        String(contentsOf: folder.appending(path: "run.json"), encoding: .utf8))
      #expect(run.preset.model.karelscopeEncoding == "cells")
      #expect(run.deviations.contains("no tokens for white space"))
      let corpus = try Command(["corpus", "--run", folder.path, "--split", "validation", "--count", "40"])
      #expect(corpus.status == 0)
      let lengths = try corpus.output.split(separator: "\n").map { line in
        let sample: ProgramLine = try decoded(line)
        return sample.program.count
      }
      #expect(Set(lengths) == [1, 2, 3])
      #expect(try Command(["corpus", "--seed", "7", "--split", "validation", "--count", "40"]).output != corpus.output)
    }
  }

  private struct RunConfigurationFile: Decodable {
    struct Preset: Decodable { let model: Model }
    struct Model: Decodable { let karelscopeEncoding: String }
    let preset: Preset
    let deviations: [String]
  }

  private struct ProgramLine: Decodable { let program: [String] }

  @Test func threadsChangeNothing() throws {
    try withFolder { folder in
      let runs = try ["1", "2"].map { threads in
        let out = folder.appending(path: threads)
        let command = try Command(
          ["train", "--out", out.path, "--preset", "tiny", "--seed", "7", "--steps", "25", "--threads", threads])
        #expect(command.status == 0)
        return try model(out, step: 25)
      }
      #expect(runs[0] == runs[1])
    }
  }

  @Test func aFinishedRunCanBeGoneOnWith() throws {
    try withFolder { folder in
      let arguments = ["train", "--out", folder.path, "--preset", "tiny", "--seed", "7", "--steps", "5"]
      #expect(try Command(arguments).status == 0)
      let before = try contents(folder)
      for more in [["train", "--out", folder.path, "--resume"], arguments + ["--resume"]] {
        let again = try Command(more)
        #expect(again.status == 0)
        #expect(again.errors == "resuming \(folder.path) after step 5 of 5\ndone\n")
        #expect(try contents(folder) == before)
      }
    }
  }

  @Test(arguments: [
    (["--preset", "tiny"], "--seed: missing, expected one for a new run"),
    (["--seed", "1"], "--preset: missing, expected one for a new run"),
    (["--seed", "1", "--preset", "huge"], "--preset: found huge, expected one of paper, turns, text, quick, tiny"),
    (["--seed", "-1", "--preset", "tiny"], "--seed"),
    (["--seed", "18446744073709551616", "--preset", "tiny"], "--seed"),
    (["--seed", "1", "--preset", "tiny", "--steps", "0"], "--steps: found 0, expected 1 to 2147483647"),
    (
      ["--seed", "1", "--preset", "tiny", "--steps", "2147483648"],
      "--steps: found 2147483648, expected 1 to 2147483647"
    ),
    (["--seed", "1", "--preset", "tiny", "--set", "batchSize"], "--set"),
    (
      ["--seed", "1", "--preset", "tiny", "--set", "colour=1"], "--set colour: found no setting colour, expected one of"
    ),
    (
      ["--resume", "--set", "batchSize=8"],
      "--set: found with --resume, expected a new run: a resumed run keeps its settings"
    ),
    (["--seed", "1", "--preset", "tiny", "--threads", "0"], "--threads: found 0, expected 1 to 256"),
  ])
  func misuseIsNamedAndNothingIsWritten(_ arguments: [String], _ message: String) throws {
    try withFolder { folder in
      let out = folder.appending(path: "run")
      let command = try Command(["train", "--out", out.path] + arguments)
      #expect(command.status == 64)
      #expect(command.output.isEmpty)
      #expect(command.errors.hasPrefix("error: "))
      #expect(command.errors.contains(message), "\(command.errors)")
      #expect(try files(folder) == [])
    }
  }

  @Test func aFolderThatHoldsARunIsLeftAlone() throws {
    try withFolder { folder in
      let arguments = ["train", "--out", folder.path, "--preset", "tiny", "--seed", "7", "--steps", "5"]
      #expect(try Command(arguments).status == 0)
      let before = try contents(folder)
      let again = try Command(arguments)
      #expect(again.status == 1)
      #expect(
        again.errors
          == "error: \(folder.path): already holds a run; add --resume to continue it, or name another folder\n")
      #expect(try contents(folder) == before)
    }
  }

  @Test func otherOptionsThanTheRunsAreRefused() throws {
    try withFolder { folder in
      let arguments = ["train", "--out", folder.path, "--preset", "tiny", "--seed", "7", "--steps", "5"]
      #expect(try Command(arguments).status == 0)
      let before = try contents(folder)
      for (flag, found, expected) in [("--seed", "8", "7"), ("--preset", "turns", "tiny"), ("--steps", "6", "5")] {
        let command = try Command(["train", "--out", folder.path, "--resume", flag, found])
        #expect(command.status == 64)
        #expect(
          command.errors.hasPrefix(
            "error: \(flag): found \(found), expected \(expected), the value of the run in \(folder.path)"),
          "\(command.errors)")
      }
      #expect(try contents(folder) == before)
    }
  }

  @Test func thereMustBeSomethingToGoOnWith() throws {
    try withFolder { folder in
      for out in [folder, folder.appending(path: "missing")] {
        let command = try Command(["train", "--out", out.path, "--resume"])
        #expect(command.status == 1)
        #expect(command.errors.hasPrefix("error: \(out.path): holds no run"))
      }
      #expect(try files(folder) == [])
    }
  }

  @Test func aFolderThatCannotBeMadeIsNamed() throws {
    try withFile("") { file in
      let command = try Command(["train", "--out", "\(file)/run", "--preset", "tiny", "--seed", "1"])
      #expect(command.status == 1)
      #expect(
        command.errors == "error: \(file)/run: found \"Not a directory\", expected to create it; "
          + "choose a path that does not lead through a file\n")
    }
  }

  /// Files may have 100 KiB here: the first ones fit, a model does not.
  @Test func aFileThatCannotBeWrittenEndsTheTraining() throws {
    try withFolder { folder in
      let out = folder.appending(path: "run").path
      let command = try Command.shell(
        "trap '' XFSZ; ulimit -f 100; exec \"$0\" \"$@\"",
        ["train", "--out", out, "--preset", "tiny", "--seed", "1", "--steps", "5"])
      #expect(command.status == 1)
      #expect(command.errors.contains("\nerror: \(out)/checkpoints/"), "\(command.errors)")
      #expect(
        command.errors.contains(
          "model.safetensors: found \"File too large\", expected to write it; raise the file size limit"))
      #expect(try files(folder.appending(path: "run/checkpoints")) == [])
    }
  }

  @Test func aBrokenRunIsNamed() throws {
    try withFolder { folder in
      try Data(#"{"format": 1, "seed": "x"}"#.utf8).write(to: folder.appending(path: "run.json"))
      let command = try Command(["train", "--out", folder.path, "--resume"])
      #expect(command.status == 1)
      #expect(command.errors == "error: \(folder.path)/run.json: version: found no such field, expected one\n")
    }
  }
}
