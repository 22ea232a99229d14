import ArgumentParser
import Corpus
import Experiments
import Files
import Foundation
import PlainText
import Screens

/// The specification that is shown first by default.
private enum FirstSpecification {
  /// Chosen from the test specifications 0 to 2249 of the bundled run, as `step --index … --once --size 200x60` shows
  /// them, because it illustrates the last checkpoint and its first probe well: the program satisfies all five
  /// examples; it has six
  /// ops, including turns, moves and a marker; and the belief is correct after every op whose state probes are trained
  /// on (all but the last).
  static let index = 1706
}

/// Opens the instrument on one of its tabs.
struct InstrumentCommand<Shown: Tab>: ParsableCommand {
  static var configuration: CommandConfiguration {
    CommandConfiguration(
      commandName: Shown.name.rawValue, abstract: Shown.abstract,
      discussion: "Keys 1 to \(Instrument.tabs.count) switch tabs; ? explains the current tab and lists every key.")
  }

  @OptionGroup var options: CheckpointOptions

  @Option(
    help: ArgumentHelp(
      "Step through the specifications of this file, in the format of generate, instead of the corpus's; the field program "
        + "or code gives a specification's reference program.",
      valueName: "file"),
    completion: .file(), transform: PathArgument.init(parsing:))
  var specs: PathArgument?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The index of the first specification: in the test split of the run's corpus (default: \(FirstSpecification.index)), "
        + "or with --specs in the file (default: 0)."),
    transform: wholeNumber)
  var index: Int?

  @Option(
    parsing: .unconditional, help: "The seed that determines which specifications follow. (default: 1)",
    transform: wholeNumber)
  var seed: UInt64 = 1

  @OptionGroup var instrument: InstrumentOptions

  func validate() throws {
    // A file's count is not known yet.
    if specs == nil, let index, !(0..<Split.test.count).contains(index) {
      throw ValidationError("--index: found \(index), expected 0 to \(Split.test.count - 1)")
    }
    try instrument.requireSize(Instrument.minimum(of: Shown.self))
  }

  /// The specifications of `--specs`.
  private func givenSpecifications() throws -> GivenSpecifications? {
    guard let specs else { return nil }
    let file = try SpecificationFile(TextInput(specs))
    if let index, !file.lines.indices.contains(index) {
      throw InputError(
        name: "--index",
        problem: "found \(index), expected 0 to \(file.lines.count - 1), the specifications of \(file.name)")
    }
    return GivenSpecifications(
      name: specs.isStandardStream ? file.name : specs.url.lastPathComponent,
      file.lines.map { GivenSpecifications.Entry($0.specification, reference: $0.reference) })
  }

  func run() throws {
    let folder = options.source.run?.url
    let start = Start(subject: try subject(in: folder, try givenSpecifications()), randomSeed: seed)
    let handler = RequestHandler(folders: folders(folder), waitsForProbes: instrument.once || instrument.script != nil)
    var hasFailed = false
    try instrument.show(start, Shown.name, respond: handler.respond) {
      for training in handler.endTrainings() {
        let command = "karelscope train --out \(training.folder.path.shellWord) --resume"
        if let failure = training.failure {
          hasFailed = true
          ProgressLine().keep("error: \(failure): not saved; resume from the last save with: \(command)")
        } else {
          ProgressLine().keep("saved; resume with: \(command)")
        }
      }
    }
    if hasFailed { throw ExitCode.failure }
  }

  /// The run, checkpoint and sample that are shown first.
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
      // Its training may not have started yet.
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

  /// The folders that are searched for runs; new runs are trained in the first. Runs inside a run are not searched for.
  private func folders(_ folder: URL?) -> [URL] {
    let here = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
    guard let folder else { return [here] }
    // A folder whose training has not started yet counts as a run.
    guard RunDirectory.isRun(folder) || Shown.waitsForRun else { return [folder] }
    let parent = folder.standardizedFileURL.deletingLastPathComponent()
    return parent.path == here.standardizedFileURL.path ? [here] : [here, parent]
  }

  /// The initial run of a tab that needs none: the one in this folder, otherwise the bundled one; nil if neither can be
  /// read.
  ///
  /// - Throws: ``InputError`` if there is no such folder.
  private func directory(in folder: URL?) throws -> RunDirectory? {
    func run(_ folder: URL) -> RunDirectory? { try? RunDirectory(folder) }
    let bundled = BundledRun.all().first.flatMap(run)
    guard let folder else { return bundled }
    guard InstrumentCommand.isFolder(folder) else {
      throw InputError(
        name: "--run", problem: "found no folder \(folder.path), expected a run's folder or one that contains runs")
    }
    return run(folder) ?? bundled
  }
}

extension Karelscope {
  /// A command for each of the instrument's tabs.
  static var tabCommands: [any ParsableCommand.Type] { Instrument.tabs.map { command($0) } }

  private static func command<Shown: Tab>(_: Shown.Type) -> any ParsableCommand.Type { InstrumentCommand<Shown>.self }
}
