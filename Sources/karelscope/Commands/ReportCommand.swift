import ArgumentParser
import Beliefs
import Corpus
import Experiments
import Files
import Foundation
import LanguageModel
import PlainText
import Probing
import Reports
import Screens

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Report a run's probe results: tables, CSV, and a page of figures.",
    discussion: """
      Summarises the results that `probe` wrote to the run: accuracies with confidence intervals, semantic content \
      over the checkpoints and its relation to generative accuracy, drops under re-interpreted ops, layers, positions \
      in the program, calibration. By default it reports what the paper probed; options select other results.

      First comes the verdict, a line a claim: supported if the whole 95% interval of a difference lies above a margin \
      (0.05 bits, or a share of 0.01), weak if it only lies above 0, not supported if it reaches 0, or not measured. The \
      counts lead: in how many of the five worlds a wall is met, in bits beyond what the ops tell. --verdict writes it \
      alone; with --json as objects: claim, probe, frame, step, expected, found, low, high, verdict, why.

      With --json each selected result is an object: step, probe, feature, offset, semantics, seed, accuracy, low, \
      high, n, control (null for the probe itself), and the fields that identify it: among them record (null, ops or \
      ops+worlds), states (all, differ, differ-all or within), example (1 to 5, or count), and information_bits with its \
      interval, information_low and information_high; --csv has the same columns.
      """)

  @OptionGroup var source: RunOptions

  @Option(help: "The frame of reference: grid (north is up) or start (the robot's initial direction is up).")
  var frame = ReferenceFrame.grid

  @Option(help: "The probed hidden states: mean over the layers, concat (all side by side), or a layer's number.")
  var layer = "mean"

  @Option(
    parsing: .unconditional, help: "The example whose states are the labels, 1 to 5. (default: 1)",
    transform: wholeNumber)
  var example = 1

  @Flag(help: "Only results of programs that satisfy their specification.")
  var correctOnly = false

  @Flag(help: "Results that include the position that produces a program's last op.")
  var keepLast = false

  @Flag(help: "Results that include the start state at offsets -2 and -1 and the final one at 1 and 2.")
  var keepEnds = false

  @Option(help: ArgumentHelp("The token whose hidden states were probed, as in `probe`.", valueName: "token"))
  var position = "op"

  @Flag(help: "Write the verdict alone.")
  var verdict = false

  @Flag(help: "With --json and --csv: all results, not only the selected ones.")
  var all = false

  @Flag(help: "Write JSON, one result per line, instead of tables.")
  var json = false

  @Option(
    help: "Write the results to this file as CSV; - is standard output, instead of tables.",
    completion: .file(), transform: PathArgument.init(parsing:))
  var csv: PathArgument?

  @Option(
    help: "Write figures and tables to this file, or to -, as a self-contained HTML page.",
    completion: .file(), transform: PathArgument.init(parsing:))
  var html: PathArgument?

  @Option(
    help: "Write the figures to this file, or to -, as SVG.", completion: .file(),
    transform: PathArgument.init(parsing:))
  var svg: PathArgument?

  func validate() throws {
    try requireCount(example, of: "--example", upTo: Specification.exampleCount)
    guard HiddenLayer(name: layer) != nil else {
      throw ValidationError("--layer: found '\(layer)', expected mean, concat or a number from 0")
    }
    guard ProbePosition(name: position) != nil else {
      throw ValidationError(
        "--position: found '\(position)', expected \(ProbePosition.all.map(\.name).joined(separator: ", "))")
    }
    guard !all || json || csv != nil else {
      throw ValidationError("--all: found without --json and --csv, expected one of them")
    }
    guard !verdict || !all && csv == nil && html == nil && svg == nil else {
      throw ValidationError("--verdict: found --all, --csv, --html or --svg as well, expected at most --json")
    }
    let files = [("--csv -", csv), ("--html -", html), ("--svg -", svg)]
    let toOutput = files.filter { $1?.isStandardStream == true }.map(\.0) + (json ? ["--json"] : [])
    guard toOutput.count <= 1 else {
      throw ValidationError("found \(toOutput.joined(separator: " and ")), expected at most one on standard output")
    }
  }

  private var selection: Selection {
    Selection(
      frame: frame,
      traces: ActivationKey(
        layer: HiddenLayer(name: layer) ?? .mean, example: example - 1, isCorrectOnly: correctOnly, keepsLast: keepLast,
        keepsEnds: keepEnds, position: ProbePosition(name: position) ?? .op)
    )
  }

  func run() throws {
    let directory = try source.directory()
    let layerCount = directory.configuration.preset.model.layerCount
    if case .layer(let number)? = HiddenLayer(name: layer), number > layerCount {
      throw InputError(
        name: "--layer",
        problem: "found \(number), expected mean or 0 (the embedding) to \(layerCount), the layers of this run's model")
    }
    let (checkpoints, origin, damage) = try directory.probedCheckpoints()
    StandardError.warn(damage)
    let results = checkpoints.flatMap(\.results).filter { all || selection.containsEvidence($0) }
    let findings = Findings(checkpoints, selection)
    // Rows need no findings; all else is made of them.
    let needsFindings = verdict || html != nil || svg != nil || !json && csv == nil || results.isEmpty
    guard findings != nil || !needsFindings else {
      let (found, expected) =
        results.contains(where: selection.containsEvidence)
        ? ("only probe results of fewer than \(Findings.minimumStates) states", "more") : ("no probe results", "some")
      throw InputError(
        name: directory.url.path,
        problem: "found \(found) of \(selection.text), expected \(expected)"
          + "\(others(checkpoints)); create them with: \(probing(directory))")
    }
    let page = findings.map {
      self.page(directory, $0, otherFrames: otherFrames(checkpoints), accuracyOrigin: origin)
    }
    var output = StandardOutput()
    if verdict, let findings {
      for verdict in findings.verdicts {
        if json { try output.write(json: verdict) } else { try output.write(lines: Table.lines(verdict.text)) }
      }
      return try output.flush()
    }
    var usesStandardOutput = json
    for (file, content) in [
      (csv, { ResultsTable.csv(results) }), (html, { page?.html ?? "" }), (svg, { page?.svg ?? "" }),
    ] {
      guard let file else { continue }
      if file.isStandardStream {
        try output.write(document: content())
        usesStandardOutput = true
      } else {
        try AtomicFile.write(Data(content().utf8), to: file.url)
      }
    }
    if json {
      for result in results { try output.write(json: ResultLine(result)) }
    } else if !usesStandardOutput, let page {
      try output.write(lines: [page.title] + page.introduction.flatMap(Table.lines))
      for table in page.tables { try output.write(lines: [""] + table.lines) }
    }
    try output.flush()
  }

  private func page(
    _ run: RunDirectory, _ findings: Findings, otherFrames: [ReferenceFrame], accuracyOrigin: String?
  ) -> Page {
    let configuration = run.configuration
    var introduction = [
      "preset \(configuration.preset.name), seed \(configuration.seed); probes: \(selection.text)"
    ]
    for frame in otherFrames {
      introduction.append("results in the \(frame.rawValue) frame are available as well: add --frame \(frame.rawValue)")
    }
    if let accuracyOrigin { introduction.append("generative accuracy: \(accuracyOrigin)") }
    introduction.append(findings.intervalNote)
    introduction += findings.verdicts.filter { $0.verdict != .notMeasured }.map(\.text)
    let missing = findings.verdicts.filter { $0.verdict == .notMeasured }.map(\.claim)
    if !missing.isEmpty {
      introduction.append("not measured (report --verdict tells how): \(missing.joined(separator: "; "))")
    }
    introduction.append(Paper.comparison)
    return Page(
      "run \(run.name)", introduction: introduction, figures: findings.figures, tables: findings.tables)
  }

  /// The frames besides the chosen one that have results of the same states.
  private func otherFrames(_ checkpoints: [ProbedCheckpoint]) -> [ReferenceFrame] {
    ReferenceFrame.allCases.filter { other in
      var selection = selection
      selection.frame = other
      return other != frame && Findings(checkpoints, selection) != nil
    }
  }

  /// The options that select existing results when the selected ones are missing; empty if there are none.
  private func others(_ checkpoints: [ProbedCheckpoint]) -> String {
    let probes = checkpoints.flatMap(\.results).compactMap(\.key?.probe).filter { probe in
      var traces = selection.traces
      traces.layer = probe.traces.layer
      return probe.frame == frame && probe.traces == traces
    }
    let layers = Set(probes.map(\.traces.layer.name)).subtracting([layer])
    var options = otherFrames(checkpoints).map { "--frame \($0.rawValue)" }
    if !layers.isEmpty { options.append("--layer \(layers.sorted().joined(separator: " or "))") }
    return options.isEmpty ? "" : " (available with \(options.joined(separator: ", or ")))"
  }

  /// The command that creates the missing results.
  private func probing(_ run: RunDirectory) -> String {
    var words = ["karelscope", "probe", "--run", run.url.path.shellWord, "--checkpoint", "all"]
    if frame != .grid { words += ["--frames", frame.rawValue] }
    if layer != "mean" { words += ["--layer", layer] }
    if example != 1 { words += ["--example", "\(example)"] }
    if correctOnly { words.append("--correct-only") }
    if keepLast { words.append("--keep-last") }
    if keepEnds { words.append("--keep-ends") }
    if position != "op" { words += ["--position", position] }
    return words.joined(separator: " ")
  }
}

