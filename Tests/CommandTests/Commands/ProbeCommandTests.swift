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
    let layer: String
    let example: Int
    let programs: String
    let last: Bool
    let training: Int
    let ops: Counts
    let calibration: Calibration

    struct Counts: Decodable {
      let n: [Int]
      let right: [Int]
    }

    struct Calibration: Decodable {
      let n: [Int]
      let right: [Int]
      let confidence: [Double]
      let error: Double?
    }
  }

  private static let sizes = ["--training", "24", "--validation", "8", "--test", "12"]
  /// Only the probes that tabs show.
  private static let linear = ["--probes", "linear", "--semantics", "original"]

  private static func results(_ arguments: [String]) throws -> [Result] {
    let command = try Command(["probe", "--json"] + sizes + arguments)
    #expect(command.status == 0, "\(command.errors)")
    return try command.lines.map { try decoded($0, as: Result.self) }
  }

  /// A program that the model of ``TinyRun`` writes after 20 steps for each of the first samples of a split; its seed is the
  /// run's.
  private static func written(_ split: Split, _ count: Int) throws -> [(sample: Sample, program: Program)] {
    struct Response: Decodable { let program: [String] }
    let specifications = try Command(["corpus", "--seed", "3", "--split", split.rawValue, "--count", "\(count)"]).output
    let answers = try Command(
      ["generate", "--run", TinyRun.path(), "--checkpoint", "20", "--specs", "-", "--json"], input: specifications
    ).lines.map { try decoded($0, as: Response.self) }
    #expect(answers.count == count)
    return answers.enumerated().map { index, answer in
      (Corpus(seed: 3).sample(index, of: split), Program(answer.program.compactMap { Op(name: $0) }))
    }
  }

  /// How many states there are `offset` ops from the one after an op that is not the program's last, without the start before
  /// it and the final state after it.
  private static func stateCount(_ programs: [Program], offset: Int) -> Int {
    programs.reduce(0) { count, program in
      let states = (offset < 0 ? 1 : 0)...(offset > 0 ? program.ops.count - 1 : program.ops.count)
      return count + program.ops.indices.dropLast().count { states.contains($0 + offset + 1) }
    }
  }

  @Test func everyProbeIsTestedAndKept() throws {
    try withFolder { folder in
      let run = try TinyRun.copy(to: folder)
      let command = try Command(
        ["probe", "--run", run.path, "--checkpoint", "20", "--json"] + Self.sizes + Self.linear)
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
        #expect(result.layer == "mean" && result.example == 1 && result.programs == "all" && !result.last)
        #expect(result.n == Self.stateCount(programs, offset: result.offset) && result.n > 0)
        let (accuracy, low, high) = (
          try #require(result.accuracy), try #require(result.low), try #require(result.high)
        )
        #expect(0 <= low && low <= accuracy && accuracy <= high && high <= 1 && low < high)
        let right = accuracy * Double(result.n)
        #expect(abs(right - right.rounded()) < 1e-9)
        // The parts add up to the whole.
        for counts in [result.ops.n, result.calibration.n] { #expect(counts.reduce(0, +) == result.n) }
        for counts in [result.ops.right, result.calibration.right] {
          #expect(counts.reduce(0, +) == Int(right.rounded()))
        }
        #expect(result.calibration.n.count == 15 && result.calibration.confidence.count == 15)
        #expect((0...1).contains(try #require(result.calibration.error)))
      }
      let probes = run.appending(path: "probes/step-000020")
      #expect(try String(contentsOf: probes.appending(path: "results.jsonl"), encoding: .utf8) == command.output)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: probes.path).sorted() == [
          "linear-original-grid-mean-1-seed1.safetensors", "linear-original-start-mean-1-seed1.safetensors",
          "results.jsonl",
        ])
    }
  }

  @Test func threadsChangeNothing() throws {
    try withFolder { folder in
      let run = try TinyRun.copy(to: folder)
      let probes = run.appending(path: "probes/step-000060")
      let options = ["--probes", "linear,mlp1", "--semantics", "original,flip", "--offsets", "0,1", "--keep-mlps"]
      let contents = try ["1", "2"].map { threads in
        let command = try Command(
          ["probe", "--run", run.path, "--json", "--replace", "--threads", threads] + Self.sizes + options)
        #expect(command.status == 0 && !command.output.isEmpty)
        let files = try FileManager.default.contentsOfDirectory(atPath: probes.path).sorted()
        #expect(files.count == 7)
        return try [Data(command.output.utf8)] + files.map { try Data(contentsOf: probes.appending(path: $0)) }
      }
      #expect(contents[0] == contents[1])
    }
  }

  /// Later probings add to what is there; `--resume` leaves it alone, anything else does it anew.
  @Test func resultsAreMerged() throws {
    try withFolder { folder in
      let run = try TinyRun.copy(to: folder)
      let file = run.appending(path: "probes/step-000060/results.jsonl")
      let base = ["--run", run.path, "--probes", "linear", "--frames", "grid", "--controls", "none"]
      func content() throws -> String { try String(contentsOf: file, encoding: .utf8) }
      let first = try Self.results(base + ["--semantics", "original", "--offsets", "0", "--features", "direction"])
      #expect(first.map(\.feature) == ["direction"])
      let mapping = "put,pick,move,right,left"
      let second = try Self.results(
        base + [
          "--semantics", "\(mapping),original", "--offsets", "0", "--features", "position,direction", "--resume",
        ])
      #expect(
        second.map { "\($0.semantics) \($0.feature)" } == [
          "original direction", "original position", "\(mapping) direction", "\(mapping) position",
        ])
      #expect(second[0].accuracy == first[0].accuracy)
      // With everything there nothing is done, and no program is written.
      let before = try content()
      let idle = try Command(
        ["probe"] + base + [
          "--semantics", "original", "--offsets", "0", "--features", "position,direction", "--resume",
        ] + Self.sizes)
      #expect(idle.lines.count == 2 && idle.errors.isEmpty)
      #expect(try content() == before)
      // Another seed stands beside; the same one takes the place.
      let seeds = try Self.results(
        base + ["--semantics", "flip", "--offsets", "0", "--features", "obstacle", "--seeds", "2", "--seed", "4"])
      #expect(seeds.map(\.seed) == [4, 5])
      let lines = try content().split(separator: "\n").count
      #expect(lines == 2 + 2 + 2)
      // What is there is only replaced if that is said.
      let whole = base + ["--semantics", "original", "--offsets", "0"]
      let kept = try content()
      let refused = try Command(["probe"] + whole + Self.sizes)
      #expect(refused.status != 0 && refused.output.isEmpty)
      #expect(
        refused.errors.contains(
          "holds 2 of these 3 results already; --resume keeps them, --replace trains them again"))
      #expect(try content() == kept)
      _ = try Self.results(whole + ["--replace"])
      #expect(try content().split(separator: "\n").count == lines + 1)
    }
  }

  @Test func everyFeatureControlAndLayerIsAsked() throws {
    try withFolder { folder in
      let run = try TinyRun.copy(to: folder)
      let features = [
        "direction", "position", "obstacle", "position-from-end", "absolute-position", "walls",
      ]
      let controls = ["majority", "shuffled", "untrained", "ops"]
      let results = try Self.results([
        "--run", run.path, "--checkpoint", "20", "--semantics", "flip", "--offsets", "1", "--frames", "grid",
        "--probes", "linear", "--features", features.joined(separator: ","),
        "--controls", controls.joined(separator: ","), "--layer", "mean,0,1", "--example", "3", "--keep-last",
      ])
      let expected = ["mean", "0", "1"].flatMap { layer in
        features.flatMap { feature in (["probe"] + controls).map { "\(layer) \(feature) \($0)" } }
      }
      #expect(results.map { "\($0.layer) \($0.feature) \($0.control ?? "probe")" } == expected)
      #expect(results.allSatisfy { $0.example == 3 && $0.last && $0.semantics == "flip" && $0.n > 0 })
      // The same states for all; another layer only changes what is read from it.
      #expect(Set(results.map(\.n)).count == 1 && Set(results.map(\.training)).count == 1)
      func accuracies(_ layer: String, _ control: String?) -> [Double?] {
        results.filter { $0.layer == layer && $0.control == control }.map(\.accuracy)
      }
      #expect(accuracies("0", "ops") == accuracies("1", "ops"))
      #expect(accuracies("0", "majority") == accuracies("1", "majority"))
      #expect(accuracies("0", nil) != accuracies("1", nil))
      #expect(accuracies("1", "untrained") != accuracies("1", nil))
    }
  }

  @Test func checkpointsAreTakenOnceInOrder() throws {
    try withFolder { folder in
      let run = try TinyRun.copy(to: folder)
      // As if a probing had been killed while it wrote.
      try FileManager.default.createDirectory(
        atPath: run.path + "/probes/.step-000020.77.partial", withIntermediateDirectories: true)
      let command = try Command(
        ["probe", "--run", run.path, "--checkpoints", "latest,20,60"] + Self.sizes + Self.linear)
      #expect(command.status == 0)
      let steps = command.lines.map { $0.prefix(7) }
      #expect(steps == Array(repeating: "step 20", count: 60) + Array(repeating: "step 60", count: 60))
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: run.path + "/probes").sorted() == [
          "step-000020", "step-000060",
        ])
    }
  }

  @Test func aDumpOfNoStatesHasAllItsColumns() throws {
    try withFolder { folder in
      let url = folder.appending(path: "states.safetensors")
      let command = try Command(
        ["probe", "--run", TinyRun.path(), "--checkpoint", "20", "--dump", url.path, "--correct-only"] + Self.sizes)
      #expect(command.status == 0, "\(command.errors)")
      let file = try SafeTensorsFile(contentsOf: url)
      #expect(file.names == ["direction", "dx", "dy", "hidden", "index", "obstacle", "split", "step"])
      let count = try #require(file.tensors["split"]?.shape.first)
      #expect(file.tensors["hidden"]?.shape == [count, 32])
      let bench = try Command(["bench", "probe", "--dump", url.path])
      #expect(bench.status != 0 && bench.errors.contains("hidden: found shape [\(count), 32], expected"))
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
      let origin = file.metadata.filter { file.tensors[$0.key] == nil }
      #expect(
        origin == [
          "offset": "\(offset)", "semantics": "original", "layer": "mean", "example": "1", "programs": "all",
          "last": "false", "hooks": "mean", "corpusSeed": "3", "version": "0.1.0",
          "run": URL(fileURLWithPath: try TinyRun.path()).lastPathComponent, "preset": "tiny",
          "checkpoint": "20", "seed": "3", "frame": "grid", "specifications": "24 train, 8 validation, 12 test",
          "states": "100000 at most of the train split",
        ])
      // Under each tensor's name it says what its numbers mean.
      #expect(file.tensors.keys.allSatisfy { file.metadata[$0] != nil })
      #expect(file.metadata["split"] == "0 train, 1 validation, 2 test")
      #expect(file.metadata["direction"] == "0 north, 1 east, 2 south, 3 west: where the robot faces")
      #expect(file.metadata["dy"] == "rows below the robot's start, -6 to 6")
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
    (["--resume", "--replace"], "found --resume and --replace, expected one of them"),
    (
      ["--dump", "/nowhere/states", "--frames", "grid", "--json"],
      "--dump: found --frames, --json, expected none: no probe is trained"
    ),
    (
      ["--dump", "/nowhere/states", "--offsets", "1", "--controls", "none"],
      "--dump: found --offsets, --controls, expected none: no probe is trained"
    ),
    (["--semantics", "bogus"], "--semantics: found 'bogus'"),
    (["--dump", "/nowhere/states", "--offset", "3"], "--offset: found 3, expected -2 to 2"),
    (["--offset", "1"], "--offset: found 1 without --dump, expected both or neither"),
    (["--dump", "/nowhere/states", "--checkpoint", "all"], "--dump: found 3 checkpoints, expected one"),
    (["--dump", "/nowhere/states", "--semantics", "original,flip"], "--dump: found 2 semantics, expected one"),
    (["--threads", "0"], "--threads: found 0, expected 1 to 256"),
    (["--semantics", "original,put,pick"], "semantics: found 'put,pick'; expected original"),
    (["--semantics", "put,pick,move,right,up"], "semantics: 'up' in 'put,pick,move,right,up' is not an op"),
    (["--offsets", "0,3"], "--offsets: found '3', expected -2 to 2"),
    (["--probes", ""], "--probes: found '', expected linear, mlp1, mlp2"),
    (["--features", "colour"], "--features: found 'colour', expected direction, position, obstacle"),
    (["--frames", "sky"], "--frames: found 'sky', expected grid, start"),
    (["--layer", "-1"], "--layer: found '-1', expected mean, concat, all or numbers from 0"),
    (["--layer", "9"], "layer: found 9, expected 0 to"), (["--example", "6"], "--example: found 6, expected 1 to 5"),
    (["--controls", "magic"], "--controls: found 'magic', expected majority, shuffled, untrained, ops"),
    (["--seeds", "0"], "--seeds: found 0, expected at least 1"),
    (["--passes", "0"], "--passes: found 0, expected 1 to 10000"),
  ])
  func misuseIsNamed(_ options: [String], message: String) throws {
    let command = try Command(["probe", "--run", TinyRun.path()] + options)
    #expect(command.errors.contains(message), "\(command.errors)")
    #expect(command.output.isEmpty)
    #expect(command.status != 0)
    #expect(!FileManager.default.fileExists(atPath: try TinyRun.path() + "/probes"), "nothing is begun")
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
        #expect(
          command.errors == "error: \(run.path): holds no checkpoint: none has been saved yet, or only the figures "
            + "were kept, which `karelscope watch` shows\n")
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

  /// Every layer of a dump of all is the dump of that layer.
  @Test func aDumpOfAllLayersHasEachInOrder() throws {
    try withFolder { folder in
      func dump(_ layer: String) throws -> SafeTensorsFile {
        let url = folder.appending(path: layer)
        let command = try Command(
          ["probe", "--run", TinyRun.path(), "--checkpoint", "20", "--dump", url.path, "--layer", layer] + Self.sizes)
        #expect(command.status == 0, "\(command.errors)")
        return try SafeTensorsFile(contentsOf: url)
      }
      let all = try dump("all")
      let count = try #require(all.tensors["split"]?.shape.first)
      #expect(all.tensors["hidden"]?.shape == [count, 3, 32])
      #expect(all.metadata["layer"] == "0,1,2")
      #expect(all.metadata["hooks"] == "hook_embed,blocks.0.hook_resid_post,ln_final.hook_normalized")
      let states = try all.floats("hidden", shape: [count, 3, 32])
      for layer in 0..<3 {
        let one = try dump("\(layer)").floats("hidden", shape: [count, 32])
        var rows: [Float] = []
        for row in 0..<count {
          let start = (3 * row + layer) * 32
          rows += states[start..<start + 32]
        }
        #expect(one == rows)
      }
    }
  }

  // MARK: Probes that cannot be used

  /// Changes the probes of a copy of the run, and expects `step` to say why it cannot show them.
  private func expectBroken(_ message: String, _ change: (_ probes: URL) throws -> Void) throws {
    try withFolder { folder in
      let run = try TinyRun.copy(to: folder)
      #expect(try Command(["probe", "--run", run.path, "--checkpoint", "20"] + Self.sizes + Self.linear).status == 0)
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
      #expect(bare.output.contains("no probe") && bare.output.contains("No probes for this checkpoint yet: T trains"))
      #expect(try Command(["probe", "--run", run.path, "--checkpoint", "20"] + Self.sizes).status == 0)
      #expect(try frame().output.contains("linear·start"))
      let probe = run.appending(path: "probes/step-000020/linear-original-start-mean-1-seed1.safetensors")
      try FileManager.default.removeItem(at: probe)
      #expect(try frame().output.contains("linear·grid"), "the other is shown")
    }
  }

  @Test func aProbeInAnothersPlaceIsNamed() throws {
    try expectBroken(
      "RUN/probes/step-000020/linear-original-grid-mean-1-seed1.safetensors: frame: found start, expected grid\n"
    ) {
      let grid = $0.appending(path: "linear-original-grid-mean-1-seed1.safetensors")
      try FileManager.default.removeItem(at: grid)
      try FileManager.default.copyItem(
        at: $0.appending(path: "linear-original-start-mean-1-seed1.safetensors"), to: grid)
    }
  }

  @Test func aFileThatIsCutOffIsNamed() throws {
    try expectBroken("RUN/probes/step-000020/linear-original-start-mean-1-seed1.safetensors: ") {
      let file = $0.appending(path: "linear-original-start-mean-1-seed1.safetensors")
      try Data(contentsOf: file).dropLast(3).write(to: file)
    }
  }

  @Test func aResultThatCannotBeReadIsPlacedAndPassedOver() throws {
    try withFolder { folder in
      let run = try TinyRun.copy(to: folder)
      #expect(try Command(["probe", "--run", run.path, "--checkpoint", "20"] + Self.sizes + Self.linear).status == 0)
      let file = run.appending(path: "probes/step-000020/results.jsonl")
      var lines = try String(contentsOf: file, encoding: .utf8).components(separatedBy: "\n")
      let whole = try Command(["report", "--run", run.path, "--json"]).lines.count
      lines[1] = lines[1].replacing("\"feature\"", with: "\"property\"")
      try Data(lines.joined(separator: "\n").utf8).write(to: file)
      let report = try Command(["report", "--run", run.path, "--json"])
      #expect(report.status == 0 && report.lines.count == whole - 1)
      #expect(
        report.errors == "warning: \(file.path): line 2: feature: found no such field, expected one; "
          + "this line is skipped; fix or remove it\n")
      let step = try Command(["step", "--run", run.path, "--checkpoint", "20", "--once", "--size", "160x40"])
      #expect(step.status == 0 && step.output.contains("results.jsonl, line 2: feature: found no such field"))
    }
  }
}
