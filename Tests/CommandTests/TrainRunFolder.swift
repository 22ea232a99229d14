import Foundation

/// An empty folder for the time that `body` runs.
func withFolder<Result>(_ body: (URL) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appending(path: "karelscope-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder)
}

/// The paths of all files in a folder, in order.
func files(_ folder: URL) throws -> [String] {
  try contents(folder).keys.sorted()
}

/// What each file in a folder holds, by its path.
func contents(_ folder: URL) throws -> [String: Data] {
  let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
  return Dictionary(
    uniqueKeysWithValues: paths.compactMap { path in
      (try? Data(contentsOf: folder.appending(path: path))).map { (path, $0) }
    })
}

/// The model of a run's checkpoint.
func model(_ run: URL, step: Int) throws -> Data {
  try Data(contentsOf: run.appending(path: String(format: "checkpoints/step-%06d/model.safetensors", step)))
}

/// What a test reads of a line of metrics.
struct MetricsLine: Decodable {
  let step: Int
}

/// The lines of a run's metrics.
func lines(_ run: URL) throws -> [MetricsLine] {
  let text = try String(contentsOf: run.appending(path: "metrics.jsonl"), encoding: .utf8)
  return try text.split(separator: "\n").map { try JSONDecoder().decode(MetricsLine.self, from: Data($0.utf8)) }
}