/// A result as a line of JSON.
private struct ResultLine: Encodable {
  let result: ProbeResult

  init(_ result: ProbeResult) {
    self.result = result
  }

  private enum CodingKeys: String, CodingKey {
    case step, probe, frame, feature, offset, semantics, seed, control, layer, example, programs, last
    case accuracy, low, high, n, paired, record, states, ends, position
    case informationBits = "information_bits"
    case informationLow = "information_low"
    case informationHigh = "information_high"
  }

  /// Writes every field; missing values are null.
  func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(result.step, forKey: .step)
    try fields.encode(result.probe, forKey: .probe)
    try fields.encode(result.frame, forKey: .frame)
    try fields.encode(result.feature, forKey: .feature)
    try fields.encode(result.offset, forKey: .offset)
    try fields.encode(result.semantics, forKey: .semantics)
    try fields.encode(result.seed, forKey: .seed)
    try fields.encode(result.control, forKey: .control)
    try fields.encode(result.layer, forKey: .layer)
    if Feature(rawValue: result.feature)?.isOfAllExamples ?? false {
      try fields.encode("count", forKey: .example)
    } else {
      try fields.encode(result.example, forKey: .example)
    }
    try fields.encode(result.programs, forKey: .programs)
    try fields.encode(result.last, forKey: .last)
    try fields.encode(result.accuracy, forKey: .accuracy)
    try fields.encode(result.low, forKey: .low)
    try fields.encode(result.high, forKey: .high)
    try fields.encode(result.n, forKey: .n)
    try fields.encode(result.paired, forKey: .paired)
    try fields.encode(result.record, forKey: .record)
    try fields.encode(result.states ?? StateSubset.all.rawValue, forKey: .states)
    try fields.encode(result.information?.value, forKey: .informationBits)
    try fields.encode(result.information?.low, forKey: .informationLow)
    try fields.encode(result.information?.high, forKey: .informationHigh)
    try fields.encode(result.ends, forKey: .ends)
    try fields.encode(result.position ?? ProbePosition.op.name, forKey: .position)
  }
}

extension ReferenceFrame: ExpressibleByArgument {}
