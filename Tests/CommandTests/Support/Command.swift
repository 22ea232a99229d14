import Foundation

/// One run of the built program: what it wrote and how it ended.
struct Command {
  let output: String
  let errors: String
  /// The exit status, or 128 and the signal that ended it, as a shell reports it.
  let status: Int32

  /// The lines of ``output``.
  var lines: [Substring] { output.split(separator: "\n") }

  /// The bundled runs of this package.
  static let assets = URL(fileURLWithPath: #filePath).appending(path: "../../../../assets").standardizedFileURL

  /// Runs the program with `arguments`, gives it `input` on standard input, and waits for its end.
  init(_ arguments: [String], input: String = "") throws {
    self = try Command.shell("exec \"$0\" \"$@\"", arguments, input: input)
  }

  /// Runs a line of shell in which `"$0"` is the program and `"$@"` are `arguments`.
  ///
  /// - Parameter limit: The time limit in seconds, enforced by SIGKILL; nil for none.
  static func shell(
    _ line: String, _ arguments: [String] = [], input: String = "", limit: Int? = nil
  ) throws -> Command {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-c", line, try program().path] + arguments
    let folder = FileManager.default.temporaryDirectory.appending(path: "karelscope-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // Files rather than pipes: neither side ever waits for the other.
    let (inputFile, outputFile, errorFile) = (
      folder.appending(path: "input"), folder.appending(path: "output"), folder.appending(path: "errors")
    )
    try Data(input.utf8).write(to: inputFile)
    for file in [outputFile, errorFile] { try Data().write(to: file) }
    process.standardInput = try FileHandle(forReadingFrom: inputFile)
    process.standardOutput = try FileHandle(forWritingTo: outputFile)
    process.standardError = try FileHandle(forWritingTo: errorFile)
    try process.run()
    let identifier = process.processIdentifier
    let end = DispatchWorkItem { kill(identifier, SIGKILL) }
    if let limit { DispatchQueue.global().asyncAfter(deadline: .now() + .seconds(limit), execute: end) }
    process.waitUntilExit()
    end.cancel()
    return Command(
      output: try String(contentsOf: outputFile, encoding: .utf8),
      errors: try String(contentsOf: errorFile, encoding: .utf8),
      status: process.terminationStatus + (process.terminationReason == .uncaughtSignal ? 128 : 0))
  }

  private init(output: String, errors: String, status: Int32) {
    self.output = output
    self.errors = errors
    self.status = status
  }

  /// The program that was built with these tests: it lies beside the test bundle.
  static func program() throws -> URL {
    let candidates =
      [Bundle.main.bundleURL, URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()]
      + Bundle.allBundles.map { $0.bundleURL.deletingLastPathComponent() }
    for folder in candidates {
      let program = folder.appending(path: "karelscope")
      if FileManager.default.isExecutableFile(atPath: program.path) { return program }
    }
    throw MissingProgram(folders: candidates.map(\.path))
  }
}

/// The program was not found where the tests were built.
struct MissingProgram: Error {
  let folders: [String]
}

/// A file with `text` for the time that `body` runs.
func withFile<Result>(_ text: String, _ body: (String) throws -> Result) throws -> Result {
  let file = FileManager.default.temporaryDirectory.appending(path: "karelscope-\(UUID().uuidString).txt")
  try Data(text.utf8).write(to: file)
  defer { try? FileManager.default.removeItem(at: file) }
  return try body(file.path)
}
