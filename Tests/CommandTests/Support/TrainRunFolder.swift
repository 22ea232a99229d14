import Foundation

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

/// The bytes of a checkpoint's parameters and of its optimizer's state.
func checkpoint(_ run: URL, step: Int) throws -> [Data] {
  let folder = run.appending(path: String(format: "checkpoints/step-%06d", step))
  return try ["model.safetensors", "optimizer.safetensors"].map { try Data(contentsOf: folder.appending(path: $0)) }
}

/// What a test reads of a line of metrics.
struct MetricsLine: Decodable {
  let step: Int
  let samples: Int
}

/// The lines of a run's metrics.
func lines(_ run: URL) throws -> [MetricsLine] {
  let text = try String(contentsOf: run.appending(path: "metrics.jsonl"), encoding: .utf8)
  return try text.split(separator: "\n").map { try JSONDecoder().decode(MetricsLine.self, from: Data($0.utf8)) }
}
