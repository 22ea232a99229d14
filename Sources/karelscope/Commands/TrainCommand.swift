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
      Presets: \(Preset.all.map(\.name).joined(separator: ", ")). On one type of processor and with one version of \
      \(OneDNN.name) (both recorded in run.json) the result depends only on preset, seed and steps: not on the number \
      of threads, nor on whether the training was stopped and resumed. Ctrl-C, SIGTERM and a closed terminal save the \
      run and stop; a second Ctrl-C stops at once.
      """)

  @Option(help: "The run's folder.", completion: .directory, transform: PathArgument.init(parsing:))
  var out: PathArgument

  @Option(
    help: "The preset: model and training settings (required for a new run).", completion: .list(Preset.all.map(\.name))
  )
  var preset: String?

  @Option(
    parsing: .unconditional,
    help: "The seed of the corpus, its order and the initial parameters (required for a new run).",
    transform: wholeNumber)
  var seed: UInt64?

  @Option(parsing: .unconditional, help: "Optimizer steps, overriding the preset.", transform: wholeNumber)
  var steps: Int?

  @Option(help: "How worlds are encoded as tokens, overriding the preset.")
  var encoding: Encoding?

  @Option(
    name: .customLong("set"),
    help: ArgumentHelp(
      "Override a setting of the preset, by its name in run.json; repeatable.", valueName: "NAME=VALUE"))
  var settings: [Setting] = []

  @OptionGroup var threads: ThreadOptions

  @Flag(help: "Resume the run in the folder.")
  var resume = false

  func validate() throws {
    if let steps { try requireCount(steps, of: "--steps", upTo: Preset.stepRange.upperBound) }
    if let preset { try Preset.requireName(preset) }
    if resume, !settings.isEmpty {
      throw ValidationError("--set: found with --resume, expected a new run: a resumed run keeps its settings")
    }
    if !resume, preset == nil { throw ValidationError("--preset: missing, expected one for a new run") }
    if !resume, seed == nil { throw ValidationError("--seed: missing, expected one for a new run") }
  }

  func run() throws {
    InterruptFlag.listen()
    let run = try resume ? resumedRun() : newRun()
    let job = try TrainingJob(run, threads: threads.count, machine: .current)
    StandardError.warn(job.metricsDamage)
    if let copy = job.damagedMetrics {
      StandardError.write(line: "warning: \(copy.path) is a copy of the damaged log")
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
        throw ValidationError("\(flag): found \(given), expected \(recorded), the value of the run in \(out.path)")
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
