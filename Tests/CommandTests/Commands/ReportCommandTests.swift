import Foundation
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct ReportCommandTests {
  private struct Line: Decodable {
    let step: Int
    let probe: String
    let frame: String
    let feature: String
    let offset: Int
    let semantics: String
    let seed: Int
    let accuracy: Double?
    let low: Double?
    let high: Double?
    let n: Int
    let control: String?
    let layer: String
    let paired: Int?
  }

  private static let sizes = ["--training", "24", "--validation", "8", "--test", "12"]

  private static func probe(_ run: URL, _ arguments: [String]) throws {
    let command = try Command(["probe", "--run", run.path] + sizes + arguments)
    #expect(command.status == 0, "\(command.errors)")
  }

  private static func report(_ run: URL, _ arguments: [String] = []) throws -> Command {
    try Command(["report", "--run", run.path] + arguments)
  }

  @Test func resultsAreToldInEveryForm() throws {
    try withFolder { folder in
      let run = try TinyRun.copy(to: folder)
      // The last one re-interprets what no feature can see.
      let unseen = "put,pick,right,left,move"
      try Self.probe(
        run,
        ["--checkpoint", "all", "--probes", "linear", "--semantics", "original,flip,\(unseen)", "--offsets", "0,1"])
      try Self.probe(
        run,
        ["--probes", "linear", "--semantics", "original", "--layer", "0,1", "--offsets", "0", "--frames", "grid"])
      let files = ["results.csv", "page.html", "figures.svg"].map { folder.appending(path: $0) }
      let text = try Self.report(
        run, ["--csv", files[0].path, "--html", files[1].path, "--svg", files[2].path])
      #expect(text.status == 0 && text.errors.isEmpty, "\(text.errors)")
      for part in [
        "run run", "Semantic content beside generative accuracy", "slope", "Accuracy of linear probes at step 60",
        "Accuracy by layer at step 60", "by position in the program", "Expected calibration error", "paired",
        "validation split, in training",
      ] {
        #expect(text.output.contains(part), "no '\(part)'")
      }
      let lines = try Self.report(run, ["--json"]).lines.map { try decoded($0, as: Line.self) }
      // Three checkpoints, semantics and features, two offsets, with the majority; all in one frame and of one layer.
      #expect(lines.count == 3 * 3 * 3 * 2 * 2)
      #expect(lines.allSatisfy { $0.frame == "grid" && $0.layer == "mean" && $0.n > 0 })
      let keys = lines.map {
        "\($0.step) \($0.probe) \($0.feature) \($0.offset) \($0.semantics) \($0.seed) \($0.control ?? "")"
      }
      #expect(Set(keys).count == keys.count)
      for line in lines where line.control == nil {
        let original = try #require(
          lines.first {
            $0.step == line.step && $0.feature == line.feature && $0.offset == line.offset
              && $0.semantics == "original" && $0.control == nil
          })
        let (right, originalRight) = (
          Int((try #require(line.accuracy) * Double(line.n)).rounded()),
          Int((try #require(original.accuracy) * Double(line.n)).rounded())
        )
        switch line.semantics {
        case "original": #expect(line.paired == nil)
        case unseen: #expect(line.paired == right && right == originalRight)
        default:
          let paired = try #require(line.paired)
          #expect((max(0, right + originalRight - line.n)...min(right, originalRight)).contains(paired))
        }
      }
      let csv = try String(contentsOf: files[0], encoding: .utf8).split(separator: "\n")
      #expect(csv.count == lines.count + 1 && csv[0].hasPrefix("step,probe,frame,feature,offset,semantics,seed"))
      for file in files[1...] { #expect(XMLParser(data: try Data(contentsOf: file)).parse(), "\(file.path)") }
      let all = try Self.report(run, ["--json", "--all"]).lines.map { try decoded($0, as: Line.self) }
      #expect(all.count == 2 * lines.count + 2 * 3 * 2)
      let start = try Self.report(run, ["--json", "--frame", "start"]).lines
      #expect(start.count == lines.count)
    }
  }

  @Test func severalSeedsAreBroughtTogether() throws {
    try withFolder { folder in
      let run = try TinyRun.copy(to: folder)
      try Self.probe(
        run,
        [
          "--probes", "linear", "--semantics", "original,flip", "--offsets", "0", "--frames", "grid", "--seeds", "3",
        ])
      let report = try Self.report(run)
      #expect(report.output.contains("they cover the seeds (Student's t)"), "\(report.output)")
      #expect(report.output.contains("drop is over the per-seed differences"))
      #expect(report.output.contains("Needs three checkpoints"))
    }
  }

  @Test func whatIsNotThereIsNamedWithTheCommandThatMakesIt() throws {
    let path = try TinyRun.path()
    for (arguments, rest) in [
      ([], ""), (["--frame", "start", "--layer", "1"], " --frames start --layer 1"),
      (["--example", "2", "--correct-only", "--keep-last"], " --example 2 --correct-only --keep-last"),
    ] {
      let command = try Command(["report", "--run", path] + arguments)
      #expect(command.status == 1 && command.output.isEmpty)
      #expect(command.errors.hasPrefix("error: \(path): found no probe results of frame "), "\(command.errors)")
      #expect(
        command.errors.hasSuffix("create them with: karelscope probe --run \(path) --checkpoint all\(rest)\n"),
        "\(command.errors)")
    }
  }

  @Test(arguments: [
    (["--layer", "last"], "--layer: found 'last', expected mean, concat or a number from 0"),
    (["--example", "6"], "--example: found 6, expected 1 to 5"),
    (["--all"], "--all: found without --json and --csv, expected one of them"),
  ])
  func misuseIsExplained(_ arguments: [String], _ message: String) throws {
    let command = try Command(["report"] + arguments)
    #expect(command.status == 64 && command.errors.contains(message), "\(command.errors)")
  }

  /// The run that lies beside the sources has been probed.
  @Test func theBundledRunIsTold() throws {
    let command = try Command(["report"])
    #expect(command.status == 0, "\(command.errors)")
    #expect(command.output.contains("Semantic content beside generative accuracy"))
    #expect(try Command(["report", "--json"]).lines.count > 0)
  }
}
