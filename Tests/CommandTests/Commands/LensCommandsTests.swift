import Foundation
import LanguageModel
import Testing

/// The commands that look into a model: `activations`, `lens`, `patch`, `ablate`, `attention`.
@Suite(.serialized) struct LensCommandsTests {
  private static func specifications(_ count: Int) throws -> String {
    try Command(["corpus", "--seed", "3", "--count", "\(count)"]).output
  }

  /// The same lines without their programs.
  private static func withoutPrograms(_ text: String) throws -> String {
    try text.split(separator: "\n").map { line in
      var fields = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
      fields["program"] = nil
      return String(decoding: try JSONSerialization.data(withJSONObject: fields), as: UTF8.self)
    }
    .joined(separator: "\n")
  }

  private struct Generated: Decodable {
    let index: Int
    let program: [String]
    let tokens: [Int]
    let logits: [[Float]]?
  }

  private struct Reading: Decodable {
    let index: Int
    let program: [String]
    let layers: [[[Double]]]
    let decisions: [Int]
    let choices: [String]
    let tuned: Bool
  }

  @Test func activationsHaveNamesAndShapes() throws {
    try withFolder { folder in
      let out = folder.appending(path: "activations.safetensors")
      let names = [
        "blocks.1.attn.hook_pattern", "blocks.0.hook_resid_pre", "blocks.0.hook_resid_post", "blocks.1.hook_mlp_out",
        "blocks.1.hook_attn_out", "ln_final.hook_normalized", "logits",
      ]
      let input = try Self.withoutPrograms(Self.specifications(2))
      let command = try Command(
        [
          "activations", "--run", TinyRun.path(), "--specs", "-", "--hooks", names.joined(separator: ","), "--out",
          out.path,
        ], input: input)
      #expect(command.status == 0 && command.output.isEmpty, "\(command.errors)")
      let generated = try Command(
        ["generate", "--run", TinyRun.path(), "--specs", "-", "--json", "--logits"], input: input
      ).lines.map { try decoded($0, as: Generated.self) }
      let file = try SafeTensorsFile(contentsOf: out)
      #expect(file.names == (0..<2).flatMap { index in (["tokens"] + names).map { "\(index).\($0)" } }.sorted())
      for line in generated {
        let count = line.tokens.count
        #expect(try file.int64s("\(line.index).tokens", shape: [count]) == line.tokens.map(Int64.init))
        let pattern = try file.floats("\(line.index).blocks.1.attn.hook_pattern", shape: [4, count, count])
        for row in 0..<4 * count {
          #expect(abs(pattern[row * count..<(row + 1) * count].reduce(0, +) - 1) < 1e-4)
          #expect(pattern[(row * count + row % count + 1)..<(row + 1) * count].allSatisfy { $0 == 0 })
        }
        for name in names[1...5] { _ = try file.floats("\(line.index).\(name)", shape: [count, 32]) }
        // What it computes is what decoding computes.
        let logits = try file.floats("\(line.index).logits", shape: [count, 50])
        let first = count - line.program.count - 2
        for (step, row) in try #require(line.logits).enumerated() {
          for (token, expected) in row.enumerated() {
            #expect(abs(logits[(first + step) * 50 + token] - expected) < 1e-3)
          }
        }
      }
    }
  }

  @Test func aGivenProgramIsForced() throws {
    try withFolder { folder in
      let out = folder.appending(path: "activations.safetensors")
      let input = try Self.specifications(1)
      let sample = try decoded(input, as: Generated.self)
      let command = try Command(
        ["activations", "--run", TinyRun.path(), "--specs", "-", "--hooks", "logits", "--out", out.path], input: input)
      #expect(command.status == 0, "\(command.errors)")
      let tokens = try SafeTensorsFile(contentsOf: out).int64s("0.tokens", shape: [sample.tokens.count])
      #expect(tokens == sample.tokens.map(Int64.init))
      let reading = try decoded(
        Command(["lens", "--run", TinyRun.path(), "--specs", "-", "--json"], input: input).output, as: Reading.self)
      #expect(reading.program == sample.program)
    }
  }

  @Test func theLensReadsEveryLayer() throws {
    let input = try Self.withoutPrograms(Self.specifications(3))
    let lines = try Command(["lens", "--run", TinyRun.path(), "--specs", "-", "--json"], input: input).lines
      .map { try decoded($0, as: Reading.self) }
    let generated = try Command(
      ["generate", "--run", TinyRun.path(), "--specs", "-", "--json", "--logits"], input: input
    ).lines.map { try decoded($0, as: Generated.self) }
    #expect(lines.map(\.index) == [0, 1, 2] && lines.map(\.program) == generated.map(\.program))
    for (line, own) in zip(lines, generated) {
      #expect(line.layers.count == 2 && !line.tuned)
      #expect(line.choices == ["pickMarker", "putMarker", "turnRight", "turnLeft", "move", "end"])
      #expect(line.decisions.count == line.program.count + 1 && line.decisions.allSatisfy { (0...1).contains($0) })
      for layer in line.layers {
        #expect(layer.count == line.program.count + 1)
        for choice in layer { #expect(choice.count == 6 && abs(choice.reduce(0, +) - 1) < 1e-5) }
      }
      // The last layer's choice is the model's.
      for (step, choice) in line.layers[1].enumerated() {
        let name = step < own.program.count ? own.program[step] : "end"
        if step < 16 { #expect(line.choices[choice.firstIndex(of: choice.max()!)!] == name) }
      }
    }
    let text = try Command(["lens", "--run", TinyRun.path(), "--specs", "-"], input: input)
    #expect(text.status == 0 && text.lines.count == 3 && text.lines[0].hasPrefix("0  "))
  }

  @Test func aTunedLensIsKeptInTheRun() throws {
    try withFolder { folder in
      let run = try TinyRun.copy(to: folder)
      let input = try Self.specifications(2)
      let arguments = ["lens", "--run", run.path, "--specs", "-", "--tuned", "--json"]
      let first = try Command(arguments, input: input)
      #expect(first.status == 0, "\(first.errors)")
      let file = run.appending(path: "lenses/step-000060.safetensors")
      let kept = try Data(contentsOf: file)
      #expect(try SafeTensorsFile(contentsOf: file).names == ["blocks.0.bias", "blocks.0.weight"])
      let again = try Command(arguments + ["--threads", "1"], input: input)
      #expect(again.output == first.output && again.errors.isEmpty)
      #expect(try Data(contentsOf: file) == kept)
      // Trained again, it is the same.
      try FileManager.default.removeItem(at: file)
      #expect(try Command(arguments + ["--threads", "1"], input: input).output == first.output)
      #expect(try Data(contentsOf: file) == kept)
      let plain = try Command(arguments.filter { $0 != "--tuned" }, input: input)
      #expect(plain.output != first.output)
      #expect(try decoded(first.lines[0], as: Reading.self).tuned)

      let copy = folder.appending(path: "copy")
      #expect(try Command(["export", "--run", run.path, "--out", copy.path, "--checkpoint", "60"]).status == 0)
      #expect(try Data(contentsOf: copy.appending(path: "lenses/step-000060.safetensors")) == kept)
    }
  }

  private struct Effect: Decodable {
    let step: Int
    let layer: Int
    let position: String
    let effect: Double?
    let low: Double?
    let high: Double?
    let n: Int
    let from: String
    let hook: String
    let head: Int?
  }

  private static func effects(_ arguments: [String]) throws -> [Effect] {
    let command = try Command(["patch", "--run", TinyRun.path(), "--json"] + arguments)
    #expect(command.status == 0, "\(command.errors)")
    return try command.lines.map { try decoded($0, as: Effect.self) }
  }

  @Test(arguments: ["wall", "turn", "marker", "shuffle"]) func everyCounterfactualIsPatched(_ kind: String) throws {
    // An early model may write the same program whatever the world: another checkpoint then has no pair either.
    let command = try Command([
      "patch", "--run", TinyRun.path(), "--json", "--from", kind, "--layers", "all", "--positions", "ops", "--count",
      "4", "--seed", "5",
    ])
    guard command.status == 0 else {
      #expect(command.errors.contains("found no pair among "), "\(command.errors)")
      return
    }
    let effects = try command.lines.map { try decoded($0, as: Effect.self) }
    #expect(Set(effects.map(\.layer)) == [0, 1])
    #expect(effects.allSatisfy { $0.position.hasPrefix("op-") && $0.from == kind && $0.hook == "hook_resid_pre" })
    for effect in effects {
      guard let value = effect.effect, let low = effect.low, let high = effect.high else { continue }
      #expect(low <= value && value <= high && (1...4).contains(effect.n) && effect.step == 60)
    }
  }

  @Test func aFileOfCounterfactualsIsPatched() throws {
    // The test specifications of the run are those of its seed, 3: under another seed they differ.
    let lines = try Command(["corpus", "--seed", "4", "--count", "60"]).output
    try withFile(lines) { file in
      let effects = try Self.effects(["--from", file, "--layers", "1", "--positions", "example-2", "--count", "5"])
      #expect(!effects.isEmpty)
      #expect(effects.allSatisfy { $0.layer == 1 && $0.position.hasPrefix("example-2.") && $0.from == file })
      let heads = try Self.effects([
        "--from", file, "--layers", "0", "--positions", "ops", "--count", "2", "--hook", "attn.hook_z",
      ])
      #expect(Set(heads.map(\.head)) == [0, 1, 2, 3])
    }
  }

  @Test func threadsChangeNothing() throws {
    let specifications = try Self.specifications(2)
    let commands = [
      ["patch", "--from", "shuffle", "--layers", "all", "--positions", "all", "--count", "6", "--seed", "2", "--json"],
      ["ablate", "--count", "6", "--texts", "4"], ["attention", "--count", "20", "--sort", "walls"],
      ["lens", "--specs", "-", "--json"],
    ]
    for arguments in commands {
      let outputs = try ["1", "3"].map { threads in
        let command = try Command(
          arguments + ["--run", TinyRun.path(), "--threads", threads], input: specifications)
        #expect(command.status == 0, "\(command.errors)")
        return command.output
      }
      #expect(outputs[0] == outputs[1] && !outputs[0].isEmpty)
    }
  }

  private struct Ablated: Decodable {
    let component: String
    let layer: Int
    let head: Int?
    let ablation: String
    let accuracy: Double
    let baseline: Double
    let loss: Double
    let lossLow: Double
    let lossHigh: Double
    let n: Int
  }

  @Test func everyComponentIsAblated() throws {
    let command = try Command(["ablate", "--run", TinyRun.path(), "--json", "--count", "8", "--texts", "4"])
    #expect(command.status == 0, "\(command.errors)")
    let lines = try command.lines.map { try decoded($0, as: Ablated.self) }
    #expect(lines.count == 2 * (8 + 2 + 2 + 2))
    #expect(Set(lines.map(\.component)) == ["head", "attention", "mlp", "block"])
    for line in lines {
      #expect((line.head != nil) == (line.component == "head") && line.n == 8)
      #expect(abs(line.baseline - line.accuracy - line.loss) < 1e-9)
      #expect(line.lossLow <= line.loss && line.loss <= line.lossHigh)
    }
    let some = try Command([
      "ablate", "--run", TinyRun.path(), "--json", "--count", "8", "--components", "mlp", "--ablations", "zero",
    ])
    #expect(some.lines.count == 2)
  }

  private struct Attention: Decodable {
    let layer: Int
    let head: Int
    let walls: Double
    let robots: Double
    let markers: Double
    let outputs: Double
    let program: Double
    let rest: Double
    let positions: Int
    let programs: Int
  }

  @Test func everyHeadIsSummarised() throws {
    let command = try Command(["attention", "--run", TinyRun.path(), "--json", "--count", "12"])
    #expect(command.status == 0, "\(command.errors)")
    let lines = try command.lines.map { try decoded($0, as: Attention.self) }
    #expect(lines.map { $0.layer * 4 + $0.head } == Array(0..<8))
    for line in lines {
      let sum = line.walls + line.robots + line.markers + line.outputs + line.program + line.rest
      #expect(abs(sum - 1) < 1e-4 && line.programs == 12 && line.positions >= 12)
    }
  }

  @Test(arguments: [
    (["activations", "--specs", "-", "--hooks", "blocks.0.hook_q", "--out", "x"], "--hooks: found 'blocks.0.hook_q'"),
    (["patch", "--from", "wall", "--positions", "example-6"], "--positions: found 'example-6', expected ops, all"),
    (["patch", "--from", "wall", "--layers", "-1"], "--layers: found '-1', expected all or numbers from 0"),
    (["patch", "--from", "wall", "--count", "0"], "--count: found 0, expected 1 to 10000"),
    (["patch", "--from", "shuffle", "--example", "2"], "--example: found with --from shuffle, expected wall, turn or"),
    (["patch", "--from", "wall", "--example", "0"], "--example: found '0', expected all, or 1 to 5"),
    (["ablate", "--components", "layer"], "--components: found 'layer', expected head, attention, mlp, block"),
    (["attention", "--count", "10001"], "--count: found 10001, expected 1 to 10000"),
  ])
  func misuseIsExplained(_ arguments: [String], _ message: String) throws {
    let command = try Command(arguments)
    #expect(command.status == 64 && command.errors.contains(message), "\(command.errors)")
  }

  @Test func whatIsNotThereIsNamed() throws {
    let run = try TinyRun.path()
    let cases: [([String], String, String)] = [
      (["patch", "--from", "wall", "--layers", "2"], "", "--layers: found 2, expected 0 to 1"),
      (
        ["activations", "--specs", "-", "--hooks", "blocks.2.hook_resid_pre", "--out", "/nowhere/x"], "",
        "--hooks: found blocks.2.hook_resid_pre, expected blocks 0 to 1"
      ),
      (
        ["activations", "--specs", "-", "--hooks", "logits", "--out", "/nowhere/x"], "",
        "/nowhere/x: found \"No such file or directory\", expected to create it; create its folder first"
      ),
    ]
    for (arguments, input, message) in cases {
      let command = try Command(arguments + ["--run", run], input: input)
      #expect(command.status == 1 && command.errors.contains(message), "\(command.errors)")
    }
    let line = try Self.specifications(1)
    try withFolder { folder in
      let command = try Command(
        [
          "activations", "--run", run, "--specs", "-", "--hooks", "logits", "--out", folder.appending(path: "x").path,
        ], input: line + line)
      #expect(
        command.errors.contains(
          "standard input: line 2: index: found 0 a second time, expected another number on every line"))
    }
    try withFile(line.replacing("\"index\":0", with: "\"index\":10000")) { file in
      let command = try Command(["patch", "--run", run, "--from", file])
      #expect(
        command.errors.contains("line 1: index: found 10000, expected that of a test specification, 0 to 9999"))
    }
  }
}
