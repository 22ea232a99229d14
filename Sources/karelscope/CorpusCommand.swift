import ArgumentParser
import Corpus

struct CorpusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "corpus",
    abstract: "Write samples of the corpus, one a line.",
    discussion: """
      Each line is a JSON object: index, inputs and outputs (five worlds of 8 rows each), program (names of ops), \
      text, tokens.
      """)

  @OptionGroup var samples: CorpusOptions

  @Option(help: "How worlds are written as tokens.")
  var encoding = Encoding.coordinates

  @Option(help: "The form of a line.")
  var format = Format.jsonl

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case jsonl
  }

  func run() throws {
    let corpus = Corpus(seed: samples.seed)
    let vocabulary = Vocabulary(encoding)
    var output = StandardOutput()
    for index in samples.indices {
      let line = SampleLine(sample: corpus.sample(index, of: samples.split), vocabulary: vocabulary)
      try output.write(line.json + "\n")
    }
    try output.flush()
  }
}
