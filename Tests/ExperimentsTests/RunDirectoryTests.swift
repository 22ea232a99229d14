import Corpus
import Experiments
import Files
import Foundation
import LanguageModel
import Records
import Testing

@Suite struct RunDirectoryTests {
  @Test func aRunReadsBack() throws {
    for preset in Preset.all {
      let run = try SmallRun(preset, seed: .max)
      let read = try RunDirectory(run.url)
      #expect(read.configuration == run.run.configuration)
      #expect(read.configuration.seed == .max)
      #expect(read.configuration.preset == preset)
      #expect(read.name == "run")
      #expect(try read.metricsLog().lines.isEmpty)
      #expect(read.checkpointSteps.isEmpty)
    }
  }

  @Test func checkpointsAreNamedInLists() throws {
    let run = try SmallRun(.tiny)
    #expect(throws: RunError.self) { try run.run.steps(named: "latest") }
    for step in [1, 100, 200, 500, 1500, 54_000] {
      try FileManager.default.createDirectory(at: run.run.checkpoint(step), withIntermediateDirectories: true)
    }
    for (text, steps) in [
      ("54,000", [54_000]), ("200,100", [100, 200]), ("100,1500", [100, 1500]), ("latest,100,54,000", [100, 54_000]),
      ("1, 500", [1, 500]), ("all", [1, 100, 200, 500, 1500, 54_000]), ("1,100", [1, 100]),
    ] {
      #expect(try run.run.steps(named: text) == steps, "\(text)")
    }
    #expect(try run.run.step(named: "54,000") == 54_000)
    let none = try #require(throws: RunError.self) { try run.run.steps(named: "100,30,000") }
    #expect(
      none.description.contains("has no checkpoint '30,000'; expected latest or one of 1, 100, 200, 500, 1500, 54000"))
    let both = try #require(throws: RunError.self) { try run.run.steps(named: "1,500") }
    #expect(both.description.contains("write the list as '1, 500', or the number without the comma, 1500"))
  }

  @Test func aFolderWithoutARunIsNoRun() throws {
    let folder = try TemporaryFolder()
    for url in [folder.url, folder.url.appendingPathComponent("missing")] {
      let error = try #require(throws: RunError.self) { try RunDirectory(url) }
      #expect(error.description.hasPrefix("\(url.path): holds no run"))
    }
  }

  @Test func aFolderWithARunOrAPartOfOneIsRefused() throws {
    let run = try SmallRun(.tiny)
    let before = try run.contents()
    let configuration = RunConfiguration(version: "test", seed: 2, preset: .tiny)
    let error = try #require(throws: RunError.self) { try RunDirectory(creating: run.url, configuration) }
    #expect(error.description.hasPrefix("\(run.url.path): already holds a run; add --resume"))
    #expect(try run.contents() == before)

    try FileManager.default.removeItem(at: run.url.appendingPathComponent("run.json"))
    _ = try RunDirectory(creating: run.url, configuration)
    try FileManager.default.removeItem(at: run.url.appendingPathComponent("run.json"))
    for name in ["metrics.jsonl", "checkpoints"] {
      try run.write("", to: name)
      let error = try #require(throws: RunError.self) { try RunDirectory(creating: run.url, configuration) }
      #expect(error.description.hasPrefix("\(run.url.path): holds \(name) but no run.json"))
    }
  }

  @Test func aFolderThatCannotBeMadeIsAnError() throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appendingPathComponent("file")
    try Data().write(to: file)
    let url = file.appendingPathComponent("run")
    let error = try #require(throws: FileError.self) {
      try RunDirectory(creating: url, RunConfiguration(version: "test", seed: 1, preset: .tiny))
    }
    #expect(
      error.description == "\(url.path): found \"Not a directory\", expected to create it; "
        + "choose a path that does not lead through a file")
  }

  @Test(arguments: [
    ("{", "}", ""),
    (#""format" : 1"#, #""format" : 2"#, "format: found 2, expected 1"),
    (#""format" : 1"#, #""format" : "1""#, "format: found another type, expected a whole number"),
    (#""format" : 1,"#, "", "format: found no such field"),
    (#""seed" : 1,"#, "", "seed: found no such field"),
    (#""seed" : 1"#, #""seed" : -1"#, ""),
    (#""batchSize" : 16"#, #""batchSize" : 0"#, "preset.batchSize: found 0, expected 1 to 65536"),
    (#""steps" : 60"#, #""steps" : -1"#, "preset.steps: found -1"),
    (#""warmUp" : 10"#, #""warmUp" : -1"#, "preset.warmUp: found -1"),
    (#""decayStart" : 0.5"#, #""decayStart" : 1e30"#, "preset.decayStart: found 1e+30, expected 0 to 1"),
    (
      #""evaluationCount" : 40"#, #""evaluationCount" : 10001"#,
      "preset.evaluationCount: found 10001, expected 1 to 10000"
    ),
    (#""n_layer" : 2"#, #""n_layer" : 0"#, "preset.model.n_layer: found 0, expected a whole number from 1 to 256"),
    (#""vocab_size" : 50"#, #""vocab_size" : 1"#, "preset.model.vocab_size: found 1, expected 50"),
    (#""vocab_size" : 50"#, #""vocab_size" : 51"#, "preset.model.vocab_size: found 51, expected 50"),
    (
      #""program" : 0.1"#, #""program" : -0.1"#,
      "preset.lossWeights.program: found -0.1, expected a finite number from 0"
    ),
    (#""preset" : "#, #""recipe" : "#, "preset: found no such field"),
  ])
  func aConfigurationThatCannotBeTrainedIsRefused(_ part: String, _ replacement: String, _ message: String) throws {
    let run = try SmallRun(.tiny)
    let text = String(decoding: try run.data("run.json"), as: UTF8.self)
    let changed = text.replacingOccurrences(of: part, with: replacement)
    try #require(changed != text)
    try run.write(changed, to: "run.json")
    let error = try #require(throws: FileError.self) { try RunDirectory(run.url) }
    #expect(error.description.hasPrefix("\(run.url.path)/run.json: \(message)"), "\(error)")
  }

  /// No memory for a model is allocated before its size is checked.
  @Test func aModelTooLargeToTrainIsRefused() throws {
    let run = try SmallRun(.tiny)
    var text = String(decoding: try run.data("run.json"), as: UTF8.self)
    for (part, replacement) in [
      (#""n_embd" : 32"#, #""n_embd" : 16384"#), (#""n_inner" : 128"#, #""n_inner" : 65536"#),
      (#""n_layer" : 2"#, #""n_layer" : 256"#),
    ] {
      try #require(text.contains(part))
      text = text.replacingOccurrences(of: part, with: replacement)
    }
    try run.write(text, to: "run.json")
    let error = try #require(throws: FileError.self) { try RunDirectory(run.url) }
    #expect(error.description.hasPrefix("\(run.url.path)/run.json: preset.model: number of parameters: found 8"))
  }

  @Test func aPresetThatCannotBeTrainedBeginsNoRun() throws {
    let folder = try TemporaryFolder()
    let url = folder.url.appendingPathComponent("run")
    func expectRefused(_ problem: String, _ change: (inout Preset) -> Void) throws {
      var preset = Preset.tiny
      change(&preset)
      let configuration = RunConfiguration(version: "test", seed: 1, preset: preset)
      let error = try #require(throws: RunError.self) { try RunDirectory(creating: url, configuration) }
      #expect(error.description.hasPrefix("\(url.path): preset.\(problem)"), "\(error)")
      #expect(!FileManager.default.fileExists(atPath: url.path))
    }
    try expectRefused("steps: found 0, expected 1 to 2147483647") { $0.setSteps(0) }
    try expectRefused("steps: found 2147483648, expected") { $0.setSteps(1 << 31) }
    try expectRefused("lossWeights.program: found 0, as for inputs and outputs, expected one of them above 0") {
      $0.lossWeights = LossWeights(input: 0, output: 0, program: 0)
    }
    for weight: Float in [-1, .nan, .infinity] {
      try expectRefused("lossWeights.input: found \(weight), expected a finite number from 0") {
        $0.lossWeights.input = weight
      }
    }
  }

  /// In another format everything else may differ: the error names the format.
  @Test func anotherLayoutIsNamedFirst() throws {
    let run = try SmallRun(.tiny)
    try run.write(#"{"format": 7}"#, to: "run.json")
    let error = try #require(throws: FileError.self) { try RunDirectory(run.url) }
    #expect(
      error.description == "\(run.url.path)/run.json: format: found 7, expected 1, the layout that this version reads")
  }

  @Test func checkpointsAreFoundByTheirSteps() throws {
    let run = try SmallRun(.tiny)
    #expect(throws: RunError.self) { try run.run.step(named: "latest") }
    #expect(throws: RunError.self) { try run.run.step(nearest: 100) }
    // The last names are not written by this program.
    for name in [
      "step-000100", "step-1234567", "step-000020", ".step-000500.77.partial", "step-20", "step-", "step-+00007",
      "notes",
    ] {
      try FileManager.default.createDirectory(
        at: run.url.appendingPathComponent("checkpoints/\(name)"), withIntermediateDirectories: true)
    }
    #expect(run.run.checkpointSteps == [20, 100, 1_234_567])
    #expect(try run.run.step(named: "latest") == 1_234_567)
    #expect(try run.run.step(named: "100") == 100)
    for name in ["99", "first", "", "-20"] {
      let error = try #require(throws: RunError.self) { try run.run.step(named: name) }
      #expect(
        error.description.hasPrefix(
          "\(run.url.path): has no checkpoint '\(name)'; expected latest or one of 20, 100, 1234567; folder step-: "))
    }
    for (step, nearest) in [
      (0, 20), (20, 20), (60, 20), (61, 100), (99, 100), (2_000_000, 1_234_567), (-5, 20), (.min, 20),
    ] {
      #expect(try run.run.step(nearest: step) == nearest)
    }
    #expect(run.run.checkpoint(20).lastPathComponent == "step-000020")
    #expect(run.run.samples(20).lastPathComponent == "step-000020.jsonl")
    #expect(run.run.probes(1_234_567).lastPathComponent == "step-1234567")
  }

  @Test func aHalfWrittenLastLineIsLeftOut() throws {
    let run = try SmallRun(.tiny)
    try run.train()
    let metrics = try run.run.metricsLog().lines
    #expect(metrics.map(\.step) == [20, 40, 60])
    #expect(try run.run.metrics(of: 40) == metrics[1] && run.run.metrics(of: 4) == nil)
    let text = String(decoding: try run.data("metrics.jsonl"), as: UTF8.self)
    for half in ["{", #"{"step":80,"samples":1"#, "nonsense"] {
      try run.write(text + half, to: "metrics.jsonl")
      #expect(try run.run.metricsLog().lines == metrics)
    }
    try run.write("", to: "metrics.jsonl")
    #expect(try run.run.metricsLog().lines == [])
  }

  /// The damaged file is preserved next to the one that training appends to.
  @Test func aTrainingGoesOnDespiteABadLine() throws {
    let run = try SmallRun(.small(steps: 50))
    try run.train(to: 45)
    let text = String(decoding: try run.data("metrics.jsonl"), as: UTF8.self)
    let damaged = text.replacing("\n", with: "\nnonsense\n", maxReplacements: 1)
    try run.write(damaged, to: "metrics.jsonl")
    try run.train()
    #expect(try run.run.metricsLog().lines.map(\.step) == [20, 25, 40, 45, 50])
    #expect(try run.run.metricsLog().damage(isBeingWritten: false).isEmpty)
    #expect(String(decoding: try run.data("metrics-damaged.jsonl"), as: UTF8.self) == damaged)
  }

  @Test func eachDamagedLogIsPreserved() throws {
    let run = try SmallRun(.small(steps: 50))
    let names = ["metrics-damaged.jsonl", "metrics-damaged-2.jsonl", "metrics-damaged-3.jsonl"]
    for (number, name) in names.enumerated() {
      try run.train(to: 26 + number)
      let damaged = try run.data("metrics.jsonl") + Data("nonsense \(number)\n".utf8)
      try run.write(String(decoding: damaged, as: UTF8.self), to: "metrics.jsonl")
      #expect(try TrainingJob(run.run, threads: 1).damagedMetrics?.lastPathComponent == name)
      #expect(try run.data(name) == damaged)
    }
    #expect(try TrainingJob(run.run, threads: 1).damagedMetrics == nil)
    #expect(try run.data(names[0]).suffix(11) == Data("nonsense 0\n".utf8), "the first is as it was")
  }

  /// A line is found by its step wherever that stands, and however it is written.
  @Test(arguments: [
    #"{"evaluation":null,"other":{"step":7},"step":40,REST}"#, #"{"step" : 40 ,REST}"#, #"{"step":4e1,REST}"#,
    #"{"step":40.0,REST}"#, #"{"REST","note":"step","step":40}"#,
  ])
  func aLineIsFoundByItsStep(_ form: String) throws {
    let run = try SmallRun(.tiny)
    let rest =
      #""samples":640,"seconds":1,"processorSeconds":1,"loss":{"text":1,"program":1},"learningRateFactor":1,"gradientNorm":1"#
    let line = form.replacing("\"REST\"", with: rest).replacing("REST", with: rest)
    let other = line.replacing("40", with: "20").replacing("4e1", with: "2e1")
    try run.write("\(line)\n\(other)\n", to: "metrics.jsonl")
    #expect(try run.run.metrics(of: 40)?.samples == 640)
  }

  @Test func aFolderWithoutACheckpointsNameIsTold() throws {
    let run = try SmallRun(.tiny)
    for name in ["step-000020", "step-20", "step-", "step-000000", "other"] {
      try FileManager.default.createDirectory(
        at: run.url.appendingPathComponent("checkpoints/\(name)"), withIntermediateDirectories: true)
    }
    #expect(run.run.checkpointSteps == [20])
    #expect(
      run.run.misnamedCheckpoints.remarks.map(\.place) == ["folder step-", "folder step-000000", "folder step-20"])
    let error = try #require(throws: RunError.self) { try run.run.step(named: "30") }
    #expect(error.problem.contains("expected step- and the step in six digits or more, as step-000060"))
  }

  @Test(arguments: [
    ("tokens", "-1", "tokens: found -1, expected 0 to 1000000000000000"),
    ("tokens", "9223372036854775807", "tokens: found 9223372036854775807, expected 0 to 1000000000000000"),
    ("uniquePrograms", "1.5", "evaluation.uniquePrograms: found 1.5, expected 0 to 1"),
    ("directionRight", "-0.25", "evaluation.directionRight: found -0.25, expected 0 to 1"),
    (
      "satisfiedExamples", "[1,2]",
      "evaluation.satisfiedExamples: found 2 elements, expected 6, as 0 to all examples has"
    ),
    (
      "satisfiedExamples", "[1,0,0,0,0,0]",
      "evaluation.satisfiedExamples: found a sum of 1, expected 40, the specifications"
    ),
    ("count", "-1", "evaluation.mostFrequentPrograms[0].count: found -1, expected 0 to 40"),
  ])
  func figuresThatCannotBeAreRefused(_ name: String, _ value: String, _ problem: String) throws {
    let run = try SmallRun(.tiny)
    try run.train()
    var lines = String(decoding: try run.data("metrics.jsonl"), as: UTF8.self).split(separator: "\n").map(String.init)
    let field = try Regex("\"\(name)\":(\\[[^\\]]*\\]|[^,}]*)")
    #expect(lines[1].contains(field))
    lines[1] = lines[1].replacing(field, with: "\"\(name)\":\(value)", maxReplacements: 1)
    try run.write(lines.joined(separator: "\n") + "\n", to: "metrics.jsonl")
    let damage = try run.run.metricsLog().damage(isBeingWritten: false)
    #expect(damage.remarks.map(\.problem) == ["line 2: \(problem); this line is skipped; fix or remove it"])
  }

  @Test func aKeptEvaluationIsOfTheSamplesThatItNames() throws {
    let run = try SmallRun(.small(steps: 25))
    try run.train()
    let evaluation = try #require(try run.run.metricsLog().lines.last?.evaluation)
    try #require(evaluation.specifications == 12)
    for (count, isValid) in [(12, true), (13, true), (11, false)] {
      try run.run.keep(
        KeptEvaluation(
          split: .validation, seed: 1, start: 0, count: count, lengths: 1...10, evaluation: evaluation), step: 25)
      if isValid {
        #expect(try run.run.keptEvaluation(25)?.count == count)
      } else {
        let error = try #require(throws: FileError.self) { try run.run.keptEvaluation(25) }
        #expect(error.problem == "evaluation.specifications: found 12, expected 0 to 11")
      }
    }
  }

  @Test func aMetricsFileThatCannotBeReadIsAnError() throws {
    let run = try SmallRun(.tiny)
    try FileManager.default.createDirectory(
      at: run.url.appendingPathComponent("metrics.jsonl"), withIntermediateDirectories: false)
    let error = try #require(throws: FileError.self) { try run.run.metricsLog() }
    #expect(error.problem == "found a folder, expected a file; replace it with a file, or give another path")
  }
}
