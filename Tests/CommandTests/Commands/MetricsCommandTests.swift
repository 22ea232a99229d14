import Foundation
import Testing

@Suite struct MetricsCommandTests {
  private struct Line: Decodable {
    let step: Int
    let samples: Int
    let generativeAccuracy: Double
    let generativeAccuracyLow: Double
    let generativeAccuracyHigh: Double
    let uniquePrograms: Double
    let perplexity: Double
    let programPerplexity: Double
    let meanLength: Double
    let directionRight: Double
    let positionRight: Double
    let markersRight: Double
    let phase: String?
  }

  /// What `run.json` says of the specifications behind the figures.
  private struct Configuration: Decodable {
    struct Preset: Decodable { let evaluationCount: Int }

    let evaluationSplit: String
    let seed: UInt64
    let preset: Preset
  }

  private struct Response: Decodable {
    let program: [String]
    let satisfied: Bool
    let examples: [Bool]
  }

  private func fields(_ line: some StringProtocol) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
  }

  @Test func figuresAreThoseOfTheTraining() throws {
    let run = try TinyRun.path()
    let command = try Command(["metrics", "--run", run, "--json"])
    #expect(command.errors.isEmpty)
    #expect(command.status == 0)
    #expect(try command.lines.map { try decoded($0, as: Line.self).step } == [20, 40, 60])
    let kept = try String(contentsOfFile: run + "/metrics.jsonl", encoding: .utf8).split(separator: "\n").map(fields)
    for line in command.lines {
      var found = try fields(line)
      let step = try #require(found["step"] as? Int)
      let expected = try #require(kept.last { $0["step"] as? Int == step && $0["evaluation"] != nil })
      #expect(found["samples"] as? Int == 16 * step)
      #expect(found["seconds"] as? Double == expected["seconds"] as? Double)
      for name in ["step", "samples", "seconds", "phase", "generative_accuracy_low", "generative_accuracy_high"] {
        #expect(found.removeValue(forKey: name) != nil, "\(name)")
      }
      let evaluation = try #require(expected["evaluation"] as? [String: Any])
      #expect(found.count == evaluation.count)
      for (name, value) in evaluation {
        let snakeCase = name.replacing(/[A-Z]/) { "_" + $0.output.lowercased() }
        if !["byLength", "strata"].contains(name) {
          #expect(found[snakeCase] as? NSObject == value as? NSObject, "\(name)")
        }
      }
    }
  }

  /// The specifications that `run.json` names, given to the model once more.
  @Test(arguments: [20, 40, 60])
  func generateGivesTheSameShares(_ step: Int) throws {
    let run = try TinyRun.path()
    let configuration: Configuration = try decoded(String(contentsOfFile: run + "/run.json", encoding: .utf8))
    let count = configuration.preset.evaluationCount
    let command = try Command.shell(
      """
      "$0" corpus --run "$1" --split \(configuration.evaluationSplit) --seed \(configuration.seed) --start 0 \
      --count \(count) | "$0" generate --run "$1" --checkpoint \(step) --specs - --json
      """, [run])
    #expect(command.status == 0)
    let answers = try command.lines.map { try decoded($0, as: Response.self) }
    #expect(answers.count == count)
    let lines = try Command(["metrics", "--run", run, "--json"]).lines
    let line = try #require(try lines.map { try decoded($0, as: Line.self) }.first { $0.step == step })
    let satisfied = answers.count(where: \.satisfied)
    #expect(satisfied > 0)
    #expect(line.generativeAccuracy == Double(satisfied) / Double(count))
    #expect(line.uniquePrograms == Double(Set(answers.map(\.program)).count) / Double(count))
    #expect(line.generativeAccuracyLow < line.generativeAccuracy)
    #expect(line.generativeAccuracy < line.generativeAccuracyHigh)
    // Without --seed the corpus is that of the run.
    let corpus = ["corpus", "--run", run, "--split", configuration.evaluationSplit, "--count", "\(count)"]
    #expect(try Command(corpus).output == Command(corpus + ["--seed", "\(configuration.seed)"]).output)
  }

  /// A copy of the tiny run with these unique programs and accuracies; phases begin at about 0.16 and 0.3 there.
  private func withSeries(_ series: [(unique: Double, accuracy: Double)], _ body: (URL) throws -> Void) throws {
    try withFolder { folder in
      let run = try TinyRun.copy(to: folder)
      let file = run.appending(path: "metrics.jsonl")
      let template = try fields(#require(try String(contentsOf: file, encoding: .utf8).split(separator: "\n").last))
      var text = Data()
      for (place, values) in series.enumerated() {
        var line = template
        var evaluation = try #require(line["evaluation"] as? [String: Any])
        (evaluation["uniquePrograms"], evaluation["generativeAccuracy"]) = (values.unique, values.accuracy)
        let satisfied = Int((40 * values.accuracy).rounded())
        evaluation["satisfiedExamples"] = [40 - satisfied, 0, 0, 0, 0, satisfied]
        (line["step"], line["samples"], line["evaluation"]) = (place + 1, 16 * (place + 1), evaluation)
        text += try JSONSerialization.data(withJSONObject: line, options: .sortedKeys) + Data("\n".utf8)
      }
      try text.write(to: file)
      try body(run)
    }
  }

  private static let climb = [
    (0.025, 0.0), (0.05, 0.1), (0.3, 0.1), (0.5, 0.1), (0.7, 0.2), (0.9, 0.5), (0.9, 0.55), (0.9, 0.6),
  ]

  @Test func phasesAreMarked() throws {
    let all: [String?] = [
      "babbling", "babbling", "syntax", "syntax", "syntax", "semantics", "semantics", "semantics",
    ]
    for (count, undecided) in [(8, 0), (7, 2), (6, 1), (5, 0), (4, 2), (3, 1), (2, 0)] {
      try withSeries(Array(Self.climb.prefix(count))) { run in
        let command = try Command(["metrics", "--run", run.path, "--json"])
        let phases = try command.lines.map { try decoded($0, as: Line.self).phase }
        #expect(phases == Array(all.prefix(count - undecided)) + [String?](repeating: nil, count: undecided))
        #expect(command.output.contains("\"phase\":null") == (undecided > 0))
        let lines = try Command(["metrics", "--run", run.path]).lines
        let begins = [
          count > 4 ? "from step 3, 48 samples" : "not yet", count > 7 ? "from step 6, 96 samples" : "not yet",
        ]
        #expect(lines.contains("syntax acquisition: \(begins[0])"))
        #expect(lines.contains("semantics acquisition: \(begins[1])"))
        for (place, phase) in phases.enumerated() {
          #expect(
            lines.contains {
              $0.split(separator: " ").prefix(2).joined(separator: " ") == "\(phase ?? "-") \(place + 1)"
            })
        }
      }
    }
  }

  @Test func theTablesAreForAReader() throws {
    try withSeries(Self.climb) { run in
      let command = try Command(["metrics", "--run", run.path])
      #expect(command.errors.isEmpty)
      #expect(command.status == 0)
      #expect(command.lines.allSatisfy { $0.count <= 80 })
      #expect(command.output.hasPrefix("run run, preset tiny, seed 3\n40 specifications of the validation split"))
      // Four tables, each with a line where a phase begins.
      for step in 1...8 {
        #expect(command.lines.count { $0.split(separator: " ").prefix(2).contains("\(step)") } == 4)
      }
      #expect(command.lines.count { !$0.isEmpty && $0.allSatisfy { $0 == "-" } } == 8)
      let line: Line = try decoded(try #require(try Command(["metrics", "--run", run.path, "--json"]).lines.last))
      #expect(
        command.output.contains(
          String(
            format: "\nsemantics       8        128     0.600   0.900  %10.3f  %8.3f  %6.2f\n", line.perplexity,
            line.programPerplexity, line.meanLength)))
      #expect(
        command.output.contains(
          String(
            format: "\n      8  %4.2f  %4.2f  %4.2f", line.directionRight, line.positionRight, line.markersRight)))
    }
  }

  /// The longest figures there are keep to 80 columns.
  @Test func wideFiguresFit() throws {
    try withFolder { folder in
      let run = try TinyRun.copy(to: folder)
      let file = run.appending(path: "metrics.jsonl")
      var line = try fields(#require(try String(contentsOf: file, encoding: .utf8).split(separator: "\n").last))
      var evaluation = try #require(line["evaluation"] as? [String: Any])
      let ops = (0..<16).map { ["pickMarker", "turnRight"][$0 % 2] }
      evaluation["mostFrequentPrograms"] = [["program": ops, "count": 9999]]
      evaluation["specifications"] = 9999
      for share in [
        "generativeAccuracy", "uniquePrograms", "directionRight", "positionRight", "markersRight", "uniqueReferences",
        "repetitiveAccuracy",
      ] {
        evaluation[share] = 1
      }
      evaluation["byLength"] = [Any]()
      evaluation["satisfiedExamples"] = [0, 0, 0, 0, 0, 9999]
      (evaluation["perplexity"], evaluation["programPerplexity"]) = (99_999.4, 9999.4)
      (line["step"], line["samples"], line["evaluation"]) = (80_000, 10_240_000, evaluation)
      try (JSONSerialization.data(withJSONObject: line) + Data("\n".utf8)).write(to: file)
      let command = try Command(["metrics", "--run", run.path])
      #expect(command.lines.map(\.count).max() == 80)
      #expect(command.output.contains("  80000   1.000  pickMarker turnRight pickMarker"))
      #expect(command.output.contains("…\n"))
    }
  }

  /// An encoding may have no tokens for a part of the outputs.
  @Test func missingFiguresAreNotMadeUp() throws {
    try withFolder { folder in
      let run = try TinyRun.copy(to: folder)
      let file = run.appending(path: "metrics.jsonl")
      var line = try fields(#require(try String(contentsOf: file, encoding: .utf8).split(separator: "\n").last))
      var evaluation = try #require(line["evaluation"] as? [String: Any])
      for name in ["directionPerplexity", "positionPerplexity", "markersPerplexity"] {
        #expect(evaluation.removeValue(forKey: name) != nil)
      }
      line["evaluation"] = evaluation
      try (JSONSerialization.data(withJSONObject: line) + Data("\n".utf8)).write(to: file)
      let command = try Command(["metrics", "--run", run.path])
      #expect(command.status == 0)
      #expect(command.lines.contains { $0.hasPrefix("     60 ") && $0.contains("       -       -       -  ") })
      let found = try fields(try Command(["metrics", "--run", run.path, "--json"]).output)
      #expect(found["direction_perplexity"] == nil && found["satisfied_examples"] != nil)
    }
  }

  @Test func aRunWithoutCheckpointsSaysSo() throws {
    try withFolder { folder in
      try FileManager.default.copyItem(atPath: TinyRun.path() + "/run.json", toPath: folder.path + "/run.json")
      let command = try Command(["metrics", "--run", folder.path])
      #expect(command.output.hasSuffix("\nno checkpoint has been evaluated yet\n"))
      #expect(command.status == 0)
      let json = try Command(["metrics", "--run", folder.path, "--json"])
      #expect(json.output.isEmpty)
      #expect(json.status == 0)
    }
  }

  @Test func aFolderThatHoldsNoRunIsNamed() throws {
    let command = try Command(["metrics", "--run", "/no/such/run"])
    #expect(command.errors.hasPrefix("error: /no/such/run: holds no run"))
    #expect(command.output.isEmpty)
    #expect(command.status == 1)
  }
}
