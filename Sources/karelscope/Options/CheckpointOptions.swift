import ArgumentParser
import Experiments
import LanguageModel

/// The options that choose one checkpoint of a run.
struct CheckpointOptions: ParsableArguments {
  @OptionGroup var source: RunOptions

  @Option(help: "The checkpoint's step, or latest.")
  var checkpoint = "latest"

  /// The run, the checkpoint's step and its model.
  func model() throws -> (run: RunDirectory, step: Int, parameters: Parameters) {
    let run = try source.directory()
    let step = try run.step(named: checkpoint)
    return (run, step, try run.model(step))
  }
}
