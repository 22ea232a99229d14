import Corpus
import Experiments
import Foundation
import LanguageModel

extension Preset {
  /// An even smaller `tiny` preset, evaluated and saved after 25 and 250 steps and at the end.
  static func small(steps: Int) -> Preset {
    var preset = Preset.tiny
    preset.name = "small"
    preset.model = Configuration(
      encoding: .coordinates, contextLength: 512, width: 16, layerCount: 1, headCount: 4, rotaryDimension: 4)
    preset.batchSize = 6
    preset.checkpointSteps = [25, 250]
    preset.evaluationCount = 12
    preset.setSteps(steps)
    return preset
  }
}

/// A run in a temporary folder.
struct SmallRun {
  let folder: TemporaryFolder
  let run: RunDirectory
  var url: URL { run.url }

  init(_ preset: Preset, seed: UInt64 = 1) throws {
    folder = try TemporaryFolder()
    run = try RunDirectory(
      creating: folder.url.appendingPathComponent("run"),
      RunConfiguration(version: "test", seed: seed, preset: preset))
  }

  /// Trains to the end, or until after step `last`.
  func train(to last: Int = .max, threads: Int = 1) throws {
    try TrainingJob(run, threads: threads).train { progress in
      if case .step(let step) = progress, step.step >= last { .stop } else { .proceed }
    }
  }

  /// The paths of all files and folders in the run, and the files' contents.
  func contents() throws -> [String: Data] {
    var contents: [String: Data] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: url.path) {
      contents[path] = FileManager.default.contents(atPath: url.appendingPathComponent(path).path) ?? Data()
    }
    return contents
  }

  /// The contents of a file.
  func data(_ path: String) throws -> Data { try Data(contentsOf: url.appendingPathComponent(path)) }

  /// Overwrites a file.
  ///
  /// - Parameter inPlace: Whether to keep the same inode.
  func write(_ text: String, to path: String, inPlace: Bool = false) throws {
    let file = url.appendingPathComponent(path)
    guard inPlace else { return try Data(text.utf8).write(to: file, options: .atomic) }
    let handle = try FileHandle(forWritingTo: file)
    defer { try? handle.close() }
    try handle.truncate(atOffset: 0)
    try handle.write(contentsOf: Data(text.utf8))
  }

  /// The lines of the metrics without times.
  func timelessMetrics() throws -> [Metrics] {
    try run.metricsLog().lines.map { metrics in
      var metrics = metrics
      metrics.seconds = 0
      metrics.processorSeconds = 0
      return metrics
    }
  }
}
