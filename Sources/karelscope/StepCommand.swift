import ArgumentParser
import Beliefs
import Corpus
import Experiments
import LanguageModel
import Probing
import Screens
import Synchronization

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

  @OptionGroup var view: ViewOptions

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
      try directory.probe(step, ProbeKey(frame: $0), width: parameters.configuration.width)
    }
    let worker = StepWorker(
      ProbedModel(parameters, probes: probes), programLengths: directory.configuration.preset.programLengths)
    let screen = StepModel(
      run: try RunSummary(directory, step: step, probes: probes.map(\.key)),
      first: SampleReference(split: .test, index: index, seed: directory.configuration.seed), randomSeed: seed)
    try view.show(screen, of: directory, perform: worker.perform)
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
