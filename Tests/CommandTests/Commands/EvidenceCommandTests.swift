import Foundation
import Testing

/// Results beyond a record, the verdict, and counterfactuals.
@Suite struct EvidenceCommandTests {
  private struct Line: Decodable {
    enum Example: Decodable, Equatable {
      case number(Int)
      case name(String)

      init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        self =
          if let number = try? container.decode(Int.self) { .number(number) } else {
            .name(try container.decode(String.self))
          }
      }
    }

    let feature: String
    let record: String?
    let states: String
    let example: Example
    let informationBits, informationLow, informationHigh: Double?
  }

  private struct Verdict: Decodable {
    let claim, frame, expected, verdict, why: String
    let probe: String?
    let step: Int
    let found, low, high: Double?
  }

  private static let sizes = ["--training", "24", "--validation", "8", "--test", "12"]

  @Test func countsLeadTheReport() throws {
    try withFolder { folder in
      let run = try TinyRun.copy(to: folder)
      let probe = try Command(["probe", "--run", run.path, "--quick", "--passes", "1"] + Self.sizes)
      #expect(probe.status == 0 && probe.output.contains("bits beyond it"), "\(probe.errors)")
      let lines = try Command(["report", "--run", run.path, "--json"]).lines.map { try decoded($0, as: Line.self) }
      let counts = lines.filter { $0.record != nil }
      #expect(Set(counts.map(\.feature)) == ["blocked-count", "wall-ahead-count"])
      #expect(Set(counts.map(\.states)) == ["all", "differ", "differ-all"])
      #expect(counts.allSatisfy { $0.record == "ops" && $0.example == .name("count") })
      let measured = counts.filter { $0.states == "all" && $0.informationBits != nil }
      #expect(Set(measured.map(\.feature)) == ["blocked-count", "wall-ahead-count"])
      for line in measured {
        let (bits, low, high) = (
          try #require(line.informationBits), try #require(line.informationLow), try #require(line.informationHigh)
        )
        #expect(low <= bits && bits <= high)
      }
      #expect(lines.contains { $0.record == nil && $0.example == .number(1) && $0.informationBits == nil })

      let text = try Command(["report", "--run", run.path])
      #expect(text.status == 0 && text.output.contains("What hidden states tell beyond a record, in bits, at step 60"))
      #expect(text.output.contains("Bits") || text.output.contains("bits lost"))
      let verdicts = try Command(["report", "--run", run.path, "--verdict", "--json"]).lines
        .map { try decoded($0, as: Verdict.self) }
      #expect(verdicts.first?.claim == "blocked-count: hidden states tell more than the ops")
      #expect(Set(verdicts.map(\.verdict)).isSubset(of: ["supported", "weak", "not supported", "not measured"]))
      #expect(verdicts.allSatisfy { $0.step == 60 && ($0.found == nil) == ($0.verdict == "not measured") })
      #expect(try Command(["report", "--run", run.path, "--verdict"]).output.contains("blocked-count"))
    }
  }

  @Test func offsetsKeepTheEndsOnRequest() throws {
    try withFolder { folder in
      let run = try TinyRun.copy(to: folder)
      let arguments =
        ["probe", "--run", run.path, "--probes", "linear", "--frames", "grid", "--offsets", "-1"] + Self.sizes
      let (dropped, kept) = (try Command(arguments), try Command(arguments + ["--keep-ends"]))
      #expect(dropped.status == 0 && kept.status == 0, "\(kept.errors)")
      #expect(dropped.output != kept.output)
      let report = try Command(["report", "--run", run.path, "--keep-ends", "--json"])
      #expect(!report.lines.isEmpty && report.lines.allSatisfy { $0.contains("\"ends\":true") })
    }
  }

  @Test func wallsArePut() throws {
    struct Report: Decodable {
      struct Interval: Decodable { let value, low, high: Double }
      struct Satisfied: Decodable { let before, after, withoutWall, elsewhere: Interval }
      struct Belief: Decodable {
        let specification: String
        let count, trueCount, inExample: Interval
      }
      struct Steering: Decodable { let push: String }
      let cases, leftOut, count, seed: Int
      let satisfied: Satisfied
      let beliefs: [Belief]
      let steering: [Steering]
    }
    let arguments = [
      "counterfactual", "--run", try TinyRun.path(), "--checkpoint", "latest", "--count", "20", "--seed", "2",
      "--training", "24",
      "--validation", "8",
    ]
    let command = try Command(arguments + ["--json"])
    #expect(command.status == 0, "\(command.errors)")
    let report = try decoded(command.output, as: Report.self)
    #expect(report.count == 20 && report.seed == 2 && report.cases + report.leftOut == 20 && report.cases > 0)
    #expect(report.beliefs.map(\.specification) == ["before", "after", "elsewhere"])
    #expect(abs(report.beliefs[1].trueCount.value - report.beliefs[0].trueCount.value - 1) < 1e-9)
    #expect(report.steering.map(\.push) == ["more", "fewer", "random"])
    let text = try Command(arguments)
    #expect(text.status == 0 && text.output.contains("a wall elsewhere"))
  }

  @Test(arguments: [
    (["report", "--verdict", "--all", "--json"], "--verdict: found --all"),
    (["counterfactual", "--count", "0"], "--count: found 0"),
    (["probe", "--record", "worlds"], "--record: found 'worlds'"),
  ])
  func misuseIsExplained(_ arguments: [String], _ message: String) throws {
    let command = try Command(arguments)
    #expect(command.status != 0 && command.errors.contains(message), "\(command.errors)")
  }
}
