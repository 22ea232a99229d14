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

      With --out, a split is written as a data set that load_dataset of Hugging Face's datasets reads: JSON Lines in \
      shards with a card, README.md, and the tokenizer. The folder appears when it is complete; after an interruption, \
      the same command continues.
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

  @Option(
    help: "Write a data set into this folder, which must not exist yet.", completion: .directory,
    transform: PathArgument.init(parsing:))
  var out: PathArgument?

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case jsonl
  }

  func validate() throws { _ = try samples.indices(isWhole: out != nil) }

  func run() throws {
    let configuration = try runFolder.map { try RunDirectory($0.url).configuration }
    let seed = samples.seed ?? configuration?.seed ?? 1
    let corpus = Corpus(seed: seed, programLengths: configuration?.preset.programLengths ?? .paper)
    let vocabulary = Vocabulary(encoding)
    let indices = try samples.indices(isWhole: out != nil)
    var output = StandardOutput()
    if let out {
      let dataset = CorpusDataset(corpus: corpus, split: samples.split, indices: indices, encoding: encoding)
      try write(dataset, to: out.url)
      try output.write(line: "\(out.url.path): \(indices.count) samples of the \(samples.split) split")
      return try output.flush()
    }
    for start in stride(from: indices.lowerBound, to: indices.upperBound, by: CorpusCommand.chunkSize) {
      let chunk = start..<min(start + CorpusCommand.chunkSize, indices.upperBound)
      let lines = try parallelMap(chunk, threads: threads.count) { index, _ in
        SampleLine(sample: corpus.sample(index, of: samples.split), vocabulary: vocabulary).json
      }
      try output.write(lines: lines)
    }
    try output.flush()
  }

  /// Writes a data set, with its progress on standard error.
  private func write(_ dataset: CorpusDataset, to folder: URL) throws {
    InterruptFlag.listen()
    let line = ProgressLine()
    defer { line.clear() }
    do {
      try dataset.write(to: folder, threads: threads.count) { done in
        if InterruptFlag.signal != nil { throw CancellationError() }
        line.show("\(done) of \(dataset.indices.count) samples")
      }
    } catch is CancellationError {
      line.keep("stopped; finished shards are kept: continue with the same command")
      throw ExitCode(128 + (InterruptFlag.signal ?? SIGINT))
    }
  }

  /// Samples generated in parallel before they are written.
  private static let chunkSize = 256
}
