import ArgumentParser
import Corpus
import Experiments
import Foundation
import Screens

/// Opens the instrument on one of its views.
struct ViewCommand<Shown: View>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: Shown.name.rawValue, abstract: Shown.abstract,
      discussion: "1 to \(Instrument.views.count) change between the views, ? explains what one sees and every key.")
  }

  @OptionGroup var options: CheckpointOptions

  @Option(
    parsing: .unconditional,
    help:
      "The number of the test specification to begin with, of the corpus that the run was trained on. (default: 90)",
    transform: wholeNumber)
  var index = 90

  @Option(parsing: .unconditional, help: "Decides which specifications follow. (default: 1)", transform: wholeNumber)
  var seed: UInt64 = 1

  @OptionGroup var view: ViewOptions

  func validate() throws {
    guard (0..<Split.test.count).contains(index) else {
      throw ValidationError("--index: found \(index), expected 0 to \(Split.test.count - 1)")
    }
    try view.requireSize(Instrument.minimum(of: Shown.self))
  }

  func run() throws {
    let folder = options.source.run.map { URL(fileURLWithPath: $0) }
    let directory = try Shown.needsRun ? options.source.directory() : self.directory(in: folder)
    let step =
      options.checkpoint == "latest" ? directory.checkpointSteps.last : try directory.step(named: options.checkpoint)
    let start = Start(
      subject: Subject(
        run: RunReference(directory), step: step,
        sample: SampleReference(split: .test, index: index, seed: directory.configuration.seed)),
      randomSeed: seed)
    let worker = ViewWorker(
      folders: [folder ?? URL(fileURLWithPath: FileManager.default.currentDirectoryPath)],
      waitsForProbes: view.once || view.script != nil)
    try view.show(start, Shown.name, perform: worker.perform) {
      for run in worker.endTrainings() {
        ProgressLine().keep("saved; go on with: karelscope train --out \(run.path.shellWord) --resume")
      }
    }
  }

  /// The run to begin with in a view that needs none: the one in this folder, or else the bundled one.
  ///
  /// - Throws: ``InputError`` if there is no such folder.
  private func directory(in folder: URL?) throws -> RunDirectory {
    guard let folder else { return try options.source.bundled() }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: folder.path, isDirectory: &isFolder), isFolder.boolValue else {
      throw InputError(
        name: "--run", problem: "found no folder \(folder.path), expected a run's or one with runs in it")
    }
    return try (try? RunDirectory(folder)) ?? options.source.bundled()
  }
}

extension Karelscope {
  /// A command for each of the instrument's views.
  static var viewCommands: [any ParsableCommand.Type] { Instrument.views.map { command($0) } }

  private static func command<Shown: View>(_: Shown.Type) -> any ParsableCommand.Type { ViewCommand<Shown>.self }
}
