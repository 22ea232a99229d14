import ArgumentParser
import Corpus
import Experiments

struct EvalCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "eval",
    abstract: "Measure how well a model writes programs.",
    discussion: """
      The model writes a program for each of --count samples of the corpus, greedily and under the grammar. Generative \
      accuracy is the share whose program turns all five inputs into what looks like their outputs, with its 95% interval \
      (Wilson). --lengths keeps, of the samples drawn, those whose own program has such a length.
      """)

  @OptionGroup var options: CheckpointOptions

  @OptionGroup var threads: ThreadOptions

  @Option(help: "The part of the corpus.")
  var split = Split.test

  @Option(parsing: .unconditional, help: "The corpus's seed; the run's if not given.", transform: wholeNumber)
  var seed: UInt64?

  @Option(
    parsing: .unconditional, help: "The number of the first sample, counted from 0. (default: 0)",
    transform: wholeNumber)
  var start = 0

  @Option(
    parsing: .unconditional,
    help: "The number of samples drawn: 1 or more, none past the end of the split. (default: 1000)",
    transform: wholeNumber)
  var count = 1000

  @Option(
    help: "Keep samples whose program has so many ops, for example 6-10 or 6; all if not given.",
    transform: LengthRange.init)
  var lengths: LengthRange?

  @Flag(help: "Keep the figures in the run's folder, for the Step view to show.")
  var keep = false

  @Flag(help: "Write one JSON object.")
  var json = false

  func validate() throws {
    try split.validate(start: start, count: count, least: 1)
  }

  func run() throws {
    let (run, step, parameters) = try options.model()
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
    let line = ProgressLine()
    let clock = ContinuousClock.now
    let evaluation = try Evaluation.run(parameters, samples: samples, threads: threads.count) { done in
      let left = (ContinuousClock.now - clock) / done * (samples.count - done)
      line.show("\(done) of \(samples.count) specifications, \(left.text) left")
    }.evaluation
    line.clear()

    let report = EvaluationReport(
      run: run.name, step: step, split: split.rawValue, seed: seed, start: start, count: count,
      lengths: .init(minimum: lengths.lowerBound, maximum: lengths.upperBound), evaluation: evaluation)
    if keep {
      let kept = KeptEvaluation(
        split: split, seed: seed, start: start, count: count, lengths: lengths, evaluation: evaluation)
      try run.keep(kept, step: step)
    }
    var output = StandardOutput()
    try output.write(report, asJSON: json)
    try output.flush()
  }
}

/// `--lengths`, for example 6-10.
struct LengthRange: Sendable {
  let range: ClosedRange<Int>

  /// - Throws: ``UnexpectedValue`` if the text is no number and no range.
  @Sendable init(_ text: String) throws {
    let bounds = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
    guard let low = bounds[0], let high = bounds[bounds.count - 1], bounds.count <= 2, 0 <= low else {
      throw UnexpectedValue(expected: "ops as a number or a range, for example 6 or 6-10")
    }
    guard low <= high else { throw UnexpectedValue(expected: "the fewer ops first: \(high)-\(low)") }
    range = low...high
  }
}
