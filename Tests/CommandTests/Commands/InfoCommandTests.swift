import Foundation
import Testing

@Suite struct InfoCommandTests {
  private struct ProgramReport: Decodable {
    let version: String
    let swift: String
    let build: String
    let architecture: String
    let system: String
    let library: String
    let libraryVersion: String
    let instructionSet: String
    let processor: String
    let processors: Int
    let memoryBytes: UInt64
    let bundledRun: String?
  }

  private struct RunReport: Decodable {
    struct Model: Decodable {
      let width: Int
      let layers: Int
      let heads: Int
      let rotaryDimension: Int
      let contextLength: Int
      let vocabularySize: Int
    }

    struct Checkpoint: Decodable {
      let step: Int
      let bytes: Int
    }

    struct Place: Decodable {
      let processor: String
      let processors: Int
      let memoryBytes: UInt64
      let system: String
      let libraryVersion: String
      let instructionSet: String
      let fromStep: Int
      let threads: Int
    }

    struct Evaluation: Decodable {
      let split: String
      let seed: UInt64
      let start: Int
      let count: Int
    }

    let path: String
    let version: String
    let libraryVersion: String?
    let instructionSet: String?
    let preset: String
    let seed: UInt64
    let encoding: String
    let architecture: String
    let model: Model
    let parameters: Int
    let steps: Int
    let batchSize: Int
    let samples: Int
    let passes: Double
    let trainingSeconds: Double
    let machine: Place?
    let resumedOn: [Place]
    let evaluation: Evaluation
    let checkpoints: [Checkpoint]
    let deviations: [String]
  }

  @Test func theProgramAndItsMachineAreDescribed() throws {
    let command = try Command(["info", "--json"])
    #expect(command.errors.isEmpty)
    #expect(command.status == 0)
    let report: ProgramReport = try decoded(command.output)
    #expect(try report.version + "\n" == Command(["--version"]).output)
    #expect(report.swift.hasPrefix("6."))
    #expect(["release", "debug"].contains(report.build))
    #expect(report.library == "oneDNN")
    #expect(report.libraryVersion.wholeMatch(of: /\d+\.\d+\.\d+/) != nil)
    #expect(report.processors == ProcessInfo.processInfo.activeProcessorCount)
    #expect(report.memoryBytes == ProcessInfo.processInfo.physicalMemory)

    #expect(!report.processor.isEmpty)
    if let facts = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8), facts.contains("model name") {
      #expect(facts.contains(": \(report.processor)\n"))
    }

    let text = try Command(["info"]).output
    for fact in [
      report.version, "Swift \(report.swift), \(report.build), \(report.architecture)", report.system,
      "oneDNN \(report.libraryVersion), \(report.instructionSet)", report.processor, "\(report.processors)",
      report.bundledRun ?? "none",
    ] { #expect(text.contains("  \(fact)\n")) }
  }

