import ArgumentParser
import Corpus
import Experiments
import Foundation
import LanguageModel
import Lens
import Tensors

struct LensCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lens",
    abstract: "Read the next op from every layer of a model: when it decides.",
    discussion: """
      Reads lines as `generate` does. Each is read with its own program, or with the one that the model writes if the line \
      has none. The logit lens applies the final layer norm and the head to the residual stream after each block; \
      --tuned maps the stream linearly before. The maps are trained on the first use and kept in the run, under lenses.

      With --json each result is an object: index, program (op names), layers (for each block from 0, for each op and \
      then the end, six probabilities under the grammar: of the ops in the order of choices, and of the end; the last \
      block's are the model's own), decisions (for each op and the end, the block from which on the model's final choice \
      leads in every block), choices, tuned. Otherwise it is a line: index, and each op of the program with the block of \
      its decision.
      """)

  @OptionGroup var options: CheckpointOptions

  @OptionGroup var threads: ThreadOptions

  @Option(
    help: "The file that holds the specifications, or - for standard input.", completion: .file(),
    transform: PathArgument.init(parsing:))
  var specs: PathArgument

  @Flag(help: "Map each block's residual stream by the run's tuned lens; train it if there is none.")
  var tuned = false

  @Flag(help: "Write JSON, one object per line.")
  var json = false

  func run() throws {
    let (run, step, parameters) = try options.model()
    let lens = tuned ? try tunedLens(run, step, parameters) : nil
    let workers = (0..<threads.count).map { _ in
      (decoder: CachedDecoder(parameters), lens: LogitLens(parameters, tuned: lens))
    }
    var input = try LineReader(TextInput(specs))
    var output = StandardOutput()
    while case let lines = try input.next(), !lines.isEmpty {
      let results = try parallelMap(lines.filter { !$0.isBlank }, threads: threads.count) { line, worker in
        Result {
          do {
            let given = try SpecificationLine(json: line.bytes)
            let program = try given.program.get()
            let reading = try naming(run, step) {
              try LensReading(
                of: given.specification, forced: program, workers[worker].decoder, workers[worker].lens)
            }
            return LensReport(reading, index: given.index ?? line.number - 1, tuned: tuned)
          } catch {
            throw InputError(name: input.name, problem: "line \(line.number): \(error)")
          }
        }
      }
      for result in results {
        switch result {
        case .success(let report): try output.write(report, asJSON: json)
        case .failure(let error):
          try output.flush()
          throw error
        }
      }
      try output.flush()
    }
  }

  /// Runs `work` and adds the file to its errors: that of the checkpoint, or of the tuned lens.
  private func naming<Result>(_ run: RunDirectory, _ step: Int, _ work: () throws -> Result) throws -> Result {
    do {
      return try run.naming(checkpoint: step, work)
    } catch let error as LensError {
      throw RunError(file: tuned ? run.tunedLensFile(step) : run.checkpoint(step), problem: "\(error)")
    }
  }

  /// The checkpoint's tuned lens: the one kept in the run, or a new one, which is kept if that is possible.
  private func tunedLens(_ run: RunDirectory, _ step: Int, _ parameters: Parameters) throws -> TunedLens {
    if let kept = try run.tunedLens(step, parameters.configuration) { return kept }
    let training = TunedLensTraining()
    let corpus = run.configuration.corpus
    let progress = ProgressLine()
    defer { progress.clear() }
    let lens = try run.naming(checkpoint: step) {
      try training(parameters, threads: threads.count) { share in
        progress.show("step \(step): training the tuned lens: \(Int(share * 100))%")
      } sample: {
        corpus.sample($0, of: .train)
      }
    }
    progress.clear()
    do {
      try run.keep(lens, step: step, training)
    } catch {
      StandardError.write(line: "warning: the tuned lens is not kept: \(error)")
    }
    return lens
  }
}
