import ArgumentParser
import Corpus
import Experiments
import Karel
import LanguageModel
import Lens

struct PatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "patch",
    abstract: "Patch a model's states from counterfactual worlds and measure how far its next op follows.",
    discussion: """
      Each pair is a test specification and a counterfactual one, for which the model writes the same ops up to one that \
      differs. The model reads the first, but has at one layer and position the state that it has when it reads the \
      second. The effect is the normalised logit difference: with D = logit of the first specification's op − logit of \
      the second's, (D unpatched - D patched) / (D unpatched - D of the second), numerators and denominators averaged \
      over pairs. 0: nothing changes; 1: all that the second specification would change. Its interval (low, high) is a \
      95% bootstrap interval over pairs. n: the pairs whose text has the position.

      --from wall: a wall that the reference program never meets is moved ahead of the robot's start; turn: the start is \
      turned by a quarter; marker: a marker is moved to a free cell; shuffle: another test specification; or a file, of \
      which each line is the counterfactual of the test specification with its index.

      Positions: ops are those that produce ops (op-1: the first op); example-K those of an example. Positions of one \
      example that stand for the same part, such as its walls, are patched together; parts of different texts are \
      aligned by cell. Layers count from 0.
      """)

  @OptionGroup var options: CheckpointOptions

  @OptionGroup var threads: ThreadOptions

  @Option(
    help: ArgumentHelp("What the pairs differ in.", valueName: "wall|turn|marker|shuffle|file"),
    transform: PathArgument.init(parsing:))
  var from: PathArgument

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Layers to patch, each alone, from 0; or all.", valueName: "layer,…"))
  var layers = "all"

  @Option(help: ArgumentHelp("Positions to patch.", valueName: "ops|example-K|all"))
  var positions = "all"

  @Option(
    help:
      "The example that is changed, 1 to 5, or all (default: that of --positions example-K, else all).")
  var example: String?

  @Option(
    help: "The state: hook_resid_pre, hook_resid_post, hook_attn_out, hook_mlp_out, attn.hook_z (each head alone).")
  var hook = PatchSite.residualBefore

  @Option(parsing: .unconditional, help: "The number of pairs. (default: 100)", transform: wholeNumber)
  var count = 100

  @Option(
    parsing: .unconditional, help: "The seed for pairs, changes and the bootstrap. (default: 1)",
    transform: wholeNumber)
  var seed: UInt64 = 1

  @Flag(help: "Write one JSON object per layer and position.")
  var json = false

  func validate() throws {
    try requireCount(count, of: "--count", upTo: Split.test.count)
    _ = try (parsedLayers(), parsedPositions(), changedExamples())
    if example != nil, counterfactual == nil {
      throw ValidationError("--example: found with --from \(from.path), expected wall, turn or marker")
    }
  }

  private var counterfactual: Counterfactual? { Counterfactual(rawValue: from.path) }

  private func parsedLayers() throws -> [Int]? {
    guard layers != "all" else { return nil }
    return try OptionList.words("--layers", layers, expected: "all or numbers from 0") { word in
      Int(word).flatMap { $0 >= 0 ? [$0] : nil }
    }
  }

  private func parsedPositions() throws -> PatchPosition.Choice {
    switch positions {
    case "ops": return .ops
    case "all": return .all
    default:
      let prefix = "example-"
      guard positions.hasPrefix(prefix), let example = exampleIndex(positions.dropFirst(prefix.count)) else {
        throw ValidationError(
          "--positions: found '\(positions)', expected ops, all, or example-1 to example-\(Specification.exampleCount)")
      }
      return .example(example)
    }
  }

  private func exampleIndex(_ text: some StringProtocol) -> Int? {
    (0..<Specification.exampleCount).first { "\($0 + 1)" == text }
  }

  /// The examples that a counterfactual changes.
  private func changedExamples() throws -> [Int] {
    let all = Array(0..<Specification.exampleCount)
    if let example {
      if example == "all" { return all }
      guard let index = exampleIndex(example) else {
        throw ValidationError("--example: found '\(example)', expected all, or 1 to \(Specification.exampleCount)")
      }
      return [index]
    }
    if case .example(let index) = try parsedPositions() { return [index] }
    return all
  }

  func run() throws {
    let (run, step, parameters) = try options.model()
    var sweep = PatchSweep(parameters)
    if let layers = try parsedLayers() {
      if let wrong = layers.first(where: { $0 >= parameters.configuration.layerCount }) {
        throw RunError(
          file: run.checkpoint(step),
          problem: "--layers: found \(wrong), expected 0 to \(parameters.configuration.layerCount - 1)")
      }
      sweep.blocks = layers
    }
    (sweep.site, sweep.positions, sweep.seed, sweep.threads) = (hook, try parsedPositions(), seed, threads.count)
    let progress = ProgressLine()
    defer { progress.clear() }
    let (pairs, candidates) = try run.naming(checkpoint: step) {
      try findPairs(run, step, parameters) { progress.show("step \(step): \($0) of \(count) pairs") }
    }
    let effects: [PatchEffect]
    do {
      effects = try sweep(pairs) { progress.show("step \(step): patched \($0) of \(pairs.count) pairs") }
    } catch let error as PatchError {
      throw RunError(file: run.checkpoint(step), problem: "\(error)")
    }
    progress.clear()
    if pairs.count < count {
      StandardError.write(
        line: "warning: found \(pairs.count) pairs among \(candidates) candidates, expected \(count): for the others, "
          + "the model writes the same program or nothing can be changed")
    }
    let report = PatchReport(
      run: run.name, step: step, origin: from.path, site: hook, seed: seed, pairs: pairs.count,
      candidates: candidates, effects: effects)
    var output = StandardOutput()
    if json {
      for line in report.jsonLines { try output.write(json: line) }
    } else {
      try output.write(lines: report.lines)
    }
    try output.flush()
  }

  /// Where so few candidates make a pair, looking on is of no use.
  private static let candidatesPerPair = 100

  /// The pairs whose next op differs, and the number of candidates looked at; at least one pair.
  private func findPairs(
    _ run: RunDirectory, _ step: Int, _ parameters: Parameters, progress: (Int) -> Void
  ) throws -> ([PatchPair], Int) {
    let candidates = try PatchCandidates(
      run.configuration.corpus, from, examples: changedExamples(), seed: seed, parameters.configuration)
    let (pairs, looked) = try PatchPair.find(
      count, among: min(candidates.count, PatchCommand.candidatesPerPair * count), parameters, threads: threads.count,
      progress: progress, candidate: candidates.candidate)
    guard !pairs.isEmpty else {
      throw RunError(
        file: run.checkpoint(step),
        problem: "found no pair among \(looked) candidates from \(from.path) for which the model writes another "
          + "program, expected at least one; choose another --from or checkpoint")
    }
    return (pairs, looked)
  }
}

extension PatchSite: ExpressibleByArgument {}