  @Test func aRunIsDescribed() throws {
    let run = try TinyRun.path()
    let command = try Command(["info", "--run", run, "--json"])
    #expect(command.errors.isEmpty)
    #expect(command.status == 0)
    let report: RunReport = try decoded(command.output)
    #expect(report.path == run)
    #expect(try report.version + "\n" == Command(["--version"]).output)
    let program: ProgramReport = try decoded(try Command(["info", "--json"]).output)
    #expect(report.libraryVersion == program.libraryVersion)
    #expect(report.instructionSet == program.instructionSet)
    #expect((report.preset, report.seed, report.encoding) == ("tiny", 3, "coordinates"))
    #expect((report.model.width, report.model.layers, report.model.heads) == (32, 2, 4))
    #expect((report.model.rotaryDimension, report.model.contextLength, report.model.vocabularySize) == (8, 512, 50))
    #expect((report.steps, report.batchSize) == (60, 16))
    #expect(!report.deviations.isEmpty)
    #expect(report.architecture == "CodeGenForCausalLM")
    #expect(report.samples == 960)
    #expect(report.passes == 960.0 / 500_000)
    #expect((report.evaluation.split, report.evaluation.seed) == ("validation", 3))
    #expect((report.evaluation.start, report.evaluation.count) == (0, 40))
    let machine = try #require(report.machine)
    #expect((machine.processor, machine.processors) == (program.processor, program.processors))
    #expect((machine.memoryBytes, machine.system) == (program.memoryBytes, program.system))
    #expect((machine.libraryVersion, machine.instructionSet) == (program.libraryVersion, program.instructionSet))
    #expect((machine.fromStep, machine.threads) == (0, program.processors))
    #expect(report.resumedOn.isEmpty)

    // 4 bytes a parameter, after the header.
    let model = URL(fileURLWithPath: run + "/checkpoints/step-000020/model.safetensors")
    let bytes = try Data(contentsOf: model)
    let header = bytes.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    #expect(4 * report.parameters == bytes.count - 8 - header)

    #expect(report.checkpoints.map(\.step) == [20, 40, 60])
    for checkpoint in report.checkpoints {
      let folder = run + "/checkpoints/step-0000\(checkpoint.step)"
      let sizes = try FileManager.default.contentsOfDirectory(atPath: folder).map { name in
        try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name)).count
      }
      #expect(checkpoint.bytes == sizes.reduce(0, +))
    }

    struct Line: Decodable { let seconds: Double }
    let metrics = try String(contentsOfFile: run + "/metrics.jsonl", encoding: .utf8)
    let last: Line = try decoded(try #require(metrics.split(separator: "\n").last))
    #expect(report.trainingSeconds == last.seconds)

    let text = try Command(["info", "--run", run]).output
    for fact in [run, "tiny", "3", "coordinates", "\(report.parameters)"] + report.deviations {
      #expect(text.contains("  \(fact)\n"))
    }
    for checkpoint in report.checkpoints { #expect(text.contains("step \(checkpoint.step) (")) }
  }

  @Test func aRunWithoutCheckpointsIsDescribed() throws {
    try withFolder { folder in
      try FileManager.default.copyItem(atPath: TinyRun.path() + "/run.json", toPath: folder.path + "/run.json")
      let report: RunReport = try decoded(try Command(["info", "--run", folder.path, "--json"]).output)
      #expect(report.checkpoints.isEmpty)
      #expect(report.trainingSeconds == 0)
      #expect(try Command(["info", "--run", folder.path]).output.contains("  none yet\n"))
    }
  }

  @Test func aRunThatWentOnElsewhereIsDescribed() throws {
    try withFolder { folder in
      let out = folder.appending(path: "run")
      let begun = try Command(
        ["train", "--out", out.path, "--preset", "tiny", "--seed", "3", "--steps", "20", "--threads", "1"])
      #expect(begun.status == 0)
      // As if 60 steps had been asked for, and the run had been begun on another machine.
      let file = out.appending(path: "run.json")
      let text = try String(contentsOf: file, encoding: .utf8)
      let processor = try #require(text.firstMatch(of: /"processor" : ".*"/)).output
      try Data(
        text.replacing("\"steps\" : 20", with: "\"steps\" : 60").replacing(
          processor, with: "\"processor\" : \"abacus\""
        ).utf8
      ).write(to: file)
      #expect(try Command(["train", "--out", out.path, "--resume", "--threads", "2"]).status == 0)
      let report: RunReport = try decoded(try Command(["info", "--run", out.path, "--json"]).output)
      #expect(report.machine?.processor == "abacus")
      #expect(report.machine?.threads == 1)
      #expect(report.resumedOn.map(\.fromStep) == [20])
      #expect(report.resumedOn.map(\.threads) == [2])
      let lines = try Command(["info", "--run", out.path]).lines
      #expect(lines.contains { $0.hasPrefix("machine          abacus, ") })
      #expect(lines.contains { $0.hasPrefix("from step 20     ") && $0.contains("; 2 threads, oneDNN ") })
    }
  }

  /// Runs from before it was noted where they were trained.
  @Test func aRunWithoutItsMachineIsDescribed() throws {
    try withFolder { folder in
      let text = try Data(contentsOf: URL(fileURLWithPath: TinyRun.path() + "/run.json"))
      var fields = try #require(try JSONSerialization.jsonObject(with: text) as? [String: Any])
      #expect(fields.removeValue(forKey: "machines") != nil)
      try JSONSerialization.data(withJSONObject: fields).write(to: folder.appending(path: "run.json"))
      let report: RunReport = try decoded(try Command(["info", "--run", folder.path, "--json"]).output)
      #expect(report.machine == nil && report.resumedOn.isEmpty)
      #expect(try Command(["info", "--run", folder.path]).output.contains("\nmachine          not noted\n"))
    }
  }

  @Test func aRunFromBeforeTheLibraryWasNotedIsDescribed() throws {
    try withFolder { folder in
      let text = try Data(contentsOf: URL(fileURLWithPath: TinyRun.path() + "/run.json"))
      var fields = try #require(try JSONSerialization.jsonObject(with: text) as? [String: Any])
      for name in ["libraryVersion", "instructionSet"] { #expect(fields.removeValue(forKey: name) != nil) }
      try JSONSerialization.data(withJSONObject: fields).write(to: folder.appending(path: "run.json"))
      let report: RunReport = try decoded(try Command(["info", "--run", folder.path, "--json"]).output)
      #expect(report.libraryVersion == nil)
      #expect(try Command(["info", "--run", folder.path]).output.contains("  not noted\n"))
    }
  }

  /// Claims of a size that no machine has: nothing of that size is taken.
  @Test func aRunOfAModelThatIsTooLargeIsNamed() throws {
    try withFolder { folder in
      var text = try String(contentsOfFile: TinyRun.path() + "/run.json", encoding: .utf8)
      for (part, replacement) in [
        ("\"n_embd\" : 32", "\"n_embd\" : 16384"), ("\"n_inner\" : 128", "\"n_inner\" : 65536"),
        ("\"n_layer\" : 2", "\"n_layer\" : 256"),
      ] {
        text = text.replacing(part, with: replacement)
      }
      try Data(text.utf8).write(to: folder.appending(path: "run.json"))
      let command = try Command(["info", "--run", folder.path])
      #expect(
        command.errors.hasPrefix("error: \(folder.path)/run.json: preset.model: number of parameters: found 824"))
      #expect(command.status == 1)
    }
  }

  @Test func aFolderThatHoldsNoRunIsNamed() throws {
    for options in [[], ["--json"]] {
      let command = try Command(["info", "--run", "/no/such/run"] + options)
      #expect(command.errors.hasPrefix("error: /no/such/run: holds no run"))
      #expect(command.output.isEmpty)
      #expect(command.status == 1)
    }
  }
}
