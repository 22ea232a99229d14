import Beliefs
import Experiments
import Files
import Foundation
import Probing
import Screens

extension RunCatalog {
  /// The limits of the search under a folder: its depth, and the number of folders.
  private static let (depth, folderLimit) = (4, 5000)

  /// The default bundled run, those under `folders`, and the other bundled ones, without loading them.
  init(searching folders: [URL]) {
    let bundled = BundledRun.all()
    var places: [URL] = []
    var paths: Set<String> = []
    for place in bundled.prefix(1) + folders.flatMap(RunCatalog.runFolders) + bundled.dropFirst()
    where paths.insert(place.resolvingSymlinksInPath().path).inserted {
      places.append(place)
    }
    let bundledPaths = Set(bundled.map(\.path))
    self.init(
      folders: folders.map(\.path) + (bundled.isEmpty ? BundledRun.placeNames : []),
      runs: places.map { place in
        Entry(
          reference: RunReference(path: place.path, name: place.standardizedFileURL.lastPathComponent),
          isBundled: bundledPaths.contains(place.path), content: .unread)
      })
  }

  /// Loads summaries: of the first run, and of as many others as can be read within the time limit.
  ///
  /// - Parameter isLoaded: Whether a checkpoint's model is in memory.
  static func contents(
    _ references: [RunReference], within time: Duration, isLoaded: (RunReference, _ step: Int) -> Bool
  ) -> [RunReference: Content] {
    let end = ContinuousClock.now + time
    var contents: [RunReference: Content] = [:]
    for reference in references where contents.isEmpty || ContinuousClock.now < end {
      contents[reference] = Content(reference) { isLoaded(reference, $0) }
    }
    return contents
  }

  /// The folders that contain a `run.json`, sorted by path; runs are not searched inside.
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
      } else if depth < RunCatalog.depth {
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

extension RunCatalog.Content {
  fileprivate init(_ run: RunReference, isLoaded: (Int) -> Bool) {
    do {
      self = .run(try RunCatalog.Facts(RunDirectory(URL(fileURLWithPath: run.path)), isLoaded: isLoaded))
    } catch let error as RunError {
      self = .broken(reason: error.problem)
    } catch let error as FileError {
      self = .broken(reason: "\(error.file.lastPathComponent): \(error.problem)")
    } catch {
      self = .broken(reason: "\(error)")
    }
  }
}

extension RunCatalog.Facts {
  fileprivate init(_ run: RunDirectory, isLoaded: (Int) -> Bool) throws {
    let preset = run.configuration.preset
    let (steps, log) = (run.checkpointSteps, try run.metricsLog())
    let metrics = log.lines
    // The training's own evaluations, so that runs are comparable.
    func accuracy(_ step: Int) throws -> Double? {
      try (log.line(of: step)?.evaluation ?? run.keptEvaluation(step)?.evaluation)?.generativeAccuracy
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
        RunCatalog.Checkpoint(
          step: step, samples: step * preset.batchSize, bytes: run.checkpointSize(step),
          probes: run.keptProbeTitles(step),
          accuracy: try accuracy(step), isLoaded: isLoaded(step))
      })
  }
}

extension RunDirectory {
  /// The titles of a checkpoint's probes that tabs can show.
  fileprivate func keptProbeTitles(_ step: Int) -> [String] {
    keptProbes(step).map { key in
      let title = ProbeName(kind: key.kind.rawValue, frame: key.frame).title
      return key.semantics == .original ? title : title + "·" + key.semantics.name
    }
  }
}
