import Corpus
import Foundation
import Karel
import Testing

@Suite struct EvalCommandTests {
  private struct Report: Decodable, Equatable {
    struct Lengths: Decodable, Equatable {
      let minimum: Int
      let maximum: Int
    }

    let step: Int
    let split: String
    let seed: UInt64
    let start: Int
    let count: Int
    let lengths: Lengths
    let generativeAccuracyLow: Double
    let generativeAccuracyHigh: Double
    let figures: Figures

    private enum CodingKeys: CodingKey {
      case step, split, seed, start, count, lengths, generativeAccuracyLow, generativeAccuracyHigh
    }

    init(from decoder: any Decoder) throws {
      let fields = try decoder.container(keyedBy: CodingKeys.self)
      step = try fields.decode(Int.self, forKey: .step)
      split = try fields.decode(String.self, forKey: .split)
      seed = try fields.decode(UInt64.self, forKey: .seed)
      start = try fields.decode(Int.self, forKey: .start)
      count = try fields.decode(Int.self, forKey: .count)
      lengths = try fields.decode(Lengths.self, forKey: .lengths)
      generativeAccuracyLow = try fields.decode(Double.self, forKey: .generativeAccuracyLow)
      generativeAccuracyHigh = try fields.decode(Double.self, forKey: .generativeAccuracyHigh)
      figures = try Figures(from: decoder)
    }
  }

  /// What `eval` and a line of the metrics both say.
  private struct Figures: Decodable, Equatable {
    struct Share: Decodable, Equatable {
      let length: Int
      let specifications: Int
      let generativeAccuracy: Double
    }

    struct ProgramCount: Decodable, Equatable {
      let program: [String]
      let count: Int
    }

    let specifications: Int
    let generativeAccuracy: Double
    let uniquePrograms: Double
    let perplexity: Double
    let programPerplexity: Double
    let meanLength: Double
    let meanReferenceLength: Double
    let directionPerplexity: Double
    let positionPerplexity: Double
    let markersPerplexity: Double
    let satisfiedExamples: [Int]
    let uniqueReferences: Double
    let repetitiveAccuracy: Double
    let mostFrequentPrograms: [ProgramCount]
    let directionRight: Double
    let positionRight: Double
    let markersRight: Double
    let byLength: [Share]
  }

  private struct Answer: Decodable {
    let program: [String]
    let satisfied: Bool
    let examples: [Bool]
  }

  private static func eval(_ options: [String] = []) throws -> Command {
    try Command(["eval", "--run", TinyRun.path()] + options)
  }

  @Test func figuresFollowFromThePrograms() throws {
    let samples = (20..<320).map { Corpus(seed: 8).sample($0, of: .test) }
    let report: Report = try decoded(
      try Self.eval(["--seed", "8", "--start", "20", "--count", "300", "--json"]).output)
    let specifications = try Command(["corpus", "--seed", "8", "--start", "20", "--count", "300"]).output
    let answers: [Answer] = try Command(
      ["generate", "--run", TinyRun.path(), "--specs", "-", "--json"], input: specifications
    ).lines.map { try decoded($0) }

    #expect((report.step, report.split, report.seed) == (60, "test", 8))
    #expect((report.start, report.count) == (20, 300))
    #expect((report.lengths.minimum, report.lengths.maximum) == (1, 10))
    let figures = report.figures
    let satisfied = answers.count(where: \.satisfied)
    #expect(satisfied > 0)
    #expect(figures.specifications == 300)
    #expect(figures.generativeAccuracy == Double(satisfied) / 300)
    #expect(figures.uniquePrograms == Double(Set(answers.map(\.program)).count) / 300)
    #expect(abs(figures.meanLength - Double(answers.reduce(0) { $0 + $1.program.count }) / 300) < 1e-9)
    #expect(
      abs(figures.meanReferenceLength - Double(samples.reduce(0) { $0 + $1.program.ops.count }) / 300) < 1e-9)

