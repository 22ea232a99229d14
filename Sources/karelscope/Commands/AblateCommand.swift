import ArgumentParser
import Corpus
import Experiments
import Lens

struct AblateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ablate",
    abstract: "Measure how much accuracy a model loses without each head or layer.",
    discussion: """
      A component's contribution to the residual stream is taken away at all positions and replaced by nothing (zero) or \
      by its mean over all positions of training texts (mean). The ablated model writes a program for each of the first \
      test specifications; the loss is the whole model's generative accuracy minus that, over the same specifications. \
      Components: each head, each layer's attention, its MLP, and the layer as a block of both. Layers and heads count \
      from 0.
      """)

  @OptionGroup var options: CheckpointOptions

  @OptionGroup var threads: ThreadOptions

  @Option(help: ArgumentHelp("The components: head, attention, mlp, block.", valueName: "component,…"))
  var components = AblatedComponent.Kind.allCases.map(\.rawValue).joined(separator: ",")

  @Option(help: ArgumentHelp("What takes their place: zero, mean.", valueName: "kind,…"))
  var ablations = AblationKind.allCases.map(\.rawValue).joined(separator: ",")

  @Option(
    parsing: .unconditional, help: "The number of test specifications. (default: 200)", transform: wholeNumber)
  var count = 200

  @Option(
    parsing: .unconditional, help: "The number of training texts behind the means. (default: 200)",
    transform: wholeNumber)
  var texts = 200

  @Flag(help: "Write one JSON object per component and ablation.")
  var json = false

  func validate() throws {
    try requireCount(count, of: "--count", upTo: Split.test.count)
    try requireCount(texts, of: "--texts", upTo: Split.train.count)
    _ = try (parsedComponents(), parsedAblations())
  }

  private func parsedComponents() throws -> [AblatedComponent.Kind] {
    try OptionList.names("--components", components)
  }

  private func parsedAblations() throws -> [AblationKind] { try OptionList.names("--ablations", ablations) }

  func run() throws {
    let (run, step, parameters) = try options.model()
    let corpus = run.configuration.corpus
    let vocabulary = Vocabulary(parameters.configuration.encoding)
    let components = try parsedComponents().flatMap { AblatedComponent.all($0, parameters.configuration) }
    let ablations = try parsedAblations()
    let samples = (0..<texts).map { corpus.sample($0, of: .train) }
    let progress = ProgressLine()
    defer { progress.clear() }
    let study = try run.naming(checkpoint: step) {
      let means =
        ablations.contains(.mean)
        ? try ComponentMeans(parameters, samples.map(vocabulary.encode), threads: threads.count) : nil
      let total = components.count * ablations.count + 1
      return try AblationStudy(
        of: parameters, components, ablations, means: means,
        (0..<count).map { corpus.sample($0, of: .test).specification }, threads: threads.count
      ) { done in
        progress.show("step \(step): measured \(done) of \(total) models")
      }
    }
    progress.clear()
    let report = AblationReport(run: run.name, step: step, study: study, specifications: count)
    var output = StandardOutput()
    if json {
      for line in report.jsonLines { try output.write(json: line) }
    } else {
      try output.write(lines: report.lines)
    }
    try output.flush()
  }
}
