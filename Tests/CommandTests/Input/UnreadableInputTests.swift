import Foundation
import Testing

/// Every file that the program reads, spoilt in the ways in which files are: what cannot be used is refused in one line that
/// says file, what was found, what was expected and what to do; of a log, what is still good is used and the rest is told.
@Suite(.serialized) struct UnreadableInputTests {
  /// What is done to a file.
  enum Spoiling: String, CaseIterable, CustomTestStringConvertible, Sendable {
    case missing, linkedToItself, folder, empty, cut, otherType, outOfRange
    /// Root may read it nevertheless.
    case unreadable

    static let always = allCases.filter { $0 != .unreadable }

    var testDescription: String { rawValue }
  }

  enum Outcome: Sendable {
    /// The command ends with an error.
    case refused
    /// It goes on, and says what is wrong in a warning or on screen.
    case told
    /// Nothing is wrong with that.
    case taken
  }

  /// A file and the commands that read it; `RUN` stands for the run's folder, `BESIDE` for the one around it.
  struct Reader: CustomTestStringConvertible, Sendable {
    /// Below the folder around the run's.
    let path: String
    let commands: [String]
    /// Where the file holds no value of another type or beyond a range, nil.
    var otherType: PastFault.Edit?
    var outOfRange: PastFault.Edit?
    /// What comes of each, where it is not refused.
    var outcomes: [Spoiling: Outcome] = [:]
    /// What messages name, where that is not the file.
    var name: String?
    /// How the run is changed before the file is spoilt: the file, a field of it and the value.
    var change: PastFault?

    var testDescription: String { path }
  }

  private static let step = "step-000060"

  /// A log goes on without a line, and without a file.
  private static let log: [Spoiling: Outcome] = [
    .missing: .taken, .empty: .taken, .cut: .told, .otherType: .told, .outOfRange: .told,
  ]

