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

  @Option(help: "The number of the test specification to begin with, of the corpus that the run was trained on.")
  var index = 90

  @Option(help: "Decides which specifications follow.")
  var seed: UInt64 = 1

  @OptionGroup var view: ViewOptions

  func validate() throws {
    guard (0..<Split.test.count).contains(index) else {
      throw ValidationError("--index: found \(index), expected 0 to \(Split.test.count - 1)")
    }
  }

  func run() throws {
    let folder = options.source.run.map { URL(fileURLWithPath: $0) }
    let directory =
      try Shown.needsRun
      ? options.source.directory() : folder.flatMap { try? RunDirectory($0) } ?? options.source.bundled()
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
}

extension Karelscope {
  /// A command for each of the instrument's views.
  static var viewCommands: [any ParsableCommand.Type] { Instrument.views.map { command($0) } }

  private static func command<Shown: View>(_: Shown.Type) -> any ParsableCommand.Type { ViewCommand<Shown>.self }
}
