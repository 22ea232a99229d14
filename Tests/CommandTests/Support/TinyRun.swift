import Foundation

/// A run of the preset `tiny` under seed 3, trained once for all tests: checkpoints 20, 40 and 60.
enum TinyRun {
  /// Its path; the tests that ask for it only read it.
  static func path() throws -> String { try trained.get().path }

  /// A copy for a test to change, in `folder`.
  static func copy(to folder: URL) throws -> URL {
    let copy = folder.appending(path: "run")
    try FileManager.default.copyItem(atPath: try path(), toPath: copy.path)
    return copy
  }

  private static let folder = FileManager.default.temporaryDirectory.appending(path: "karelscope-\(UUID().uuidString)")

  private static let trained = Result {
    atexit { try? FileManager.default.removeItem(at: TinyRun.folder) }
    let command = try Command(["train", "--preset", "tiny", "--seed", "3", "--out", folder.path])
    guard command.status == 0 else { throw FailedTraining(errors: command.errors) }
    return folder
  }
}

/// The run for the tests could not be trained.
struct FailedTraining: Error {
  let errors: String
}

/// A new folder for the time that `body` runs.
func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(path: "karelscope-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}

/// The one JSON value of type `Value` that `text` holds.
func decoded<Value: Decodable>(_ text: some StringProtocol, as type: Value.Type = Value.self) throws -> Value {
  let decoder = JSONDecoder()
  decoder.keyDecodingStrategy = .convertFromSnakeCase
  return try decoder.decode(type, from: Data(text.utf8))
}
