import Foundation
import Testing

/// A copy of ``TinyRun`` with everything that a run's folder may hold, of which one file after another is spoilt.
struct FuzzedRun {
  let url: URL

  /// A file of the run, and what may be done to it so that it is still nearly one.
  struct File: Hashable, CustomTestStringConvertible {
    let path: String
    let mutation: Mutation
    /// What reads it from the command line; `RUN` stands for the run's folder.
    let commands: [String]
    /// What messages say instead of the file's name where it can be read and only what it says cannot be used.
    var otherWords: [String] = []
    /// What messages about it name: one of these.
    var names: [String] { [URL(fileURLWithPath: path).lastPathComponent] + otherWords }
    var testDescription: String { path }
  }

  static let step = 60
  private static let folder = "step-000060"
  private static let screens = [
    "watch --once --run RUN", "library --once --run RUN", "step --once --run RUN", "compare --script v --run RUN",
    "watch --script g --run RUN",
  ]
  private static let modelCommands = [
    "step --once --run RUN", "info --run RUN", "generate --specs SPECS --run RUN", "eval --count 3 --run RUN",
    "compare --once --run RUN",
  ]
  static let files = [
    File(
      path: "run.json", mutation: .json,
      commands: screens + modelCommands + ["metrics --run RUN", "report --run RUN", "metrics --json --run RUN"]),
    File(
      path: "metrics.jsonl", mutation: .lines,
      commands: screens + [
        "metrics --run RUN", "metrics --json --run RUN", "info --run RUN",
      ]),
    File(path: "samples/\(folder).jsonl", mutation: .lines, commands: screens),
    File(
      path: "evaluations/\(folder).json", mutation: .json,
      commands: screens + ["metrics --run RUN", "info --run RUN", "report --run RUN"]),
    File(
      path: "probes/\(folder)/results.jsonl", mutation: .lines,
      commands: screens + ["report --run RUN", "report --json --all --run RUN", "report --html OUT --run RUN"],
      otherWords: [": found no probe results of ", ": found only probe results of "]),
    File(
      path: "probes/\(folder)/linear-original-start-mean-1-seed1.safetensors", mutation: .safeTensors,
      commands: screens + ["compare --once --run RUN"]),
    File(path: "checkpoints/\(folder)/config.json", mutation: .json, commands: modelCommands),
    File(path: "checkpoints/\(folder)/tokenizer.json", mutation: .json, commands: modelCommands),
    File(
      path: "checkpoints/\(folder)/model.safetensors", mutation: .safeTensors, commands: modelCommands,
      otherWords: ["/checkpoints/\(folder): ", " that is not finite, "]),
    File(
      path: "checkpoints/\(folder)/optimizer.safetensors", mutation: .safeTensors, commands: [],
      otherWords: [" that is not finite, "]),
  ]

  /// The file of some name.
  static func file(_ path: String) throws -> File { try #require(files.first { $0.path == path }) }

  /// What a run's folder holds of `file` before it is spoilt.
  func content(_ file: File) throws -> Data { try Data(contentsOf: url.appending(path: file.path)) }

  /// Has another content in a file for the time that `body` runs. The file is another one, so that whoever has mapped the one
  /// before into memory keeps it.
  func with<Result>(_ content: Data, in file: File, _ body: () throws -> Result) throws -> Result {
    let (place, aside) = (url.appending(path: file.path), url.appending(path: "aside"))
    try FileManager.default.moveItem(at: place, to: aside)
    defer {
      try? FileManager.default.removeItem(at: place)
      try? FileManager.default.moveItem(at: aside, to: place)
    }
    try content.write(to: place)
    return try body()
  }
}

extension FuzzedRun {
  /// The most seconds that a command may take.
  static let limit = 20

  /// Runs `body` with a run that has probes, their results and a kept evaluation, made once for all tests.
  static func with<Result>(_ body: (FuzzedRun) throws -> Result) throws -> Result {
    try withFolder { folder in
      let copy = folder.appending(path: "run")
      try FileManager.default.copyItem(atPath: try made.get().path, toPath: copy.path)
      return try body(FuzzedRun(url: copy))
    }
  }

  private static let home = FileManager.default.temporaryDirectory.appending(path: "karelscope-\(UUID().uuidString)")

  private static let made = Result {
    atexit { try? FileManager.default.removeItem(at: FuzzedRun.home) }
    try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
    let run = try TinyRun.copy(to: home)
    for arguments in [
      [
        "probe", "--probes", "linear", "--semantics", "original", "--training", "24", "--validation", "8", "--test",
        "12",
      ],
      ["eval", "--count", "4", "--keep"],
    ] {
      let command = try Command(arguments + ["--run", run.path, "--checkpoint", "\(step)"])
      guard command.status == 0 else { throw FailedTraining(errors: command.errors) }
    }
    return run
  }

  /// Runs a command of ``File/commands`` on this run; what else it reads and writes lies beside it.
  ///
  /// - Parameter specifications: The content of the file of specifications.
  func command(_ line: String, specifications: String = "", settings: String? = nil) throws -> Command {
    let folder = url.deletingLastPathComponent()
    let places = ["RUN": url, "SPECS": folder.appending(path: "specs.jsonl"), "OUT": folder.appending(path: "out")]
    try Data(specifications.utf8).write(to: folder.appending(path: "specs.jsonl"))
    let settingsFile = folder.appending(path: "karelscope/settings.json")
    try FileManager.default.createDirectory(
      at: settingsFile.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data((settings ?? "{}").utf8).write(to: settingsFile)
    let arguments = line.split(separator: " ").map { places[String($0)]?.path ?? String($0) }
    return try Command.shell(
      "XDG_CONFIG_HOME='\(folder.path)' LC_ALL=C.UTF-8 exec \"$0\" \"$@\"", arguments, limit: FuzzedRun.limit)
  }
}
