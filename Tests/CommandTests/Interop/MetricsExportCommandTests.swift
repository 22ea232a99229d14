import Experiments
import Foundation
import Records
import Testing

/// `karelscope metrics --csv` and `--tensorboard`.
@Suite struct MetricsExportCommandTests {
  private func lines() throws -> [Metrics] {
    try RunDirectory(URL(fileURLWithPath: TinyRun.path())).metricsLog().lines
  }

  @Test func theTableHasARowForEachLine() throws {
    let command = try Command(["metrics", "--run", TinyRun.path(), "--csv", "-"])
    #expect(command.status == 0 && command.errors.isEmpty)
    let rows = command.lines.map { $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init) }
    let lines = try lines()
    #expect(rows.count == lines.count + 1)
    #expect(rows.allSatisfy { $0.count == rows[0].count })
    #expect(rows[0].prefix(3) == ["step", "phase", "samples"])
    func column(_ name: String) throws -> [Double?] {
      let place = try #require(rows[0].firstIndex(of: name))
      return rows.dropFirst().map { Double($0[place]) }
    }
    #expect(try column("step") == lines.map { Double($0.step) })
    #expect(try column("tokens") == lines.map { $0.tokens.map(Double.init) })
    #expect(try column("loss_program") == lines.map(\.loss.program))
    #expect(try column("evaluation_generative_accuracy") == lines.map { $0.evaluation?.generativeAccuracy.share })
    #expect(try column("evaluation_program_perplexity") == lines.map { $0.evaluation?.programPerplexity })
    #expect(
      try column("evaluation_satisfied_examples_0")
        == lines.map { $0.evaluation.map { Double($0.satisfiedExamples[0]) } })

    try withFolder { folder in
      let file = folder.appending(path: "metrics.csv")
      let written = try Command(["metrics", "--run", TinyRun.path(), "--csv", file.path])
      #expect(written.status == 0 && written.output.isEmpty)
      #expect(try String(contentsOf: file, encoding: .utf8) == command.output)
    }
  }

  @Test func theEventFileHasEveryNumber() throws {
    try withFolder { folder in
      let out = folder.appending(path: "logs/tiny")
      for _ in 1...2 {
        let command = try Command(["metrics", "--run", TinyRun.path(), "--tensorboard", out.path])
        #expect(command.status == 0 && command.output.isEmpty, "\(command.errors)")
      }
      let names = try FileManager.default.contentsOfDirectory(atPath: out.path)
      #expect(names.count == 1 && names[0].contains("tfevents"))
      let events = try EventFileReader(Data(contentsOf: out.appending(path: names[0]))).events
      #expect(events.first?.fileVersion == "brain.Event:2")
      let lines = try lines()
      #expect(events.dropFirst().map(\.step) == lines.map(\.step))
      #expect(events.dropFirst().map(\.wallTime) == lines.map(\.seconds))
      for (event, line) in zip(events.dropFirst(), lines) {
        #expect(event.scalars["loss/text"] == Float(line.loss.text))
        #expect(event.scalars["gradient_norm"] == line.gradientNorm)
        #expect(
          event.scalars["evaluation/generative_accuracy"] == line.evaluation.map { Float($0.generativeAccuracy.share) })
      }
    }
  }

  @Test(arguments: [
    (["--json", "--csv", "-"], "--json: found --csv too, expected one of them"),
    (["--json", "--tensorboard", "/nowhere/logs"], "--json: found --tensorboard too, expected one of them"),
    (["--csv", "/nowhere/table.csv"], "/nowhere/table.csv"), (["--csv", ""], "a path"),
    (["--tensorboard", "/dev/null/logs"], "/dev/null/logs: cannot be created"),
  ])
  func misuseIsNamed(_ options: [String], message: String) throws {
    let command = try Command(["metrics", "--run", TinyRun.path()] + options)
    #expect(command.errors.contains(message), "\(command.errors)")
    #expect(command.status != 0 && command.output.isEmpty)
  }
}
