import ArgumentParser
import Corpus
import LanguageModel
import Tensors

struct GenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Generate programs for specifications with a model.",
    discussion: """
      Reads lines as `karelscope corpus` writes them, using only inputs, outputs and index (by default the line's \
      number, counted from 0), or flat records with input0 to input4 and output0 to output4; a world is a list of 8 \
      rows or a string of 8 lines. Blank lines are skipped. Decoding is greedy, under the grammar: at least one op, \
      then ops or the end, at most \(Generation.maximumLength) ops.

      With --json each result is an object: index, program (op names), satisfied (whether all five examples are \
      satisfied), examples (each of the five), tokens (the whole sequence: prompt, ops, end), log_probability (natural \
      logarithm of the probability of program and end, over the whole vocabulary). Otherwise it is a line: index, ✓ or \
      ✗ for each example, program.
      """)

  @OptionGroup var options: CheckpointOptions

  @OptionGroup var threads: ThreadOptions

  @Option(
    help: "The file that holds the specifications, or - for standard input.", transform: PathArgument.init(parsing:))
  var specs: PathArgument

  @Flag(help: "Write JSON, one object per line.")
  var json = false

  @Flag(help: "With --json: add the logits over the vocabulary, one row for each op and one for the end.")
  var logits = false

  func validate() throws {
    if logits, !json { throw ValidationError("--logits: found without --json, expected both") }
  }

  func run() throws {
    let (run, step, parameters) = try options.model()
    let vocabulary = Vocabulary(parameters.configuration.encoding)
    let threads = threads.count
    let decoders = (0..<threads).map { _ in CachedDecoder(parameters) }
    var input = try LineReader(TextInput(specs))
    var output = StandardOutput()

    while case let lines = try input.next(), !lines.isEmpty {
      let answers = try parallelMap(lines.filter { !$0.isBlank }, threads: threads) { line, worker in
        Result {
          do {
            let given = try SpecificationLine(json: line.bytes)
            let generation = try run.naming(checkpoint: step) {
              try decoders[worker].generate(given.specification, vocabulary: vocabulary)
            }
            return GenerationReport(
              generation, for: given.specification, index: given.index ?? line.number - 1, vocabulary: vocabulary,
              withLogits: logits)
          } catch {
            throw InputError(name: input.name, problem: "line \(line.number): \(error)")
          }
        }
      }
      for response in answers {
        switch response {
        case .success(let report): try output.write(report, asJSON: json)
        case .failure(let error):
          try output.flush()
          throw error
        }
      }
      try output.flush()
    }
  }
}
