import Corpus
import Foundation
import Testing

/// The built program on runs of which a file was spoilt, and on spoilt specifications and settings: it ends by itself within
/// ``FuzzedRun/limit`` seconds, says what is wrong in words, names the run or the file, and steers no terminal.
@Suite(.serialized) struct FuzzCommandTests {
  private static func check(
    _ line: String, _ run: FuzzedRun, naming names: [String], specifications: String = "", settings: String? = nil,
    _ comment: String
  ) throws {
    let command = try run.command(line, specifications: specifications, settings: settings)
    guard let fault = MessageRules.fault(in: command, naming: names) else { return }
    let folder = FileManager.default.temporaryDirectory.appending(path: "karelscope-fuzz-\(UUID().uuidString)")
    try FileManager.default.copyItem(at: run.url.deletingLastPathComponent(), to: folder)
    Issue.record(
      "\(line), \(comment): \(fault): \(command.errors.prefix(600)); everything that it read: \(folder.path)")
  }

  @Test func pastFaultsStayMended() throws {
    try FuzzedRun.with { run in
      for line in [#"{"index":1e400}"#, "\"\u{9B}31m"] {
        try Self.check(
          "generate --specs SPECS --run RUN", run, naming: ["specs.jsonl"], specifications: line, "no record")
      }
      for fault in PastFault.all {
        let file = try FuzzedRun.file(fault.path)
        for line in file.commands.suffix(1) {
          try run.with(fault.content(run.content(file)), in: file) {
            try Self.check(line, run, naming: file.names, fault.what)
          }
        }
      }
    }
  }

  @Test func commandsEndWell() throws {
    let specifications = try Command(["corpus", "--seed", "5", "--count", "2"]).output + Self.flat
    let files = FuzzedRun.files.filter { !$0.commands.isEmpty }
    try FuzzedRun.with { run in
      try FuzzBudget.run("commands", count: 60) { number, random in
        let comment = "seed \(FuzzBudget.seed), mutation \(number)"
        switch random.next(below: 8) {
        case 0:
          let text = Mutation.lines.apply(to: Data(specifications.utf8), &random)
          let line = random.element(of: ["generate --specs SPECS --run RUN", "eval --specs SPECS --run RUN"])
          try Self.check(
            line, run, naming: ["specs.jsonl"], specifications: String(decoding: text, as: UTF8.self), comment)
        case 1:
          let text = Mutation.json.apply(to: Data(Self.settings.utf8), &random)
          let line = random.element(of: ["watch --once --run RUN", "info --run RUN"])
          try Self.check(
            line, run, naming: ["settings"], settings: String(decoding: text, as: UTF8.self), comment)
        default:
          let file = random.element(of: files)
          let mutation = random.next(below: 6) == 0 ? Mutation.bytes : file.mutation
          let changed = mutation.apply(to: try run.content(file), &random)
          try run.with(changed, in: file) {
            try Self.check(
              random.element(of: file.commands), run, naming: file.names,
              specifications: specifications, comment)
          }
        }
      }
    }
  }

  /// A training takes up what it finds, or says what is wrong with it. Each begins with a run of its own, since one that goes
  /// on writes into it.
  @Test(arguments: [
    "optimizer.safetensors", "config.json", "model.safetensors",
  ]) func trainingsEndWell(_ name: String) throws {
    let file = try FuzzedRun.file("checkpoints/step-000060/\(name)")
    let more = PastFault(what: "a step is left", path: "run.json", edit: .field("steps", "61"))
    try FuzzBudget.run("train \(name)", count: 8, share: 1 / 3) { number, random in
      try FuzzedRun.with { run in
        let mutation = random.next(below: 6) == 0 ? Mutation.bytes : file.mutation
        let changed = mutation.apply(to: try run.content(file), &random)
        try more.content(run.content(FuzzedRun.file(more.path))).write(to: run.url.appending(path: more.path))
        try run.with(changed, in: file) {
          try Self.check(
            "train --out RUN --resume", run, naming: file.names, "seed \(FuzzBudget.seed), mutation \(number)")
        }
      }
    }
  }

  private static let settings =
    #"{"theme":"dark","color":"auto","ascii":true,"mouse":false,"speed":4,"probe":"linear-start"}"#

  /// A record as the paper's own generator writes it.
  private static let flat: String = {
    let input = #"########\n#......#\n#......#\n#..#...#\n#...#..#\n#......#\n#..>...#\n########"#
    let output = #"########\n#......#\n#......#\n#..#...#\n#...#..#\n#......#\n#...>..#\n########"#
    let fields = (0..<5).map { "\"input\($0)\":\"\(input)\",\"output\($0)\":\"\(output)\"" }
    return "{" + fields.joined(separator: ",") + #","code":"def run(): move()"}"# + "\n"
  }()
}
