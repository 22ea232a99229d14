import Corpus
import Foundation
import Karel
import LanguageModel
import Testing

@Suite struct ProbeCommandTests {
  private struct Result: Decodable {
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
  }

  private static let sizes = ["--training", "24", "--validation", "8", "--test", "12"]

  /// A program that the model of ``TinyRun`` writes after 20 steps for each of the first samples of a split; its seed is the
  /// run's.
  private static func written(_ split: Split, _ count: Int) throws -> [(sample: Sample, program: Program)] {
    struct Answer: Decodable { let program: [String] }
    let specifications = try Command(["corpus", "--seed", "3", "--split", split.rawValue, "--count", "\(count)"]).output
    let answers = try Command(
      ["generate", "--run", TinyRun.path(), "--checkpoint", "20", "--specs", "-", "--json"], input: specifications
    ).lines.map { try decoded($0, as: Answer.self) }
    #expect(answers.count == count)
    return answers.enumerated().map { index, answer in
      (Corpus(seed: 3).sample(index, of: split), Program(answer.program.compactMap { Op(name: $0) }))
    }
  }

  /// How many states there are `offset` ops from the one after an op that is not the program's last.
  private static func stateCount(_ programs: [Program], offset: Int) -> Int {
    programs.reduce(0) { count, program in
      count + program.ops.indices.dropLast().count { (0...program.ops.count).contains($0 + offset + 1) }
    }
  }

