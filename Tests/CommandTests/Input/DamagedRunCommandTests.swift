import Foundation
import Testing

/// What is damaged in a run costs what it is about, and no more.
@Suite struct DamagedRunCommandTests {
  /// Runs `body` on a copy of the bundled run `quick`.
  private func withCopy(_ body: (URL) throws -> Void) throws {
    try withFolder { folder in
      let run = folder.appending(path: "run")
      try FileManager.default.copyItem(at: Command.assets.appending(path: "quick"), to: run)
      try body(run)
    }
  }

  @Test func resultsOfTooFewStatesAreListedAndNamed() throws {
    try withCopy { run in
      let probes = run.appending(path: "probes")
      for step in try FileManager.default.contentsOfDirectory(atPath: probes.path) where step != "step-000500" {
        try FileManager.default.removeItem(at: probes.appending(path: step))
      }
      let all = try Command(["report", "--run", run.path, "--all", "--json"])
      #expect(all.status == 0 && all.lines.count == 180, "\(all.errors)")
      let tables = try Command(["report", "--run", run.path])
      #expect(tables.status != 0)
      #expect(tables.errors.contains("found only probe results of fewer than 10 states of frame grid"))
    }
  }

  @Test func aNameThatMeansNothingIsTold() throws {
    try withCopy { run in
      let file = run.appending(path: "probes/step-006500/results.jsonl")
      let text = try String(contentsOf: file, encoding: .utf8)
      try text.replacing("\"semantics\":\"flip\"", with: "\"semantics\":\"flop\"")
        .write(to: file, atomically: true, encoding: .utf8)
      let report = try Command(["report", "--run", run.path])
      #expect(report.status == 0)
      #expect(
        report.errors.contains(
          "results.jsonl: semantics: found \"flop\", expected a name, or five ops separated by commas; "))
    }
  }

  @Test func aDamagedEvaluationCostsItsFigure() throws {
    try withCopy { run in
      let log = run.appending(path: "metrics.jsonl")
      let lines = try String(contentsOf: log, encoding: .utf8).split(separator: "\n")
      let others = lines.filter { !$0.contains("\"step\":6500,") && !$0.contains("\"step\":6500}") }
      try #require(others.count == lines.count - 1)
      try (others.joined(separator: "\n") + "\n").write(to: log, atomically: true, encoding: .utf8)
      let folder = run.appending(path: "evaluations")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try "{\"accuracy\"".write(to: folder.appending(path: "step-006500.json"), atomically: true, encoding: .utf8)
      for view in ["step", "compare"] {
        let command = try Command([view, "--once", "--run", run.path, "--checkpoint", "6500"])
        #expect(command.status == 0 && command.output.contains("6,500"), "\(command.errors)")
      }
    }
  }
}
