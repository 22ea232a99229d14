import ArgumentParser
import Corpus
import LanguageModel
import Tensors

struct GenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Let a model write programs for specifications.",
    discussion: """
      Reads lines as `karelscope corpus` writes them, of which only inputs, outputs and index count (without index, the \
      line's number from 0), or flat records with input0 to input4 and output0 to output4; a world is a list of 8 rows or a \
      string of 8 lines. Blank lines are passed over. The model writes greedily, under the grammar: one op at least, \
      then ops or the end, \(Generation.maximumLength) ops at most.

      With --json each answer is an object: index, program (names of ops), satisfied (all five examples come out right), \
      examples (each of the five), tokens (the whole text: prompt, ops, end), log_probability (natural logarithm of the \
      probability of program and end, over the whole vocabulary). Without, a line: index, ✓ or ✗ for each example, program.
      """)

  @OptionGroup var options: CheckpointOptions

  @OptionGroup var threads: ThreadOptions

  @Option(
    help: "The file that holds the specifications, or - for standard input.", transform: PathArgument.init(parsing:))
  var specs: PathArgument

  @Flag(help: "Write JSON, one object a line.")
  var json = false

  @Flag(help: "With --json: add logits, a row over the vocabulary for each op and then for the end.")
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