  @Test func everyProbeIsTestedAndKept() throws {
    try withFolder { folder in
      let run = try TinyRun.copy(to: folder)
      let command = try Command(["probe", "--run", run.path, "--checkpoint", "20", "--json"] + Self.sizes)
      #expect(command.status == 0, "\(command.errors)")
      let results = try command.lines.map { try decoded($0, as: Result.self) }
      let features = ["direction", "position", "obstacle"]
      let expected = ["grid", "start"].flatMap { frame in
        (-2...2).flatMap { offset in
          features.flatMap { feature in
            ["probe", "majority"].map { "\(frame) \(offset) \(feature) \($0)" }
          }
        }
      }
      #expect(results.map { "\($0.frame) \($0.offset) \($0.feature) \($0.control ?? "probe")" } == expected)
      let programs = try Self.written(.test, 12).map(\.program)
      for result in results {
        #expect(result.step == 20 && result.probe == "linear" && result.semantics == "original" && result.seed == 1)
        #expect(result.n == Self.stateCount(programs, offset: result.offset) && result.n > 0)
        let (accuracy, low, high) = (
          try #require(result.accuracy), try #require(result.low), try #require(result.high)
        )
        #expect(0 <= low && low <= accuracy && accuracy <= high && high <= 1 && low < high)
        let right = accuracy * Double(result.n)
        #expect(abs(right - right.rounded()) < 1e-9)
      }
      let probes = run.appending(path: "probes/step-000020")
      #expect(try String(contentsOf: probes.appending(path: "results.jsonl"), encoding: .utf8) == command.output)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: probes.path).sorted() == [
          "linear-grid.safetensors", "linear-start.safetensors", "results.jsonl",
        ])
    }
  }

  @Test func threadsChangeNothing() throws {
    try withFolder { folder in
      let run = try TinyRun.copy(to: folder)
      let probes = run.appending(path: "probes/step-000060")
      let files = ["linear-grid.safetensors", "linear-start.safetensors", "results.jsonl"]
      let contents = try ["1", "2"].map { threads in
        let command = try Command(["probe", "--run", run.path, "--json", "--threads", threads] + Self.sizes)
        #expect(command.status == 0 && !command.output.isEmpty)
        return try [Data(command.output.utf8)] + files.map { try Data(contentsOf: probes.appending(path: $0)) }
      }
      #expect(contents[0] == contents[1])
    }
  }

  @Test func checkpointsAreTakenOnceInOrder() throws {
    try withFolder { folder in
      let run = try TinyRun.copy(to: folder)
      // As if a probing had been killed while it wrote.
      try FileManager.default.createDirectory(
        atPath: run.path + "/probes/.step-000020.77.partial", withIntermediateDirectories: true)
      let command = try Command(["probe", "--run", run.path, "--checkpoints", "latest,20,60"] + Self.sizes)
      #expect(command.status == 0)
      let steps = command.lines.map { $0.prefix(7) }
      #expect(steps == Array(repeating: "step 20", count: 60) + Array(repeating: "step 60", count: 60))
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: run.path + "/probes").sorted() == [
          "step-000020", "step-000060",
        ])
    }
  }

  @Test(arguments: [-2, 0, 1])
  func theDumpHoldsTheStatesOfTheProgramsWritten(_ offset: Int) throws {
    try withFolder { folder in
      let url = folder.appending(path: "states.safetensors")
      let command = try Command(
        [
          "probe", "--run", TinyRun.path(), "--checkpoint", "20", "--dump", url.path, "--offset", "\(offset)",
        ] + Self.sizes)
      #expect(command.status == 0 && command.output.isEmpty)
      #expect(!FileManager.default.fileExists(atPath: try TinyRun.path() + "/probes"))

      // Split, index and step, then direction, dx, dy and obstacle, from the programs that `generate` writes.
      var expected: [[Int]: [Int]] = [:]
      for (number, (split, count)) in [(Split.train, 24), (.validation, 8), (.test, 12)].enumerated() {
        for (sample, program) in try Self.written(split, count) {
          let start = sample.specification.inputs[0]
          for step in program.ops.indices.dropLast() where (0...program.ops.count).contains(step + offset + 1) {
            let state = start.after(Program(Array(program.ops.prefix(step + offset + 1))))
            let ahead = state.position.stepped(state.direction)
            expected[[number, sample.index, step]] = [
              Direction.allCases.firstIndex(of: state.direction)!, state.position.x - start.position.x,
              state.position.y - start.position.y, state.rows[ahead.y].dropFirst(ahead.x).first == "#" ? 1 : 0,
            ]
          }
        }
      }
      let file = try SafeTensorsFile(contentsOf: url)
      let n = expected.count
      #expect(n > 44)
      #expect(file.names == ["direction", "dx", "dy", "hidden", "index", "obstacle", "split", "step"])
      #expect(file.metadata == ["offset": "\(offset)"])
      let hidden = try file.floats("hidden", shape: [n, 32])
      #expect(hidden.allSatisfy(\.isFinite) && Set(hidden).count > n)
      let columns = try ["split", "index", "step", "direction", "dx", "dy", "obstacle"].map {
        try file.int64s($0, shape: [n]).map { Int($0) }
      }
      var found: [[Int]: [Int]] = [:]
      for row in 0..<n { found[columns.prefix(3).map { $0[row] }] = columns.dropFirst(3).map { $0[row] } }
      #expect(found == expected)
    }
  }

  @Test(arguments: [
    (["--checkpoint", ""], "has no checkpoint ''; expected latest or one of 20, 40, 60"),
    (["--checkpoints", ","], "has no checkpoint ''"), (["--checkpoints", "20,30"], "has no checkpoint '30'"),
    (["--training", "0"], "--training: found 0, expected 1 to 500000"),
    (["--validation", "10001"], "--validation: found 10001, expected 1 to 10000"),
    (["--test", "0"], "--test: found 0, expected 1 to 10000"),
    (["--dump", "/nowhere/states", "--offset", "3"], "--offset: found 3, expected -2 to 2"),
    (["--offset", "1"], "--offset: found 1 without --dump, expected both or neither"),
    (["--dump", "/nowhere/states", "--checkpoint", "all"], "--dump: found 3 checkpoints, expected one"),
    (["--threads", "0"], "--threads: found 0, expected 1 to 256"),
  ])
  func misuseIsNamed(_ options: [String], message: String) throws {
    let command = try Command(["probe", "--run", TinyRun.path()] + options)
    #expect(command.errors.contains(message), "\(command.errors)")
    #expect(command.output.isEmpty)
    #expect(command.status != 0)
  }

  @Test func aRunWithoutCheckpointsHasNoneToProbe() throws {
    try withFolder { folder in
      let run = try TinyRun.copy(to: folder)
      try FileManager.default.removeItem(at: run.appending(path: "checkpoints"))
      for command in [
        ["probe", "--run", run.path, "--checkpoint", "all"],
        ["export", "--run", run.path, "--out", folder.appending(path: "copy").path],
      ] {
        let command = try Command(command)
        #expect(command.errors == "error: \(run.path): has no checkpoint yet\n")
        #expect(command.status == 1)
      }
    }
  }

  @Test func aDumpThatCannotBeWrittenIsNamed() throws {
    let command = try Command(
      ["probe", "--run", TinyRun.path(), "--dump", "/no/such/folder/states"] + Self.sizes)
    #expect(command.errors.contains("/no/such/folder/states"))
    #expect(command.status == 1)
  }

  /// Another process that trains probes here holds the folder's lock; `flock` stands in for it.
  @Test func twoDoNotProbeARunAtOnce() throws {
    try withFolder { folder in
      let run = try TinyRun.copy(to: folder)
      let probes = run.appending(path: "probes").path
      try FileManager.default.createDirectory(atPath: probes, withIntermediateDirectories: false)
      let command = try Command.shell(
        "exec flock \"$1\" \"$0\" probe --run \"$2\"", [probes, run.path])
      #expect(command.errors.contains("\(probes): another process is training here"))
      #expect(command.output.isEmpty)
      #expect(command.status == 1)
    }
  }

  // MARK: Probes that cannot be used

  /// Changes the probes of a copy of the run, and expects `step` to say why it cannot show them.
  private func expectBroken(_ message: String, _ change: (_ probes: URL) throws -> Void) throws {
    try withFolder { folder in
      let run = try TinyRun.copy(to: folder)
      #expect(try Command(["probe", "--run", run.path, "--checkpoint", "20"] + Self.sizes).status == 0)
      let arguments = ["step", "--run", run.path, "--checkpoint", "20", "--once"]
      #expect(try Command(arguments).status == 0)
      try change(run.appending(path: "probes/step-000020"))
      let command = try Command(arguments)
      let expected = "error: " + message.replacing("RUN", with: run.path)
      #expect(command.errors.hasPrefix(expected), "\(command.errors)")
      #expect(command.output.isEmpty)
      #expect(command.status == 1)
    }
  }

  @Test func probesThatAreMissingAreAState() throws {
    try withFolder { folder in
      let run = try TinyRun.copy(to: folder)
      func frame() throws -> Command {
        try Command.shell(
          "LC_ALL=C.UTF-8 exec \"$0\" \"$@\"", ["step", "--run", run.path, "--checkpoint", "20", "--once"])
      }
      let bare = try frame()
      #expect(bare.status == 0 && bare.errors.isEmpty)
      #expect(bare.output.contains("no probe") && bare.output.contains("karelscope probe --checkpoint 20"))
      #expect(try Command(["probe", "--run", run.path, "--checkpoint", "20"] + Self.sizes).status == 0)
      #expect(try frame().output.contains("linear·start"))
      let probe = run.appending(path: "probes/step-000020/linear-start.safetensors")
      try FileManager.default.removeItem(at: probe)
      #expect(try frame().output.contains("linear·grid"), "the other is shown")
    }
  }

  @Test func aProbeInAnothersPlaceIsNamed() throws {
    try expectBroken("RUN/probes/step-000020/linear-grid.safetensors: frame: found start, expected grid\n") {
      let grid = $0.appending(path: "linear-grid.safetensors")
      try FileManager.default.removeItem(at: grid)
      try FileManager.default.copyItem(at: $0.appending(path: "linear-start.safetensors"), to: grid)
    }
  }

  @Test func aFileThatIsCutOffIsNamed() throws {
    try expectBroken("RUN/probes/step-000020/linear-start.safetensors: ") {
      let file = $0.appending(path: "linear-start.safetensors")
      try Data(contentsOf: file).dropLast(3).write(to: file)
    }
  }

  @Test func aResultThatCannotBeReadIsPlaced() throws {
    try expectBroken("RUN/probes/step-000020/results.jsonl: line 2: feature: no such field\n") {
      let file = $0.appending(path: "results.jsonl")
      var lines = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n")
      lines[1] = lines[1].replacing("\"feature\"", with: "\"property\"")
      try Data(lines.joined(separator: "\n").utf8).write(to: file)
    }
  }
}
