import ArgumentParser
import Beliefs
import Corpus
import Experiments
import Foundation
import LanguageModel
import PlainText
import Probing
import Reports
import Screens

struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Tell what a run's probes found: tables, CSV, and a page of figures.",
    discussion: """
      Brings together what `probe` wrote into the run: accuracies with their intervals, semantic content over the \
      checkpoints and how it follows generative accuracy, what re-interpretation of the ops takes away, layers, positions \
      in the program, calibration. By default it tells of what the paper probed; other results are chosen by the options.

      With --json each result of the selection is an object: step, probe, feature, offset, semantics, seed, accuracy, low, \
      high, n, control (null for the probe itself), and what names it among others; so is each line of --csv.
      """)

  @OptionGroup var source: RunOptions

  @Option(help: "grid (north is up) or start (the way the robot faced at its start is up).")
  var frame = ReferenceFrame.grid

  @Option(help: "Hidden states that were probed: mean over the layers, or a layer's number.")
  var layer = "mean"

  @Option(
    parsing: .unconditional, help: "The example whose states are the truth, 1 to 5. (default: 1)",
    transform: wholeNumber)
  var example = 1

  @Flag(help: "Results of programs that satisfy their specification only.")
  var correctOnly = false

  @Flag(help: "Results with the position that produces a program's last op.")
  var keepLast = false

  @Flag(help: "With --json and --csv: every result there is, not only the selection.")
  var all = false

  @Flag(help: "Write JSON, one result a line, instead of tables.")
  var json = false

  @Option(
    help: "Write the results into this file as comma-separated values; - is standard output, in place of tables.",
    completion: .file(), transform: PathArgument.init(parsing:))
  var csv: PathArgument?

  @Option(
    help: "Write figures and tables into this file, or to -, as a page in HTML that needs no other file.",
    completion: .file(), transform: PathArgument.init(parsing:))
  var html: PathArgument?

  @Option(
    help: "Write the figures into this file, or to -, as SVG.", completion: .file(),
    transform: PathArgument.init(parsing:))
  var svg: PathArgument?

  func validate() throws {
    try requireCount(example, of: "--example", upTo: Specification.exampleCount)
    guard HiddenLayer(name: layer) != nil else {
      throw ValidationError("--layer: found '\(layer)', expected mean or a number from 0")
    }
    guard !all || json || csv != nil else {
      throw ValidationError("--all: found without --json and --csv, expected one of them")
    }
    let files = [("--csv -", csv), ("--html -", html), ("--svg -", svg)]
    let toOutput = files.filter { $1?.isStandardStream == true }.map(\.0) + (json ? ["--json"] : [])
    guard toOutput.count <= 1 else {
      throw ValidationError("found \(toOutput.joined(separator: " and ")), expected one to fill standard output")
    }
  }

  private var selection: Selection {
    Selection(
      frame: frame,
      traces: ActivationKey(
        layer: HiddenLayer(name: layer) ?? .mean, example: example - 1, isCorrectOnly: correctOnly, keepsLast: keepLast)
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
    guard let findings = Findings(checkpoints, selection) else {
      throw InputError(
        name: directory.url.path,
        problem: "found no probe results of \(selection.text), expected some" + others(checkpoints)
          + "; make them with: \(probing(directory))")
    }
    let results = checkpoints.flatMap(\.results).filter { all || selection.containsWithRecords($0) }
    let page = page(directory, findings, otherFrames: otherFrames(checkpoints), accuracyOrigin: origin)
    var output = StandardOutput()
    var isTaken = json
    for (file, content) in [
      (csv, { ResultsTable.csv(results) }), (html, { page.html }), (svg, { page.svg }),
    ] {
      guard let file else { continue }
      if file.isStandardStream {
        try output.write(document: content())
        isTaken = true
      } else {
        try AtomicFile.write(Data(content().utf8), to: file.url)
      }
    }
    if json {
      for result in results { try output.write(json: ResultLine(result)) }
    } else if !isTaken {
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
      introduction.append("the frame of the \(frame.rawValue) has results as well: add --frame \(frame.rawValue)")
    }
    if let accuracyOrigin { introduction.append("generative accuracy: \(accuracyOrigin)") }
    introduction.append(findings.intervalNote)
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

  /// What there are results of in place of those that are missing, with the options that choose them; empty if nothing is.
  private func others(_ checkpoints: [ProbedCheckpoint]) -> String {
    let probes = checkpoints.flatMap(\.results).compactMap(\.key?.probe).filter { probe in
      var traces = selection.traces
      traces.layer = probe.traces.layer
      return probe.frame == frame && probe.traces == traces
    }
    let layers = Set(probes.map(\.traces.layer.name)).subtracting([layer])
    var options = otherFrames(checkpoints).map { "--frame \($0.rawValue)" }
    if !layers.isEmpty { options.append("--layer \(layers.sorted().joined(separator: " or "))") }
    return options.isEmpty ? "" : " (there are some with \(options.joined(separator: ", or ")))"
  }

  /// The command that makes the results that are missing.
  private func probing(_ run: RunDirectory) -> String {
    var words = ["karelscope", "probe", "--run", run.url.path.shellWord, "--checkpoint", "all"]
    if frame != .grid { words += ["--frames", frame.rawValue] }
    if layer != "mean" { words += ["--layer", layer] }
    if example != 1 { words += ["--example", "\(example)"] }
    if correctOnly { words.append("--correct-only") }
    if keepLast { words.append("--keep-last") }
    return words.joined(separator: " ")
  }
}

/// A result for machines.
private struct ResultLine: Encodable {
  let result: ProbeResult

  init(_ result: ProbeResult) {
    self.result = result
  }

  private enum CodingKeys: String, CodingKey {
    case step, probe, frame, feature, offset, semantics, seed, control, layer, example, programs, last
    case accuracy, low, high, n, paired, record, states
    case informationBits = "information_bits"
    case informationLow = "information_low"
    case informationHigh = "information_high"
  }

  /// Writes every field; what there is none of is null.
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
  }
}

extension ReferenceFrame: ExpressibleByArgument {}
