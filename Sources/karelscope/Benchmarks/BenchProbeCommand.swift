import ArgumentParser
import Beliefs
import Corpus
import Foundation
import LanguageModel
import Probing

struct BenchProbeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "probe",
    abstract: "Benchmark the training of probes on one thread.",
    discussion: """
      Trains the direction, position and obstacle probes on the states written by `karelscope probe --dump`, without \
      early stopping, and tests them. Tests/Peers/bench_probe.py does the same with PyTorch.
      """)

  @Option(
    help: "The file with hidden states and labels.", completion: .file(), transform: PathArgument.init(parsing:))
  var dump: PathArgument

  @Option(help: ArgumentHelp("The kinds of probe: linear, mlp1, mlp2.", valueName: "kind,…"))
  var probes = "linear,mlp1,mlp2"

  @Option(
    parsing: .unconditional, help: "Passes over the training states, overriding the kind's default.",
    transform: wholeNumber)
  var passes: Int?

  @Option(parsing: .unconditional, help: "The batch size, overriding the kind's default.", transform: wholeNumber)
  var batchSize: Int?

  @Option(help: "AdamW's initial learning rate, overriding the kind's default.")
  var rate: Float?

  @Option(help: "AdamW's weight decay, overriding the kind's default.")
  var weightDecay: Float?

  @Flag(help: "Write one JSON object per kind of probe.")
  var json = false

  private struct Result: Encodable {
    let probe: String
    let passes: Int
    let batchSize: Int
    let rate: Float
    let weightDecay: Float
    let states: Int
    let seconds: Double
    let accuracy: [String: Double]
  }

  func validate() throws {
    for word in probes.split(separator: ",", omittingEmptySubsequences: false)
    where ProbeKind(rawValue: String(word)) == nil {
      throw ValidationError("--probes: found '\(word)', expected linear, mlp1, mlp2")
    }
    for (flag, number) in [("--passes", passes), ("--batch-size", batchSize)] {
      if let number, !(1...100_000).contains(number) {
        throw ValidationError("\(flag): found \(number), expected 1 to 100000")
      }
    }
  }

  func run() throws {
    let states = try DumpedStates(contentsOf: dump.url)
    var output = StandardOutput()
    for kind in probes.split(separator: ",").compactMap({ ProbeKind(rawValue: String($0)) }) {
      let result = time(kind, states)
      if json {
        try output.write(json: result)
      } else {
        let accuracies = result.accuracy.sorted { $0.key < $1.key }
          .map { String(format: "\($0.key) %.3f", $0.value) }
        try output.write(
          line: "\(result.probe): \(String(format: "%.2f", result.seconds)) s for \(result.passes) passes over "
            + "\(result.states) states; \(accuracies.joined(separator: ", "))")
      }
      try output.flush()
    }
  }

  private func time(_ kind: ProbeKind, _ states: DumpedStates) -> Result {
    var training = ProbeTraining(kind)
    if let passes { training.settings.passes = passes }
    if let batchSize { training.settings.batchSize = batchSize }
    if let rate { training.settings.rate = rate }
    if let weightDecay { training.settings.weightDecay = weightDecay }
    training.settings.patience = training.settings.passes
    let (inputs, classes) = (states.inputs, states.classes)
    let start = ContinuousClock.now
    let standardisation = Standardisation(of: inputs[.validation]!)
    let nets = training(
      standardisation(inputs[.train]!), classes[.train]!, validation: standardisation(inputs[.validation]!),
      classes[.validation]!, seed: 1
    ).map { $0.standardising(mean: standardisation.mean, scale: standardisation.scale) }
    let byHead = Dictionary(uniqueKeysWithValues: zip(ProbeHead.standard, nets))
    var accuracy: [String: Double] = [:]
    for feature in Feature.standard {
      let tally = ProbeTally(
        feature.heads.map { byHead[$0]! }, on: inputs[.test]!, classes[.test]!, heads: feature.heads,
        ops: states.ops[.test]!)
      accuracy[feature.rawValue] = Double(tally.right) / Double(max(1, tally.n))
    }
    return Result(
      probe: kind.rawValue, passes: training.settings.passes, batchSize: training.settings.batchSize,
      rate: training.settings.rate, weightDecay: training.settings.weightDecay, states: inputs[.train]!.count,
      seconds: (ContinuousClock.now - start) / .seconds(1), accuracy: accuracy)
  }
}

/// The states written by `karelscope probe --dump`, by split.
private struct DumpedStates {
  private(set) var inputs: [Split: ProbeInputs] = [:]
  private(set) var classes: [Split: ProbeClasses] = [:]
  private(set) var ops: [Split: [Int]] = [:]

  init(contentsOf url: URL) throws {
    let file = try SafeTensorsFile(contentsOf: url)
    let shape = file.tensors["hidden"]?.shape ?? []
    guard shape.count == 2, shape.allSatisfy({ $0 > 0 }) else {
      throw InputError(name: url.path, problem: "hidden: found shape \(shape), expected two dimensions, both above 0")
    }
    let hidden = try file.floats("hidden", shape: shape)
    func column(_ name: String) throws -> [Int] { try file.int64s(name, shape: [shape[0]]).map { Int($0) } }
    let (splits, steps) = (try column("split"), try column("step"))
    guard let largest = steps.max(), largest < Generation.maximumLength, steps.allSatisfy({ $0 >= 0 }) else {
      throw InputError(
        name: url.path, problem: "step: found numbers outside 0 to \(Generation.maximumLength - 1), those of ops")
    }
    let labels = try ProbeHead.standard.map { head in
      let first = head == .dx || head == .dy ? -Label.maximumOffset : 0
      return try column(head.rawValue).map { label in
        guard (0..<head.classCount).contains(label - first) else {
          throw InputError(
            name: url.path,
            problem: "\(head.rawValue): found \(label), expected \(first) to \(first + head.classCount - 1)")
        }
        return UInt8(label - first)
      }
    }
    for (number, split) in Split.allCases.enumerated() {
      let rows = splits.indices.filter { splits[$0] == number }
      inputs[split] = ProbeInputs(rows.flatMap { hidden[$0 * shape[1]..<($0 + 1) * shape[1]] }, width: shape[1])
      classes[split] = ProbeClasses(
        heads: ProbeHead.standard, classes: labels.map { column in rows.map { column[$0] } })
      ops[split] = rows.map { steps[$0] }
    }
  }
}
