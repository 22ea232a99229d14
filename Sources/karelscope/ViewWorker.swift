import Beliefs
import Corpus
import Experiments
import Foundation
import LanguageModel
import Probing
import Screens
import Synchronization

/// Does what views ask for, on whatever thread it is asked, one request after the other. Holds what it has read: runs, the
/// last few models with their probes, and how far trainings were looked at.
final class ViewWorker: Sendable {
  /// What is held from one request to the next.
  private struct Held {
    var runs: [RunReference: RunDirectory] = [:]
    /// The one used last comes last.
    var models: [LoadedCheckpoint] = []
    var watchers: [RunReference: TrainingWatcher] = [:]
  }

  private struct LoadedCheckpoint {
    let reference: RunReference
    var summary: RunSummary
    let model: ProbedModel
    /// When its files were written.
    let written: [Date?]
  }

  /// The models held at a time: as many as Compare has columns, and one more for Step.
  private static let modelCount = 5

  /// Where runs are looked for.
  private let folders: [URL]
  private let held = Mutex(Held())

  init(folders: [URL]) {
    self.folders = folders
  }

  @Sendable func perform(_ request: Request) -> Answer {
    do {
      return try held.withLock { try answer(request, &$0) }
    } catch {
      return .failed(request, reason: "\(error)")
    }
  }

  private func answer(_ request: Request, _ held: inout Held) throws -> Answer {
    switch request {
    case .read(let subject):
      let run = try open(subject.run, &held)
      let checkpoint = try load(run, subject, &held)
      let sample = Corpus(
        seed: subject.sample.seed, programLengths: run.configuration.preset.programLengths
      ).sample(subject.sample.index, of: subject.sample.split)
      return .reading(try checkpoint.model.read(sample.specification), by: checkpoint.summary, of: subject)
    case .history(let reference):
      var watcher = try held.watchers[reference] ?? TrainingWatcher(open(reference, &held))
      defer { held.watchers[reference] = watcher }
      return .history(try watcher.look(), of: reference)
    case .library:
      let loaded = Set(held.models.map { [$0.reference.path, "\($0.summary.step)"] })
      return .library(
        RunLibrary(searching: folders) { loaded.contains([$0.path, "\($1)"]) })
    case .write(let picture):
      try WholeFile.write(Data(picture.content.utf8), to: URL(fileURLWithPath: picture.file))
      return .wrote(file: picture.file)
    }
  }

  private func open(_ reference: RunReference, _ held: inout Held) throws -> RunDirectory {
    if let run = held.runs[reference] { return run }
    let run = try RunDirectory(URL(fileURLWithPath: reference.path))
    held.runs[reference] = run
    return run
  }

  /// The checkpoint's model with its probes, from memory if it is there as it is on disk.
  private func load(_ run: RunDirectory, _ subject: Subject, _ held: inout Held) throws -> LoadedCheckpoint {
    let step = try run.step(named: subject.step.map(String.init) ?? "latest")
    let written = [run.checkpoint(step), run.probes(step)].map(ViewWorker.modificationDate)
    held.models.removeAll { $0.reference == subject.run && $0.summary.step == step && $0.written != written }
    if let place = held.models.firstIndex(where: { $0.reference == subject.run && $0.summary.step == step }) {
      held.models.append(held.models.remove(at: place))
    } else {
      let parameters = try Checkpoint.read(run.checkpoint(step))
      let probes = try run.keptProbes(step, width: parameters.configuration.width)
      held.models.append(
        LoadedCheckpoint(
          reference: subject.run, summary: try RunSummary(run, step: step, frames: probes.map(\.frame)),
          model: ProbedModel(parameters, probes: probes), written: written))
      if held.models.count > ViewWorker.modelCount { held.models.removeFirst() }
    }
    let last = held.models.count - 1
    // A training that goes on brings others.
    held.models[last].summary.checkpoints = run.checkpointSteps
    return held.models[last]
  }

  private static func modificationDate(_ folder: URL) -> Date? {
    try? FileManager.default.attributesOfItem(atPath: folder.path)[.modificationDate] as? Date
  }
}

extension RunReference {
  init(_ run: RunDirectory) {
    self.init(path: run.url.path, name: run.name)
  }
}

extension RunDirectory {
  /// The probes of a checkpoint that views show, in the order in which one meets them.
  ///
  /// - Throws: Whatever reading a file throws, where there is one.
  func keptProbes(_ step: Int, width: Int) throws -> [LinearProbe] {
    try [ReferenceFrame.start, .grid].filter { hasLinearProbe(step, frame: $0) }
      .map { try linearProbe(step, frame: $0, width: width) }
  }
}