  static let readers = [
    Reader(
      path: "run/run.json",
      commands: [
        "info --run RUN", "step --once --run RUN", "metrics --run RUN", "report --run RUN",
        "eval --count 2 --run RUN", "train --out RUN --resume", "export --run RUN --out BESIDE/copy",
      ],
      otherType: .field("seed", "\"one\""), outOfRange: .field("steps", "10")),
    Reader(
      path: "run/metrics.jsonl", commands: ["metrics --run RUN", "info --run RUN"],
      otherType: .field("step", "\"one\""), outOfRange: .field("step", "-1"), outcomes: log),
    Reader(
      path: "run/metrics.jsonl", commands: ["watch --once --size 200x60 --run RUN"],
      otherType: .field("step", "\"one\""), outOfRange: .field("step", "-1"), outcomes: log),
    Reader(
      path: "run/metrics.jsonl", commands: ["train --out RUN --resume"], otherType: .field("step", "\"one\""),
      outOfRange: .field("step", "-1"),
      // A line that is cut at the end is what any training leaves that was killed.
      outcomes: [.missing: .taken, .empty: .taken, .cut: .taken, .otherType: .told, .outOfRange: .told]),
    Reader(
      path: "run/samples/\(step).jsonl", commands: ["watch --once --size 200x60 --run RUN"],
      otherType: .field("index", "\"one\""), outOfRange: .field("index", "-1"), outcomes: log),
    Reader(
      path: "run/probes/\(step)/results.jsonl", commands: ["report --run RUN"],
      otherType: .field("n", "\"one\""), outOfRange: .field("n", "-1"),
      outcomes: [.cut: .told], name: "run"),
    Reader(
      path: "run/probes/\(step)/linear-original-start-mean-1-seed1.safetensors", commands: ["step --once --run RUN"],
      otherType: .field("dtype", "\"I64\""), outOfRange: .field("dtype", "7"), outcomes: [.missing: .taken]),
    Reader(
      path: "run/evaluations/\(step).json", commands: ["report --run RUN"],
      otherType: .field("count", "\"one\""), outOfRange: .field("count", "-1"), outcomes: [.missing: .taken]),
    Reader(
      path: "run/checkpoints/\(step)/config.json",
      commands: [
        "eval --count 2 --run RUN", "step --once --run RUN", "steer --run RUN", "bench infer --count 2 --run RUN",
        "export --run RUN --out BESIDE/copy", "train --out RUN --resume",
      ],
      otherType: .field("n_layer", "\"one\""), outOfRange: .field("n_positions", "256")),
    Reader(
      path: "run/checkpoints/\(step)/tokenizer.json", commands: ["eval --count 2 --run RUN"],
      otherType: .field("program", "\"one\""), outOfRange: .field("program", "-1"), outcomes: [.missing: .taken]),
    Reader(
      path: "run/checkpoints/\(step)/model.safetensors",
      commands: ["eval --count 2 --run RUN", "step --once --run RUN", "generate --specs BESIDE/given.jsonl --run RUN"],
      otherType: .field("dtype", "\"I64\""), outOfRange: .field("dtype", "7")),
    // Numbers so large that what is computed with them is not finite.
    Reader(
      path: "run/checkpoints/\(step)/model.safetensors",
      commands: [
        "eval --count 2 --run RUN", "eval --specs BESIDE/given.jsonl --run RUN", "step --once --run RUN",
        "generate --specs BESIDE/given.jsonl --run RUN", "bench infer --count 2 --run RUN",
        "probe --replace --probes linear --semantics original --training 4 --validation 4 --test 4 --run RUN",
        "probe --dump BESIDE/dump --layer 1 --training 4 --validation 4 --test 4 --run RUN",
        "steer --training 4 --validation 4 --test 4 --run RUN",
      ], outOfRange: .overflow, name: step),
    Reader(
      path: "run/checkpoints/\(step)/optimizer.safetensors", commands: ["train --out RUN --resume"],
      otherType: .field("dtype", "\"I64\""), outOfRange: .field("step", "\"-1\""),
      change: PastFault(what: "more steps", path: "run.json", edit: .field("steps", "61"))),
    Reader(
      path: "karelscope/settings.json", commands: ["info", "watch --once --size 200x60 --run RUN"],
      otherType: .field("speed", "\"one\""), outOfRange: .field("speed", "1000"),
      outcomes: [
        .missing: .taken, .linkedToItself: .told, .folder: .told, .empty: .told, .cut: .told, .otherType: .told,
        .outOfRange: .told, .unreadable: .told,
      ], name: "settings"),
    Reader(
      path: "given.jsonl",
      commands: [
        "eval --specs BESIDE/given.jsonl --run RUN", "step --once --specs BESIDE/given.jsonl --run RUN",
      ],
      otherType: .whole(Data("{\"inputs\":7,\"outputs\":[]}\n".utf8)),
      outOfRange: .whole(Data("{\"inputs\":[],\"outputs\":[]}\n".utf8))),
    Reader(
      path: "given.jsonl", commands: ["generate --specs BESIDE/given.jsonl --run RUN"],
      otherType: .whole(Data("[]\n".utf8)), outOfRange: .whole(Data("{\"inputs\":[],\"outputs\":[]}\n".utf8)),
      outcomes: [.empty: .taken]),
    Reader(
      path: "world.txt", commands: ["run --program move --world BESIDE/world.txt"],
      otherType: .whole(Data([0xFF, 0xFE])), outOfRange: .whole(Data("########\n#..11..#\n".utf8))),
  ]

  @Test(arguments: readers, Spoiling.always)
  func aSpoiltFileIsToldInWords(_ reader: Reader, _ spoiling: Spoiling) throws {
    try check(reader, spoiling)
  }

  @Test(.enabled(if: geteuid() != 0, "root may read every file"), arguments: readers)
  func aFileWithoutPermissionIsToldInWords(_ reader: Reader) throws {
    try check(reader, .unreadable)
  }

  private func check(_ reader: Reader, _ spoiling: Spoiling) throws {
    for line in reader.commands {
      try FuzzedRun.with { run in
        let folder = run.url.deletingLastPathComponent()
        try Self.addInputs(to: folder)
        if let change = reader.change {
          let file = try FuzzedRun.file(change.path)
          try change.content(run.content(file)).write(to: run.url.appending(path: file.path))
        }
        let file = folder.appending(path: reader.path)
        guard try Self.spoil(file, spoiling, reader) else { return }
        let arguments = line.split(separator: " ").map {
          String($0).replacing("BESIDE", with: folder.path).replacing("RUN", with: run.url.path)
        }
        let command = try Command.shell(
          "XDG_CONFIG_HOME='\(folder.path)' LC_ALL=C.UTF-8 exec \"$0\" \"$@\"", arguments, limit: FuzzedRun.limit)
        let fault = Self.fault(
          in: command, spoiling, reader.outcomes[spoiling] ?? .refused, naming: reader.name ?? file.lastPathComponent)
        if let fault { Issue.record("\(line): \(fault): \(command.status): \(command.errors)") }
      }
    }
  }

