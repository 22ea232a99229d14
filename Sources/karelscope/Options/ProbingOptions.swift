import ArgumentParser
import Beliefs
import Corpus
import Experiments
import Karel
import LanguageModel
import Probing

/// The options that select which probes to train, and on which states.
struct ProbingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The semantics that generate the labels: original, flip, adversarial, released (three more from the paper's code), or "
        + "the effects of pick, put, right, left and move, comma-separated; several, comma-separated.",
      valueName: "semantics,…"))
  var semantics = ProbingOptions.standardSemantics

  static let standardSemantics = "original,flip,adversarial"

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The probed states, in ops from the one after the op being written. (default: \(standardOffsets))",
      valueName: "k,…"))
  var offsets: String?

  static let standardOffsets = "-2,-1,0,1,2"

  @Option(
    help: ArgumentHelp(
      "The kinds of probe: linear, mlp1 (256), mlp2 (256, 1024). (default: \(standardProbes))", valueName: "kind,…"))
  var probes: String?

  static let standardProbes = "linear,mlp1,mlp2"

  @Option(
    help: ArgumentHelp(
      "Of one example: direction, position, obstacle (or wall-ahead), position-from-end, absolute-position, walls, marker "
        + "(under the robot), blocked (does the executed move meet a wall). Of all five: wall-ahead-count, blocked-count, "
        + "marker-count, satisfied (will the program satisfy the specification). (default: \(standardFeatures), and "
        + "blocked-count and wall-ahead-count in bits beyond the ops)",
      valueName: "feature,…"))
  var features: String?

  static let standardFeatures = "direction,position,obstacle"

  @Option(
    help: ArgumentHelp(
      "The frames of reference: grid (north is up), start (the robot's initial direction is up) (default: both for linear "
        + "probes, grid for others).", valueName: "frame,…"))
  var frames: String?

  @Option(
    name: [.customLong("layer"), .customLong("layers")], parsing: .unconditional,
    help: ArgumentHelp(
      "The hidden states: mean over the layers, a layer's number (0 is the embedding), concat (all side by side), or all.",
      valueName: "layer,…"))
  var layers = "mean"

  @Option(
    parsing: .unconditional, help: "The example whose states are the labels, 1 to 5. (default: 1)",
    transform: wholeNumber)
  var example: Int?

  @Option(help: ArgumentHelp("Several examples whose states are the labels in turn, or all.", valueName: "k,…"))
  var examples: String?

  @Option(
    help: ArgumentHelp(
      "Measure also what the hidden states tell beyond a record, in bits: ops (so far), ops+worlds (with the input worlds).",
      valueName: "record,…"))
  var record: String?

  @Option(
    help: ArgumentHelp(
      "The token whose hidden states are probed: op (each that produces an op), or one of the prompt, about the start: robot-1 to "
        + "robot-5 (the robot's cell in an example), input-1 to input-5 (the end of its input).", valueName: "token"))
  var position = "op"

  @Flag(help: "Exclude programs that do not satisfy their specification.")
  var correctOnly = false

  @Flag(help: "Keep the position that produces a program's last op.")
  var keepLast = false

  @Flag(help: "Keep the start state at offsets -2 and -1 and the final one at 1 and 2, which the specification tells.")
  var keepEnds = false

  @Option(
    help: ArgumentHelp(
      "The controls: majority (class), shuffled (labels), untrained (model's hidden states), ops (as inputs), world-copy (ops "
        + "and input worlds as inputs), foreign-worlds (labels from worlds the model never saw), control-task (random labels "
        + "by context), or none. With --record, those that replace hidden states or labels are measured beyond it too.",
      valueName: "control,…"))
  var controls = ProbingOptions.standardControls

  static let standardControls = "majority"

  @Option(
    parsing: .unconditional,
    help: "The seed of the probes' initial parameters and of the order of the training states. (default: 1)",
    transform: wholeNumber)
  var seed: UInt64 = 1

  @Option(
    parsing: .unconditional, help: "Train everything with this many seeds, from --seed on. (default: 1)",
    transform: wholeNumber)
  var seeds = 1

  @Option(
    parsing: .unconditional,
    help:
      "Passes over the training states, overriding each kind's default; probes with hidden layers profit from more.",
    transform: wholeNumber)
  var passes: Int?

  @Flag(
    help: ArgumentHelp(
      "In a minute: \(ProbingOptions.quickSizes.training + ProbingOptions.quickSizes.validation + ProbingOptions.quickSizes.test) "
        + "programs, the current state, linear and mlp1 probes; other options still count."))
  var quick = false

  static let quickSizes: ProbingPlan.Sizes = {
    var sizes = ProbingPlan.Sizes()
    (sizes.training, sizes.validation, sizes.test, sizes.states) = (4000, 500, 1500, 20_000)
    return sizes
  }()

  @Option(
    parsing: .unconditional, help: "Training specifications. (default: \(ProbingPlan.Sizes().training))",
    transform: wholeNumber)
  var training: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Validation specifications, for standardisation of the states and early stopping. "
        + "(default: \(ProbingPlan.Sizes().validation))"),
    transform: wholeNumber)
  var validation: Int?

  @Option(
    parsing: .unconditional, help: "Test specifications. (default: \(ProbingPlan.Sizes().test))", transform: wholeNumber
  )
  var test: Int?

  @Option(
    parsing: .unconditional,
    help: "States sampled from the training specifications' programs. (default: \(ProbingPlan.Sizes().states))",
    transform: wholeNumber)
  var states: Int?

  @Flag(help: "Save probes with hidden layers too, not only linear ones.")
  var keepMlps = false

  @Flag(help: "Skip probes that already have results.")
  var resume = false

  @Flag(help: "Retrain probes that already have results.")
  var replace = false

  func validate() throws {
    guard !resume || !replace else { throw ValidationError("found --resume and --replace, expected one of them") }
    _ = try plan(layerCount: 0)
  }

  /// The given options that select probes without affecting the states they are trained on.
  var ofProbesAlone: [String] {
    let given = [
      ("--probes", probes != nil),
      ("--features", features != nil),
      ("--frames", frames != nil),
      ("--offsets", offsets != nil),
      ("--controls", controls != ProbingOptions.standardControls),
      ("--seeds", seeds != 1), ("--passes", passes != nil), ("--keep-mlps", keepMlps), ("--record", record != nil),
      ("--examples", examples != nil), ("--quick", quick),
      ("--resume", resume), ("--replace", replace),
    ]
    return given.filter(\.1).map(\.0)
  }

  /// What to train.
  ///
  /// - Parameter layerCount: The model's layers, for `all`.
  func plan(layerCount: Int) throws -> ProbingPlan {
    let standard = quick ? ProbingOptions.quickSizes : ProbingPlan.Sizes()
    var plan = ProbingPlan()
    plan.sizes.training = training ?? standard.training
    plan.sizes.validation = validation ?? standard.validation
    plan.sizes.test = test ?? standard.test
    plan.sizes.states = states ?? standard.states
    for (flag, count, most) in [
      ("--training", plan.sizes.training, Split.train.count),
      ("--validation", plan.sizes.validation, Split.validation.count),
      ("--test", plan.sizes.test, Split.test.count),
    ] where !(1...most).contains(count) {
      throw ValidationError("\(flag): found \(count), expected 1 to \(most), the split's size")
    }
    for (flag, count) in [("--states", plan.sizes.states), ("--seeds", seeds)] where !(1...10_000_000).contains(count) {
      throw ValidationError("\(flag): found \(count), expected at least 1")
    }
    if let passes, !(1...10_000).contains(passes) {
      throw ValidationError("--passes: found \(passes), expected 1 to 10000")
    }
    guard example == nil || examples == nil else {
      throw ValidationError("found --example and --examples, expected one of them")
    }
    if let example, !(1...Specification.exampleCount).contains(example) {
      throw ValidationError("--example: found \(example), expected 1 to \(Specification.exampleCount)")
    }
    plan.semantics = try ProbingOptions.semantics(semantics)
    plan.offsets = try OptionList.words(
      "--offsets", offsets ?? (quick ? "0" : ProbingOptions.standardOffsets), expected: "-2 to 2"
    ) { word in
      Int(word).flatMap { ProbedGeneration.offsets.contains($0) ? [$0] : nil }
    }
    plan.kinds = try OptionList.names("--probes", probes ?? (quick ? "linear,mlp1" : ProbingOptions.standardProbes))
    plan.features = try OptionList.words(
      "--features", features ?? ProbingOptions.standardFeatures,
      expected: Feature.allCases.map(\.rawValue).joined(separator: ", ")
    ) { word in Feature(name: word).map { [$0] } }
    plan.frames = try frames.map { try OptionList.names("--frames", $0) }
    plan.layers = try OptionList.words("--layer", layers, expected: "mean, concat, all or numbers from 0") { word in
      word == "all" ? [.mean] + (0...layerCount).map { .layer($0) } : HiddenLayer(name: word).map { [$0] }
    }
    plan.examples =
      try examples.map { text in
        try OptionList.words("--examples", text, expected: "all or numbers from 1 to \(Specification.exampleCount)") {
          word in
          if word == "all" { return Array(0..<Specification.exampleCount) }
          return Int(word).flatMap { (1...Specification.exampleCount).contains($0) ? [$0 - 1] : nil }
        }
      } ?? [(example ?? 1) - 1]
    plan.records = try record.map { try OptionList.names("--record", $0) } ?? []
    guard let position = ProbePosition(name: position) else {
      throw ValidationError(
        "--position: found '\(position)', expected \(ProbePosition.all.map(\.name).joined(separator: ", "))")
    }
    plan.position = position
    // A choice of some probes is not one of these as well.
    plan.includesCounts = [features, record, probes, frames, offsets].allSatisfy { $0 == nil }
    plan.isCorrectOnly = correctOnly
    plan.keepsLast = keepLast
    plan.keepsEnds = keepEnds
    plan.controls = controls == "none" ? [] : try OptionList.names("--controls", controls)
    plan.seeds = (0..<UInt64(seeds)).map { seed &+ $0 }
    plan.passes = passes
    plan.keepsMLPs = keepMlps
    plan.isResuming = resume
    plan.isReplacing = replace
    return plan
  }

  /// Parses comma-separated names and mappings; five ops in a row are one mapping.
  private static func semantics(_ text: String) throws -> [Semantics] {
    var rest = text.split(separator: ",", omittingEmptySubsequences: false)[...]
    var semantics: [Semantics] = []
    while let word = rest.first {
      let isName = word == "released" || Semantics.named.contains { $0.name == word }
      let name = rest.prefix(isName ? 1 : Op.allCases.count).joined(separator: ",")
      rest = rest.dropFirst(isName ? 1 : Op.allCases.count)
      for one in word == "released" ? Semantics.released : [try parsed(name)]
      where !semantics.contains(one) {
        semantics.append(one)
      }
    }
    return semantics
  }

  private static func parsed(_ name: String) throws -> Semantics {
    do {
      return try Semantics(parsing: name)
    } catch {
      throw ValidationError("--\(error), or released")
    }
  }
}
