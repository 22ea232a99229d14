import Foundation
import Testing

/// Numbers at the edge of their type in a run's files: the line or file is named, and nothing ends the program.
@Suite struct HostileNumbersCommandTests {
  private static let largest = "9223372036854775807"

  /// A copy of the bundled run `quick`, with each line of the last checkpoint's results changed.
  private func withResults(_ field: String, _ value: String, _ body: (URL) throws -> Void) throws {
    try withFolder { folder in
      let run = folder.appending(path: "run")
      try FileManager.default.copyItem(at: Command.assets.appending(path: "quick"), to: run)
      let file = run.appending(path: "probes/step-006500/results.jsonl")
      let text = try String(contentsOf: file, encoding: .utf8)
      let changed = text.replacing(try Regex("\"\(field)\":(\\[[^\\]]*\\]|[^,}\\[]+)"), with: "\"\(field)\":\(value)")
      try #require(changed != text)
      try Data(changed.utf8).write(to: file)
      try body(run)
    }
  }

  @Test(arguments: [
    ("low", "null"), ("high", "null"), ("n", largest), ("example", "-9223372036854775808"), ("offset", largest),
    ("step", largest), ("accuracy", "1.5"), ("paired", "-1"), ("training", "-1"), ("confidence", "[]"),
  ])
  func badResultsAreNamedAndPassedOver(field: String, value: String) throws {
    try withResults(field, value) { run in
      let report = try Command(["report", "--run", run.path])
      #expect(report.errors.contains("results.jsonl: line 1: ") && report.status <= 1)
      for arguments in [["compare", "--size", "200x60", "--script", "v"], ["watch", "--script", "g"]] {
        let command = try Command.shell("LC_ALL=C.UTF-8 exec \"$0\" \"$@\"", arguments + ["--run", run.path])
        #expect(command.status == 0 && !command.output.isEmpty, "\(command.errors)")
      }
    }
  }

  private struct Info: Decodable {
    let checkpoints: [Checkpoint]
    struct Checkpoint: Decodable { let step: Int }
  }

  @Test func aCheckpointOfAnImpossibleStepIsPassedOver() throws {
    try withFolder { folder in
      let run = try TinyRun.copy(to: folder)
      for name in ["step-\(Self.largest)", "step-99999999999999999999", "step--1", "step-000000"] {
        try FileManager.default.copyItem(
          at: run.appending(path: "checkpoints/step-000060"), to: run.appending(path: "checkpoints/\(name)"))
      }
      for arguments in [["library"], ["step"], ["watch"]] {
        let command = try Command(arguments + ["--once", "--run", run.path])
        #expect(command.status == 0, "\(command.errors)")
        #expect(!command.output.contains(Self.largest) && !command.output.contains("9,223"))
      }
      let info = try Command(["info", "--run", run.path, "--json"])
      #expect(try decoded(info.output, as: Info.self).checkpoints.map(\.step) == [20, 40, 60])
      let names = ["step--1", "step-000000", "step-\(Self.largest)", "step-99999999999999999999"]
      #expect(
        info.errors
          == names.map { name in
            "warning: \(run.path)/checkpoints: folder \(name): found no checkpoint's name, expected step- and the step in "
              + "six digits or more, as step-000060; this folder is skipped; rename it\n"
          }.joined())
    }
  }

  @Test(arguments: [
    ("\"steps\" *: *60", "\"steps\": 10", "preset.steps: found 10, expected at least 60"),
    ("\"batchSize\" *: *16", "\"batchSize\": \(largest)", "preset.batchSize: found \(largest), expected 1 to 65536"),
    ("\"seed\" *: *3", "\"seed\": -1", "found a number out of its field's range"),
    ("\"format\" *: *1", "\"format\": 2", "format: found 2, expected 1"),
  ])
  func aBadConfigurationIsRefused(pattern: String, replacement: String, expected: String) throws {
    try withFolder { folder in
      let run = try TinyRun.copy(to: folder)
      let file = run.appending(path: "run.json")
      let text = try String(contentsOf: file, encoding: .utf8)
      let changed = text.replacing(try Regex(pattern), with: replacement)
      try #require(changed != text)
      try Data(changed.utf8).write(to: file)
      let command = try Command(["metrics", "--run", run.path])
      #expect(command.status == 1 && command.errors.hasPrefix("error: \(file.path): \(expected)"), "\(command.errors)")
    }
  }

  @Test(arguments: [".", "", "..", "optimizer.", ".steps", "optimizer..muonRate"])
  func aSettingWithoutANameIsRefused(name: String) throws {
    try withFolder { folder in
      let command = try Command([
        "train", "--preset", "tiny", "--seed", "1", "--out", folder.appending(path: "run").path, "--set", "\(name)=1",
      ])
      #expect(command.status == 64 && command.errors.contains("found no name before = or a dot"), "\(command.errors)")
    }
  }

  /// A log that never ends is no log.
  @Test(arguments: ["/dev/zero", "/dev/null", "/"])
  func aSpecialFileInPlaceOfALogIsRefused(target: String) throws {
    try withFolder { folder in
      let run = try TinyRun.copy(to: folder)
      let log = run.appending(path: "metrics.jsonl")
      try FileManager.default.removeItem(at: log)
      try FileManager.default.createSymbolicLink(atPath: log.path, withDestinationPath: target)
      for arguments in [["metrics"], ["watch", "--once"], ["info"]] {
        let command = try Command(arguments + ["--run", run.path])
        let text = command.errors + command.output
        #expect(text.contains("metrics.jsonl") && text.contains("expected a file"), "\(text)")
      }
    }
  }
}