  /// What lies beside the run: specifications, a world and settings.
  private static func addInputs(to folder: URL) throws {
    let settings = folder.appending(path: "karelscope")
    try FileManager.default.createDirectory(at: settings, withIntermediateDirectories: true)
    try Data(#"{"theme":"dark","speed":4}"#.utf8).write(to: settings.appending(path: "settings.json"))
    try Data(Command(["corpus", "--seed", "5", "--count", "1"]).output.utf8)
      .write(to: folder.appending(path: "given.jsonl"))
    let world = ["########", "#......#", "#.>....#", "#......#", "#......#", "#......#", "#......#", "########"]
    try Data((world.joined(separator: "\n") + "\n").utf8).write(to: folder.appending(path: "world.txt"))
  }

  /// - Returns: Whether the file can be spoilt so.
  private static func spoil(_ file: URL, _ spoiling: Spoiling, _ reader: Reader) throws -> Bool {
    let content = try Data(contentsOf: file)
    let changed: Data
    switch spoiling {
    case .unreadable:
      try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: file.path)
      return true
    case .missing, .linkedToItself, .folder:
      try FileManager.default.removeItem(at: file)
      if spoiling == .folder { try FileManager.default.createDirectory(at: file, withIntermediateDirectories: false) }
      if spoiling == .linkedToItself {
        try FileManager.default.createSymbolicLink(at: file, withDestinationURL: file)
      }
      return true
    case .empty: changed = Data()
    case .cut: changed = content.prefix(content.count / 2)
    case .otherType, .outOfRange:
      guard let edit = spoiling == .otherType ? reader.otherType : reader.outOfRange else { return false }
      let fault = PastFault(what: spoiling.rawValue, path: reader.path, edit: edit)
      if case .field = edit, file.pathExtension == "safetensors" {
        changed = try withHeader(of: content) { try fault.content($0) }
      } else {
        changed = try fault.content(content)
      }
    }
    try changed.write(to: file)
    return true
  }

  /// A safetensors file with another header.
  private static func withHeader(of content: Data, _ change: (Data) throws -> Data) rethrows -> Data {
    let length = content.prefix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    let header = try change(content.dropFirst(8).prefix(length))
    return Data((0..<8).map { UInt8(header.count >> ($0 * 8) & 255) }) + header + content.dropFirst(8 + length)
  }

  /// What is wrong with what a command wrote; nil if nothing is.
  private static func fault(
    in command: Command, _ spoiling: Spoiling, _ outcome: Outcome, naming name: String
  ) -> String? {
    if let fault = MessageRules.fault(in: command, naming: [name]) { return fault }
    let lines = command.errors.split(separator: "\n")
    let texts = command.errors + command.output
    switch outcome {
    case .taken:
      if command.status != 0 { return "refused" }
    case .told:
      if command.status != 0 { return "refused" }
      if !texts.contains("found ") || !texts.contains(name) { return "not told: \(command.output)" }
    case .refused:
      guard command.status != 0 else { return "not refused: \(command.output)" }
      let errors = lines.filter { $0.hasPrefix("error: ") }
      if errors.count != 1 || lines.contains(where: { !$0.hasPrefix("error: ") && !$0.hasPrefix("warning: ") }) {
        return "not one line"
      }
      if !errors[0].contains("found ") || !errors[0].contains("expected ") { return "does not say found and expected" }
      // Where a value is wrong, what is expected says it.
      let isOfWholeFile = [.missing, .linkedToItself, .folder, .unreadable].contains(spoiling)
      if isOfWholeFile, !["; ", "`karelscope"].contains(where: errors[0].contains) { return "has no remedy" }
    }
    return nil
  }
}
