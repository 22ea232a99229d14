import ArgumentParser
import Corpus
import Experiments
import Foundation
import Tensors

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a model from random initialisation and write a run.",
    discussion: """
      Presets: \(Preset.all.map(\.name).joined(separator: ", ")). On one kind of processor and with one version of \
      \(OneDNN.name) (run.json notes both) the result depends on preset, seed and steps alone: not on the number of \
      threads, nor on whether the training was stopped and resumed. Ctrl-C saves and ends, as SIGTERM and a \
      terminal that goes do; a second Ctrl-C ends at once.
      """)

  @Option(help: "The run's folder.", completion: .directory, transform: PathArgument.init(parsing:))
  var out: PathArgument

  @Option(
    help: "What to train, and how (required for a new run).", completion: .list(Preset.all.map(\.name)))
  var preset: String?

  @Option(
    parsing: .unconditional, help: "The seed of corpus, order and initial parameters (required for a new run).",
    transform: wholeNumber)
  var seed: UInt64?

  @Option(parsing: .unconditional, help: "Optimizer steps, instead of the preset's number.", transform: wholeNumber)
  var steps: Int?

  @Option(help: "How worlds are written as tokens, instead of the preset's way.")
  var encoding: Encoding?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Change a setting of the preset, by its name in run.json; can be repeated.", valueName: "NAME=VALUE"))
  var settings: [Setting] = []

  @OptionGroup var threads: ThreadOptions

  @Flag(help: "Go on with the run that the folder holds.")
  var resume = false

  func validate() throws {
    if let steps { try requireCount(steps, of: "--steps", upTo: Preset.stepRange.upperBound) }
    if let preset { try Preset.requireName(preset) }
    if resume, !settings.isEmpty { throw ValidationError("--set: a run that goes on keeps its settings") }
    if !resume, preset == nil { throw ValidationError("--preset: missing, expected one for a new run") }
    if !resume, seed == nil { throw ValidationError("--seed: missing, expected one for a new run") }
  }

  func run() throws {
    InterruptFlag.listen()
    let run = try resume ? resumedRun() : newRun()
    let job = try TrainingJob(run, threads: threads.count, machine: .current)
    if !job.metricsDamage.isEmpty {
      StandardError.warn(job.metricsDamage)
      StandardError.write(line: "warning: \(job.run.damagedMetricsFile.path) holds the log as it was")
    }
    let progress = TrainingProgressReport(job)
    progress.begin()
    let isFinished = try job.train { event in
      progress.report(event)
      return InterruptFlag.signal == nil ? .proceed : .stop
    }
    progress.end(isFinished: isFinished)
    if !isFinished, let signal = InterruptFlag.signal { throw ExitCode(128 + signal) }
  }

  private func newRun() throws -> RunDirectory {
    var preset = Preset.named(preset!)!
    if let steps { preset.setSteps(steps) }
    if let encoding { preset.setEncoding(encoding) }
    for setting in settings {
      do {
        preset = try preset.setting(setting.name, to: setting.value)
      } catch let error as SettingError {
        throw ValidationError("--set \(error)")
      }
    }
    return try RunDirectory(
      creating: out.url,
      RunConfiguration(version: Karelscope.configuration.version, seed: seed!, preset: preset))
  }

  /// The run in the folder, if the options agree with it.
  private func resumedRun() throws -> RunDirectory {
    let run = try RunDirectory(out.url)
    let configuration = run.configuration
    func agree(_ flag: String, _ given: some CustomStringConvertible, _ recorded: some CustomStringConvertible) throws {
      guard given.description == recorded.description else {
        throw ValidationError("\(flag): found \(given), expected \(recorded), as the run in \(out.path) has it")
      }
    }
    if let preset { try agree("--preset", preset, configuration.preset.name) }
    if let seed { try agree("--seed", seed, configuration.seed) }
    if let encoding { try agree("--encoding", encoding.rawValue, configuration.preset.model.encoding.rawValue) }
    if let steps { try agree("--steps", steps, configuration.preset.steps) }
    return run
  }
}

/// `--set`, for example optimizer.muonRate=0.01.
struct Setting: ExpressibleByArgument {
  let name: String
  let value: String

  init?(argument: String) {
    guard let equals = argument.firstIndex(of: "=") else { return nil }
    name = String(argument[..<equals])
    value = String(argument[argument.index(after: equals)...])
  }
}
