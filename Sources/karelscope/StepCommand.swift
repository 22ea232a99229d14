import ArgumentParser
import Beliefs
import Corpus
import Experiments
import Foundation
import LanguageModel
import Probing
import Screens
import Synchronization
import Terminal

struct StepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "step",
    abstract: "Step through a program: the true robot beside the one that the model believes in.",
    discussion:
      "The model writes the program and the probes read its hidden states while one watches. ? explains the keys.")

  @OptionGroup var options: CheckpointOptions

  @Option(help: "The number of the test specification to begin with, of the corpus that the run was trained on.")
  var index = 90

  @Option(help: "Decides which specifications follow.")
  var seed: UInt64 = 1

  @Option(help: "When to use colours.")
  var color = Terminal.ColorChoice.auto

  @Flag(help: "Draw with ASCII characters only.")
  var ascii = false

  @Flag(help: "Print the first frame as plain text and end.")
  var once = false

  @Option(help: "The frame's extent with --once.")
  var size = FrameSize(columns: 80, rows: 24)

  /// The frames of the probes, in the order in which one meets them.
  private static let frames: [ReferenceFrame] = [.start, .grid]

  func validate() throws {
    guard (0..<Split.test.count).contains(index) else {
      throw ValidationError("--index: found \(index), expected 0 to \(Split.test.count - 1)")
    }
  }

  func run() throws {
    let (directory, step, parameters) = try options.model()
    let probes = try StepCommand.frames.map {
      try directory.linearProbe(step, frame: $0, width: parameters.configuration.width)
    }
    let worker = StepWorker(
      ProbedModel(parameters, probes: probes), programLengths: directory.configuration.preset.programLengths)
    var screen = StepModel(
      run: try RunSummary(directory, step: step, frames: StepCommand.frames),
      first: SampleReference(split: .test, index: index, seed: directory.configuration.seed), randomSeed: seed)
    if once {
      screen.settle(size: size.size, perform: worker.perform)
      if let failure = screen.failure { throw InputError(name: directory.url.path, problem: failure) }
      let frame = screen.frame(size.size)
      var output = StandardOutput()
      try output.write((ascii || !Terminal.localeIsUTF8 ? frame.inASCII : frame).text)
      try output.flush()
    } else {
      let appearance = Terminal.Options(
        color: color, ascii: ascii ? true : nil, environment: ProcessInfo.processInfo.environment)
      try Terminal.run(screen, options: appearance, perform: worker.perform)
    }
  }
}

/// Does what the Step view asks for, on whatever thread it is asked.
private final class StepWorker: Sendable {
  private let model: Mutex<ProbedModel>
  private let programLengths: ProgramLengths

  init(_ model: sending ProbedModel, programLengths: ProgramLengths) {
    self.model = Mutex(model)
    self.programLengths = programLengths
  }

  @Sendable func perform(_ request: Request) -> Message {
    switch request {
    case .read(let reference):
      let sample = Corpus(seed: reference.seed, programLengths: programLengths).sample(
        reference.index, of: reference.split)
      do {
        let reading = try model.withLock { try $0.read(sample.specification) }
        return .reading(reading, of: .sample(reference))
      } catch {
        return .failed(request, reason: "\(error)")
      }
    case .history:
      return .failed(request, reason: "no training is watched here")
    }
  }
}

extension Terminal.ColorChoice: ExpressibleByArgument {}

/// `--size`, for example 80x24.
struct FrameSize: ExpressibleByArgument, CustomStringConvertible {
  let size: Size

  init(columns: Int, rows: Int) {
    size = Size(columns: columns, rows: rows)
  }

  init?(argument: String) {
    let numbers = argument.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 2, let columns = numbers[0], let rows = numbers[1], (0...1000).contains(columns),
      (0...1000).contains(rows)
    else { return nil }
    self.init(columns: columns, rows: rows)
  }

  var description: String { "\(size.columns)x\(size.rows)" }
}
