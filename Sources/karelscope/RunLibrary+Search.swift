import Beliefs
import Experiments
import Foundation
import Probing
import Screens

extension RunLibrary {
  /// How deep runs are looked for under a folder, and in how many folders at most.
  private static let (depth, folderLimit) = (4, 5000)

  /// The bundled run, those under `folders`, and the others that are bundled.
  ///
  /// - Parameter isLoaded: Whether a checkpoint's model is in memory.
  init(searching folders: [URL], isLoaded: (RunReference, _ step: Int) -> Bool) {
    let bundled = BundledRun.all()
    var places: [URL] = []
    for place in bundled.prefix(1) + folders.flatMap(RunLibrary.runFolders) + bundled.dropFirst()
    where !places.contains(where: { $0.resolvingSymlinksInPath().path == place.resolvingSymlinksInPath().path }) {
      places.append(place)
    }
    self.init(
      folders: folders.map(\.path) + (bundled.isEmpty ? BundledRun.placeNames : []),
      runs: places.map { place in
        let reference = RunReference(path: place.path, name: place.standardizedFileURL.lastPathComponent)
        let content: Content
        do {
          content = .run(try Facts(RunDirectory(place)) { isLoaded(reference, $0) })
        } catch let error as RunError {
          content = .broken(reason: error.problem)
        } catch {
          content = .broken(reason: "\(error)")
        }
        return Entry(reference: reference, isBundled: bundled.contains { $0.path == place.path }, content: content)
      })
  }

  /// The folders that hold a `run.json`, by their paths; nothing is looked for inside a run.
  private static func runFolders(under folder: URL) -> [URL] {
    var found: [URL] = []
    var waiting = [(url: folder, depth: 0)]
    var visited = 0
    while visited < folderLimit, !waiting.isEmpty {
      let (url, depth) = waiting.removeFirst()
      visited += 1
      let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
      if names.contains("run.json") {
        found.append(url)
      } else if depth < RunLibrary.depth {
        for name in names.sorted() where !name.hasPrefix(".") {
          let child = url.appendingPathComponent(name)
          let values = try? child.resourceValues(forKeys: [.isDirectoryKey, .isSymbolicLinkKey])
          if values?.isDirectory == true, values?.isSymbolicLink != true { waiting.append((child, depth + 1)) }
        }
      }
    }
    return found.sorted { $0.path < $1.path }
  }
}

extension RunLibrary.Facts {
  fileprivate init(_ run: RunDirectory, isLoaded: (Int) -> Bool) throws {
    let preset = run.configuration.preset
    let (steps, metrics) = (run.checkpointSteps, try run.metrics())
    // By one measure, so that lines can be compared: what trainings take of themselves.
    func accuracy(_ step: Int) throws -> Double? {
      try (metrics.last { $0.step == step }?.evaluation ?? run.keptEvaluation(step)?.evaluation)?.generativeAccuracy
    }
    self.init(
      preset: preset.name, seed: run.configuration.seed,
      model:
        "CodeGen, width \(preset.model.width), \(preset.model.layerCount) layers, \(preset.model.encoding.rawValue) encoding",
      stepsDone: max(metrics.last?.step ?? 0, steps.last ?? 0), steps: preset.steps,
      samples: metrics.last?.samples ?? steps.last.map { $0 * preset.batchSize },
      accuracy: try (metrics.last { $0.evaluation != nil }?.step ?? steps.last).flatMap(accuracy),
      isLive: run.isLocked,
      checkpoints: try steps.map { step in
        RunLibrary.Checkpoint(
          step: step, samples: step * preset.batchSize, bytes: run.checkpointSize(step),
          probes: run.keptProbeTitles(step),
          accuracy: try accuracy(step), isLoaded: isLoaded(step))
      })
  }
}

extension RunDirectory {
  /// The titles of the probes of a checkpoint that views show.
  fileprivate func keptProbeTitles(_ step: Int) -> [String] {
    keptProbes(step).map { key in
      let title = ProbeName(kind: key.kind.rawValue, frame: key.frame).title
      return key.semantics == .original ? title : title + "·" + key.semantics.name
    }
  }
}
