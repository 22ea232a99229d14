import ArgumentParser
import Corpus
import Experiments
import Files
import Foundation
import PlainText
import Screens

/// The specification that one who names none sees first.
private enum FirstSpecification {
  /// Of the test specifications 0 to 2249 of the bundled run, as `step --index … --once --size 200x60` shows them, one with
  /// which its last checkpoint and its first probe explain themselves: the program solves all five examples; it has six ops,
  /// among them turns, moves and a marker; and belief is truth after each whose state probes learn: all but the last.
  static let index = 1706
}

/// Opens the instrument on one of its views.
struct InstrumentCommand<Shown: Tab>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: Shown.name.rawValue, abstract: Shown.abstract,
      discussion: "1 to \(Instrument.tabs.count) change between the views, ? explains what one sees and every key.")
  }

  @OptionGroup var options: CheckpointOptions

  @Option(
    help: ArgumentHelp(
      "Walk through the specifications of this file, given as for generate, in place of the corpus's; a program in the field "
        + "program or code is the one behind its specification.",
      valueName: "file"),
    completion: .file(), transform: PathArgument.init(parsing:))
  var specs: PathArgument?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The number of the specification to begin with: a test specification of the corpus that the run was trained on "
        + "(default: \(FirstSpecification.index)), or with --specs one of the file (default: 0)."),
    transform: wholeNumber)
  var index: Int?

  @Option(parsing: .unconditional, help: "Decides which specifications follow. (default: 1)", transform: wholeNumber)
  var seed: UInt64 = 1

  @OptionGroup var view: InstrumentOptions

  func validate() throws {
    // How many a file has, nobody knows yet.
    if specs == nil, let index, !(0..<Split.test.count).contains(index) {
      throw ValidationError("--index: found \(index), expected 0 to \(Split.test.count - 1)")
    }
    try view.requireSize(Instrument.minimum(of: Shown.self))
  }

  /// The specifications that the user brought.
  private func givenSpecifications() throws -> GivenSpecifications? {
    guard let specs else { return nil }
    let file = try SpecificationFile(TextInput(specs))
    if let index, !file.lines.indices.contains(index) {
      throw InputError(
        name: "--index", problem: "found \(index), expected 0 to \(file.lines.count - 1), as \(file.name) has them")
    }
    return GivenSpecifications(
      name: specs.isStandardStream ? file.name : specs.url.lastPathComponent,
      file.lines.map { GivenSpecifications.Entry($0.specification, reference: $0.reference) })
  }

  func run() throws {
    let folder = options.source.run?.url
    let start = Start(subject: try subject(in: folder, try givenSpecifications()), randomSeed: seed)
    let handler = RequestHandler(folders: folders(folder), waitsForProbes: view.once || view.script != nil)
    var hasFailed = false
    try view.show(start, Shown.name, respond: handler.respond) {
      for training in handler.endTrainings() {
        let command = "karelscope train --out \(training.folder.path.shellWord) --resume"
        if let failure = training.failure {
          hasFailed = true
          ProgressLine().keep("error: \(failure): not saved; go on from what was saved before with: \(command)")
        } else {
          ProgressLine().keep("saved; go on with: \(command)")
        }
      }
    }
    if hasFailed { throw ExitCode.failure }
  }

  /// What is shown first.
  private func subject(in folder: URL?, _ given: GivenSpecifications?) throws -> Subject {
    func sample(_ seed: UInt64) -> SampleReference {
      given.map { SampleReference($0, index: index ?? 0) }
        ?? SampleReference(split: .test, index: index ?? FirstSpecification.index, seed: seed)
    }
    do {
      guard let directory = try Shown.needsRun ? options.source.directory() : self.directory(in: folder) else {
        return Subject(run: BundledRun.missing, step: nil, sample: sample(1))
      }
      let step =
        options.checkpoint == "latest" ? directory.checkpointSteps.last : try directory.step(named: options.checkpoint)
      return Subject(run: RunReference(directory), step: step, sample: sample(directory.configuration.seed))
    } catch  where error is RunError || error is FileError {
      // Its training may begin any moment.
      guard Shown.waitsForRun, let folder, InstrumentCommand.isFolder(folder), options.checkpoint == "latest" else {
        throw error
      }
      let run = RunReference(path: folder.path, name: folder.lastPathComponent)
      return Subject(run: run, step: nil, sample: sample(1))
    }
  }

  private static func isFolder(_ url: URL) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) && isFolder.boolValue
  }

  /// Where runs are looked for and trained, the latter in the first. Inside a run nobody would look for another.
  private func folders(_ folder: URL?) -> [URL] {
    let here = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
    guard let folder else { return [here] }
    // One in which a run is yet to begin is as good as a run.
    guard RunDirectory.isRun(folder) || Shown.waitsForRun else { return [folder] }
    let around = folder.standardizedFileURL.deletingLastPathComponent()
    return around.path == here.standardizedFileURL.path ? [here] : [here, around]
  }

  /// The run to begin with in a view that needs none: the one in this folder, or else the bundled one; nil if neither can be
  /// read.
  ///
  /// - Throws: ``InputError`` if there is no such folder.
  private func directory(in folder: URL?) throws -> RunDirectory? {
    func run(_ folder: URL) -> RunDirectory? { try? RunDirectory(folder) }
    let bundled = BundledRun.all().first.flatMap(run)
    guard let folder else { return bundled }
    guard InstrumentCommand.isFolder(folder) else {
      throw InputError(
        name: "--run", problem: "found no folder \(folder.path), expected a run's or one with runs in it")
    }
    return run(folder) ?? bundled
  }
}

extension Karelscope {
  /// A command for each of the instrument's views.
  static var viewCommands: [any ParsableCommand.Type] { Instrument.tabs.map { command($0) } }

  private static func command<Shown: Tab>(_: Shown.Type) -> any ParsableCommand.Type { InstrumentCommand<Shown>.self }
}
