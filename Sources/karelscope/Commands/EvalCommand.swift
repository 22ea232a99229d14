import ArgumentParser
import Corpus
import Experiments
import Karel

struct EvalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval",
    abstract: "Measure how often a model's programs satisfy their specifications.",
    discussion: """
      The model writes a program for each of --count samples of the corpus by greedy decoding under the grammar. \
      Generative accuracy is the share of programs that satisfy their specification (all five inputs become what looks \
      like their outputs), with its 95% confidence interval (Wilson). --lengths keeps only samples whose reference \
      program has such a length.

      With --specs it writes a program for each specification of a file, in the format of `generate`. Perplexities and \
      other figures about the reference programs need a reference for every line, in the field program or code.
      """)

  @OptionGroup var options: CheckpointOptions

  @OptionGroup var threads: ThreadOptions

  @Option(
    help: ArgumentHelp(
      "Evaluate on the specifications of this file, or of standard input (-), instead of the corpus's.",
      valueName: "file"),
    completion: .file(), transform: PathArgument.init(parsing:))
  var specs: PathArgument?

  @Option(help: "The split of the corpus. (default: \(EvalCommand.standardSplit))")
  var split: Split?

  private static let standardSplit = Split.test

  @Option(parsing: .unconditional, help: "The corpus's seed (default: the run's).", transform: wholeNumber)
  var seed: UInt64?

  @Option(
    parsing: .unconditional, help: "The index of the first sample. (default: 0)",
    transform: wholeNumber)
  var start: Int?

  @Option(
    parsing: .unconditional,
    help:
      "The number of samples drawn: 1 or more, none past the end of the split. (default: \(EvalCommand.standardCount))",
    transform: wholeNumber)
  var count: Int?

  private static let standardCount = 1000

  @Option(
    help: "Keep samples whose reference program has this many ops, for example 6-10 or 6 (default: all).",
    transform: LengthRange.init)
  var lengths: LengthRange?

  @Flag(help: "Save the results in the run's folder, where the Step tab shows them.")
  var keep = false

  @Flag(help: "Write one JSON object.")
  var json = false

  func validate() throws {
    guard specs != nil else { return try drawn.split.validate(start: drawn.start, count: drawn.count, least: 1) }
    let ofTheCorpus = [
      ("--split", split != nil), ("--seed", seed != nil), ("--start", start != nil), ("--count", count != nil),
      ("--lengths", lengths != nil), ("--keep", keep),
    ].filter(\.1).map(\.0)
    guard ofTheCorpus.isEmpty else {
      throw ValidationError(
        "--specs: found \(ofTheCorpus.joined(separator: ", ")) as well, expected none: they apply to the corpus only")
    }
  }

  /// The samples drawn from the corpus.
  private var drawn: (split: Split, start: Int, count: Int) {
    (split ?? EvalCommand.standardSplit, start ?? 0, count ?? EvalCommand.standardCount)
  }

  func run() throws {
    let report = try specs.map(reportOnFile) ?? reportOnCorpus()
    var output = StandardOutput()
    try output.write(report, asJSON: json)
    try output.flush()
  }

  private func reportOnCorpus() throws -> EvaluationReport {
    let (run, step, parameters) = try options.model()
    let (split, start, count) = drawn
    let seed = seed ?? run.configuration.seed
    let corpus = Corpus(seed: seed, programLengths: run.configuration.preset.programLengths)
    let lengths = lengths?.range ?? corpus.programLengths[split]
    let samples = (start..<start + count)
      .filter { lengths.contains(corpus.program($0, of: split).ops.count) }
      .map { corpus.sample($0, of: split) }
    guard !samples.isEmpty else {
      throw InputError(
        name: "--lengths",
        problem: "found no program of \(lengths.lowerBound) to \(lengths.upperBound) ops among samples \(start) to "
          + "\(start + count - 1) of the \(split) split, expected at least one (its lengths are "
          + "\(corpus.programLengths[split].lowerBound) to \(corpus.programLengths[split].upperBound))")
    }

    if keep { try run.checkKeeping(step, specifications: samples.count) }
    let evaluation = try withProgress(of: samples.count) { progress in
      try run.naming(checkpoint: step) {
        try Evaluation.run(parameters, samples: samples, threads: threads.count, progress: progress).evaluation
      }
    }
    if keep {
      let kept = KeptEvaluation(
        split: split, seed: seed, start: start, count: count, lengths: lengths, evaluation: evaluation)
      try run.keep(kept, step: step)
    }
    return EvaluationReport(
      run: run.name, step: step, source: .corpus(split, seed: seed, start: start, count: count, lengths: lengths),
      figures: evaluation.answerFigures, evaluation: evaluation)
  }

  /// Evaluates on the specifications of a file; figures that compare with references only if every line has one.
  private func reportOnFile(_ path: PathArgument) throws -> EvaluationReport {
    let (run, step, parameters) = try options.model()
    let file = try SpecificationFile(TextInput(path))
    try file.requireRoom(in: parameters.configuration)
    let specifications = file.lines.map(\.specification)
    let samples = file.lines.enumerated().compactMap { number, line in
      line.reference.map { Sample(index: number, specification: line.specification, program: $0) }
    }
    let hasAllReferences = samples.count == specifications.count
    let (figures, evaluation) = try withProgress(of: specifications.count) { progress in
      try run.naming(checkpoint: step) { () -> (AnswerFigures, Evaluation?) in
        if hasAllReferences {
          let evaluation = try Evaluation.run(
            parameters, samples: samples, threads: threads.count, progress: progress
          ).evaluation
          return (evaluation.answerFigures, evaluation)
        }
        let figures = try AnswerFigures.run(
          parameters, specifications: specifications, threads: threads.count, progress: progress)
        return (figures, nil)
      }
    }
    return EvaluationReport(
      run: run.name, step: step, source: .file(name: file.name, references: samples.count), figures: figures,
      evaluation: evaluation)
  }

  /// Shows progress over `total` specifications while `work` runs.
  private func withProgress<Result>(of total: Int, _ work: ((Int) -> Void) throws -> Result) rethrows -> Result {
    let line = ProgressLine()
    defer { line.clear() }
    let clock = ContinuousClock.now
    return try work { done in
      let left = (ContinuousClock.now - clock) / done * (total - done)
      line.show("\(done) of \(total) specifications, \(left.text) left")
    }
  }
}

/// `--lengths`, for example 6-10.
struct LengthRange: Sendable {
  let range: ClosedRange<Int>

  /// - Throws: ``UnexpectedValue`` if the text is neither a number nor a range.
  @Sendable init(_ text: String) throws {
    let bounds = text.split(separator: "-", omittingEmptySubsequences: false).map { Int(grouped: $0) }
    guard let low = bounds[0], let high = bounds[bounds.count - 1], bounds.count <= 2, 0 <= low else {
      throw UnexpectedValue(expected: "a number of ops or a range, for example 6 or 6-10")
    }
    guard low <= high else { throw UnexpectedValue(expected: "the lower bound first: \(high)-\(low)") }
    range = low...high
  }
}
