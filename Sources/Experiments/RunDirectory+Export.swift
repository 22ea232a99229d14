import Files
import Foundation
import LanguageModel

extension RunDirectory {
  /// Exports a copy for distribution: configuration, metrics, sample programs, and the checkpoints after `steps` steps
  /// without optimizer state, each with its probes and evaluation.
  ///
  /// The copy is created atomically. Every checkpoint in it has been read and is known to be valid.
  ///
  /// - Parameters:
  ///   - steps: The steps of existing checkpoints.
  ///   - precision: The precision of models and probes in the copy.
  ///   - folder: Must not exist yet.
  /// - Throws: ``RunError`` if it exists; errors of reading checkpoints and writing files.
  public func export(_ steps: [Int], precision: Checkpoint.Precision = .single, to folder: URL) throws {
    let files = FileManager.default
    guard !files.fileExists(atPath: folder.path) else {
      throw RunError(file: folder, problem: "already exists, expected a new folder")
    }
    try AtomicDirectory.write(to: folder) { partial in
      let copy = try RunDirectory(creating: partial, configuration)
      let metrics = try metricsLog().lines
      try copy.append(metrics)
      func copyFile(_ source: URL, to target: URL) throws {
        guard files.fileExists(atPath: source.path) else { return }
        try RunDirectory.makeFolder(target.deletingLastPathComponent())
        do {
          try files.copyItem(at: source, to: target)
        } catch {
          throw FileError(source, expected: "to copy it", error)
        }
      }
      for step in Set(metrics.filter { $0.evaluation != nil }.map(\.step)).union(steps).sorted() {
        try copyFile(samples(step), to: copy.samples(step))
      }
      for step in steps {
        try requireModel(step)
        try Checkpoint.copy(checkpoint(step), to: copy.checkpoint(step), precision: precision)
        try copyFile(probes(step), to: copy.probes(step))
        try copyFile(evaluationFile(step), to: copy.evaluationFile(step))
        if precision == .half {
          let probes = (try? files.contentsOfDirectory(at: copy.probes(step), includingPropertiesForKeys: nil)) ?? []
          for file in probes where file.pathExtension == "safetensors" { try SafeTensors.convertToFloat16(file) }
        }
      }
    }
  }

  /// The size of a checkpoint's folder in bytes.
  public func checkpointSize(_ step: Int) -> Int {
    let files = FileManager.default.enumerator(at: checkpoint(step), includingPropertiesForKeys: [.fileSizeKey])
    return (files?.allObjects ?? []).reduce(0) { total, file in
      total + ((try? (file as? URL)?.resourceValues(forKeys: [.fileSizeKey]).fileSize) ?? 0)
    }
  }
}