    let ends = zip(samples, answers).map { sample, answer in
      let program = Program(answer.program.compactMap { Op(name: $0) })
      return zip(sample.specification.inputs.map { $0.after(program) }, sample.specification.outputs)
    }
    let rightDirections = ends.count { $0.allSatisfy { $0.direction == $1.direction } }
    let rightPositions = ends.count { $0.allSatisfy { $0.position == $1.position } }
    #expect(figures.directionRight == Double(rightDirections) / 300)
    #expect(figures.positionRight == Double(rightPositions) / 300)
    #expect((figures.generativeAccuracy...1).contains(figures.markersRight))

    #expect(
      figures.satisfiedExamples
        == (0...5).map { right in answers.count { $0.examples.count(where: \.self) == right } })
    #expect(figures.uniqueReferences == Double(Set(samples.map(\.program)).count) / 300)
    #expect(!figures.mostFrequentPrograms.isEmpty)
    for listed in figures.mostFrequentPrograms {
      #expect(listed.count == answers.count { $0.program == listed.program })
    }

    #expect(figures.byLength.map(\.length) == Array(1...10))
    for share in figures.byLength {
      let places = samples.indices.filter { samples[$0].program.ops.count == share.length }
      #expect(share.specifications == places.count)
      let satisfied = places.count { answers[$0].satisfied }
      #expect(share.generativeAccuracy == Double(satisfied) / Double(places.count))
    }

    // The bounds are the shares p from which the accuracy found lies exactly z deviations away.
    for bound in [report.generativeAccuracyLow, report.generativeAccuracyHigh] {
      let deviation = (bound * (1 - bound) / 300).squareRoot()
      #expect(abs(abs(figures.generativeAccuracy - bound) - 1.959963985 * deviation) < 1e-9)
    }
    #expect(report.generativeAccuracyLow < figures.generativeAccuracy)
    #expect(report.generativeAccuracyHigh > figures.generativeAccuracy)
  }

  /// The evaluation that training made of the same model on the same specifications.
  @Test(arguments: [20, 40, 60])
  func figuresAreThoseOfTheTraining(_ step: Int) throws {
    struct Line: Decodable {
      let step: Int
      let evaluation: Figures?
    }
    let metrics = try String(contentsOfFile: TinyRun.path() + "/metrics.jsonl", encoding: .utf8)
    let line = try #require(
      try metrics.split(separator: "\n").map { try decoded($0, as: Line.self) }.last { $0.step == step })
    let report: Report = try decoded(
      try Self.eval(["--checkpoint", "\(step)", "--split", "validation", "--count", "40", "--json"]).output)
    #expect(report.step == step)
    #expect(report.figures == line.evaluation)
  }

  @Test func theSeedIsTheRunsIfNotGiven() throws {
    let usual: Report = try decoded(try Self.eval(["--count", "30", "--json"]).output)
    #expect(usual.seed == 3)
    #expect(try usual == decoded(try Self.eval(["--count", "30", "--seed", "3", "--json"]).output))
    let other: Report = try decoded(try Self.eval(["--count", "30", "--seed", "4", "--json"]).output)
    #expect(other.figures.perplexity != usual.figures.perplexity)
  }

  /// Lines of the corpus without what `fields` name.
  private static func lines(_ count: Int, without fields: [String] = []) throws -> [String] {
    try Command(["corpus", "--seed", "3", "--count", "\(count)"]).lines.map { line in
      var object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      for field in fields { object[field] = nil }
      return String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
    }
  }

  @Test func aFileIsEvaluatedLikeTheCorpusItCameFrom() throws {
    let corpus = try Self.eval(["--count", "40", "--json"]).output
    let command = try Command(
      ["eval", "--run", TinyRun.path(), "--specs", "-", "--json"],
      input: Self.lines(40).joined(separator: "\n"))
    let (figures, fields) = (
      try decoded(command.output, as: Figures.self),
      try #require(try JSONSerialization.jsonObject(with: Data(command.output.utf8)) as? [String: Any])
    )
    #expect(try figures == decoded(corpus, as: Figures.self))
    #expect(fields["specs"] as? String == "standard input" && fields["split"] == nil && fields["seed"] == nil)
  }

  /// Without a program in every line, what compares with programs is left out, and the rest is the same.
  @Test(arguments: [0, 1])
  func withoutProgramsOnlyTheOtherFiguresAreTold(_ programs: Int) throws {
    let all = try #require(
      try JSONSerialization.jsonObject(with: Data(try Self.eval(["--count", "40", "--json"]).output.utf8))
        as? [String: Any])
    let lines = try Self.lines(programs) + Self.lines(40, without: ["program"]).dropFirst(programs)
    try withFile(lines.joined(separator: "\n")) { path in
      let arguments = ["eval", "--run", try TinyRun.path(), "--specs", path]
      let some = try #require(
        try JSONSerialization.jsonObject(with: Data(try Command(arguments + ["--json"]).output.utf8)) as? [String: Any])
      let shared = [
        "generative_accuracy", "generative_accuracy_low", "unique_programs", "repetitive_accuracy", "mean_length",
        "direction_right", "satisfied_examples", "most_frequent_programs", "specifications", "step",
      ]
      for name in shared { #expect(some[name] as? NSObject == all[name] as? NSObject && some[name] != nil, "\(name)") }
      for name in ["perplexity", "mean_reference_length", "unique_references", "by_length"] {
        #expect(some[name] == nil)
      }
      let text = try Command(arguments).output
      #expect(
        text.contains("40 specifications, \(programs) with a program; figures that need all references are omitted\n"))
      #expect(!text.contains("perplexity") && !text.contains("unique references") && text.contains("mean length"))
    }
  }

  @Test func whatCannotBeEvaluatedInAFileIsPlaced() throws {
    let line = try Self.lines(1, without: ["program"])[0]
    func eval(_ input: String) throws -> Command {
      try Command(["eval", "--run", TinyRun.path(), "--specs", "-"], input: input)
    }
    let loop = try eval("\n" + line.dropLast() + #","code":"def run():\n  while(x): move()"}"#)
    #expect(
      loop.errors.hasPrefix(
        "error: standard input: line 2: code: line 2, column 3: found the loop 'while' in def run(): …, expected one op"
      ))
    let empty = try eval(line.dropLast() + #","code":""}"#)
    #expect(
      empty.errors.hasPrefix("error: standard input: line 1: code: found no op, expected one at least, or no such"))
    let long = try eval(line.dropLast() + #","code":""# + String(repeating: "move ", count: 5000) + #""}"#)
    #expect(
      long.errors.hasPrefix("error: standard input: line 1: the specification's text with its program has up to 5"))
    #expect(
      try eval("\n \n").errors == "error: standard input: found no specification, expected one a line, "
        + "as `karelscope corpus` writes them\n")
    for command in [loop, empty, long] { #expect(command.output.isEmpty && command.status == 1) }
  }

  @Test func threadsChangeNothing() throws {
    let outputs = try ["1", "2", "5"].map { try Self.eval(["--count", "150", "--threads", $0, "--json"]).output }
    #expect(!outputs[0].isEmpty)
    #expect(Set(outputs).count == 1)
  }

  @Test(arguments: [("6-10", 6...10), ("3", 3...3)])
  func lengthsAreKept(_ option: String, lengths: ClosedRange<Int>) throws {
    let report: Report = try decoded(try Self.eval(["--count", "100", "--lengths", option, "--json"]).output)
    let kept = (0..<100).map { Corpus(seed: 3).program($0, of: .test).ops.count }.filter(lengths.contains)
    #expect(report.figures.specifications == kept.count)
    #expect(report.figures.byLength.map(\.length) == Array(lengths))
    #expect((report.lengths.minimum, report.lengths.maximum) == (lengths.lowerBound, lengths.upperBound))
    #expect(report.count == 100)
  }

  @Test func withoutJSONATableIsForAReader() throws {
    let command = try Self.eval(["--count", "50", "--lengths", "6-10"])
    let report: Report = try decoded(try Self.eval(["--count", "50", "--lengths", "6-10", "--json"]).output)
    let figures = report.figures
    #expect(command.output.contains("step 60; test split, seed 3, samples 0 to 49, lengths 6 to 10: "))
    #expect(command.output.contains(": \(figures.specifications) specifications\n"))
    let interval = String(
      format: "%8.3f  95%% interval %.3f to %.3f", figures.generativeAccuracy, report.generativeAccuracyLow,
      report.generativeAccuracyHigh)
    #expect(command.output.contains("\ngenerative accuracy   \(interval)\n"))
    #expect(command.output.contains(String(format: "\nprogram perplexity    %8.3f  ", figures.programPerplexity)))
    let frequent = try #require(figures.mostFrequentPrograms.first)
    #expect(frequent.program.allSatisfy { $0 == "move" })
    #expect(
      command.output.contains(
        String(format: "\n%14ld  move×%ld\n", frequent.count, frequent.program.count)))
    for (right, count) in figures.satisfiedExamples.enumerated() {
      #expect(command.output.contains(String(format: "\n%14ld  %14ld\n", right, count)))
    }
    let names = command.lines.compactMap { $0.split(separator: " ").first }
    #expect(names.contains(["6", "7", "8", "9", "10"]) && names.last == "generalisation:")
    #expect(command.status == 0)
  }

  @Test(arguments: [
    (["--count", "10,001"], "--count: found 10001, expected 1 to 10000"),
    (["--count", "10,00"], "'--count <count>': expected a whole number"),
    (["--count", "0"], "--count: found 0, expected 1 to 10000"),
    (["--count", "10001"], "--count: found 10001, expected 1 to 10000"),
    (["--start", "-1"], "--start: found -1, expected 0 to 9999"),
    (["--lengths", "10-6"], "'10-6' is invalid for '--lengths <lengths>'"),
    (["--lengths", "6-"], "'6-' is invalid for '--lengths <lengths>'"),
    (["--lengths", "1-2-3"], "'1-2-3' is invalid for '--lengths <lengths>'"),
    (["--lengths", "11-12"], "--lengths: found no program of 11 to 12 ops among samples 0 to 999 of the test split"),
    (["--checkpoint", "last"], "has no checkpoint 'last'; expected latest or one of 20, 40, 60"),
    (["--specs", "x", "--seed", "1", "--keep"], "--specs: found --seed, --keep as well, expected none"),
    (["--split", "dev"], "'dev' is invalid for '--split <split>'"),
  ])
  func misuseIsNamed(_ options: [String], message: String) throws {
    let command = try Self.eval(options)
    #expect(command.errors.hasPrefix("error: "))
    #expect(command.errors.contains(message))
    #expect(command.output.isEmpty)
    #expect(command.status != 0)
  }

  @Test func figuresAreKeptWithTheRunAndCopiedWithIt() throws {
    try withFolder { folder in
      let run = try TinyRun.copy(to: folder)
      let arguments = ["eval", "--run", run.path, "--checkpoint", "40", "--count", "30", "--lengths", "3-8"]
      let report = try decoded(try Command(arguments + ["--json", "--keep"]).output, as: Report.self)
      let path = "evaluations/step-000040.json"
      let kept = try Data(contentsOf: run.appending(path: path))
      let fields = try #require(try JSONSerialization.jsonObject(with: kept) as? [String: Any])
      #expect(fields["split"] as? String == "test" && fields["count"] as? Int == 30)
      #expect(fields["minimumLength"] as? Int == 3 && fields["maximumLength"] as? Int == 8)
      let evaluation = try JSONSerialization.data(withJSONObject: try #require(fields["evaluation"]))
      #expect(try JSONDecoder().decode(Figures.self, from: evaluation) == report.figures)

      // Fewer specifications do not take the place of more.
      let fewer = try Command(["eval", "--run", run.path, "--checkpoint", "40", "--count", "3", "--keep"])
      #expect(fewer.status != 0 && fewer.output.isEmpty)
      #expect(
        fewer.errors.contains("specifications, which 3 would replace; evaluate as many, or remove the file first"))
      #expect(try Data(contentsOf: run.appending(path: path)) == kept)

      let copy = folder.appending(path: "copy")
      #expect(try Command(["export", "--run", run.path, "--out", copy.path, "--checkpoint", "40"]).status == 0)
      #expect(try Data(contentsOf: copy.appending(path: path)) == kept)
    }
  }
}
