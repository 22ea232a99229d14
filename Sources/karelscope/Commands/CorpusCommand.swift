import ArgumentParser
import Corpus
import Experiments
import Foundation
import Tensors

struct CorpusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "corpus",
    abstract: "Write samples of the corpus, one per line.",
    discussion: """
      Each line is a JSON object: index, inputs and outputs (five worlds of 8 rows each), program (op names), \
      text, tokens.
      """)

  @OptionGroup var samples: CorpusOptions

  @Option(
    name: .customLong("run"),
    help: "Use the corpus that this run was trained and tested on: its program lengths and seed.",
    completion: .directory, transform: PathArgument.init(parsing:))
  var runFolder: PathArgument?

  @OptionGroup var threads: ThreadOptions

  @Option(help: "How worlds are encoded as tokens.")
  var encoding = Encoding.coordinates

  @Option(help: "The output format.")
  var format = Format.jsonl

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case jsonl
  }

  func run() throws {
    let configuration = try runFolder.map { try RunDirectory($0.url).configuration }
    let seed = samples.seed ?? configuration?.seed ?? 1
    let corpus = Corpus(seed: seed, programLengths: configuration?.preset.programLengths ?? .paper)
    let vocabulary = Vocabulary(encoding)
    var output = StandardOutput()
    for start in stride(from: samples.indices.lowerBound, to: samples.indices.upperBound, by: CorpusCommand.chunkSize) {
      let chunk = start..<min(start + CorpusCommand.chunkSize, samples.indices.upperBound)
      let lines = try parallelMap(chunk, threads: threads.count) { index, _ in
        SampleLine(sample: corpus.sample(index, of: samples.split), vocabulary: vocabulary).json
      }
      try output.write(lines: lines)
    }
    try output.flush()
  }

  /// Samples generated in parallel before they are written.
  private static let chunkSize = 256
}
