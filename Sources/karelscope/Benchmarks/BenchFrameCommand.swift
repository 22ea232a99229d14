import ArgumentParser
import Corpus
import Experiments
import Foundation
import Screens
import TextCanvas

struct BenchFrameCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "frame",
    abstract: "Benchmark the instrument's screens.",
    discussion: """
      Uses the bundled run. In this process: the CPU time from a key to the changed cells (update, drawing, diff, as \
      for a recording), over all tabs. Then the program itself on a pseudoterminal: time to first frame, bytes per \
      frame while stepping, CPU time while idle, memory, and key latency while a model is trained on every processor.
      """)

  @Option(
    parsing: .unconditional, help: "The number of frames for each tab and size. (default: 500)",
    transform: wholeNumber)
  var frames = 500

  @Option(parsing: .unconditional, help: "The seconds of idle time to measure.")
  var idle = 10.0

  @Option(
    parsing: .unconditional, help: "The number of keys pressed during a training; 0 for no training. (default: 50)",
    transform: wholeNumber)
  var keys = 50

  @Flag(help: "Write one JSON object.")
  var json = false

  func validate() throws {
    try requireCount(frames, of: "--frames", upTo: 100_000)
    guard (0.1...600).contains(idle) else {
      throw ValidationError("--idle: found \(idle), expected 0.1 to 600 seconds")
    }
    guard (0...10_000).contains(keys) else {
      throw ValidationError("--keys: found \(keys), expected 0 to 10000")
    }
  }

  func run() throws {
    let run = try RunDirectory(BundledRun.url())
    let start = Start(
      subject: Subject(
        run: RunReference(run), step: run.checkpointSteps.last,
        sample: SampleReference(split: .test, index: 90, seed: run.configuration.seed)), randomSeed: 1)
    let handler = RequestHandler(folders: [run.url], waitsForProbes: false)
    let screen = try ScreenBenchmark(idle: .milliseconds(Int(1000 * idle)), keys: keys)
    let small = FrameBenchmark(
      start, size: Size(columns: 80, rows: 24), frames: frames, respond: handler.respond)
    let large = FrameBenchmark(
      start, size: Size(columns: 200, rows: 60), frames: frames, respond: handler.respond)
    var output = StandardOutput()
    try output.write(FrameCosts(small: small, large: large, screen: screen, frames: frames), asJSON: json)
    try output.flush()
  }
}

/// The report of `bench frame`.
private struct FrameCosts: Report {
  // Names end in a size, which the snake-case encoder keeps.
  let frameMillisecondsP50At80x24: Double
  let frameMillisecondsP99At80x24: Double
  let frameMillisecondsP50At200x60: Double
  let frameMillisecondsP99At200x60: Double
  let bytesPerStepMeanAt80x24: Double
  let bytesPerStepP99At80x24: Double
  let idlePercentOfACore: Double?
  let idleSeconds: Double
  let millisecondsToFirstFrame: Double
  let millisecondsToFirstProgram: Double
  let residentBytesPeak: Int?
  let keyMillisecondsP50WhileTraining: Double?
  let keyMillisecondsP99WhileTraining: Double?
  /// For each tab and size.
  let frames: Int

  enum CodingKeys: String, CodingKey {
    case frameMillisecondsP50At80x24 = "frame_milliseconds_p50_at_80x24"
    case frameMillisecondsP99At80x24 = "frame_milliseconds_p99_at_80x24"
    case frameMillisecondsP50At200x60 = "frame_milliseconds_p50_at_200x60"
    case frameMillisecondsP99At200x60 = "frame_milliseconds_p99_at_200x60"
    case bytesPerStepMeanAt80x24 = "bytes_per_step_mean_at_80x24"
    case bytesPerStepP99At80x24 = "bytes_per_step_p99_at_80x24"
    case idlePercentOfACore = "idle_percent_of_a_core"
    case idleSeconds = "idle_seconds"
    case millisecondsToFirstFrame = "milliseconds_to_first_frame"
    case millisecondsToFirstProgram = "milliseconds_to_first_program"
    case residentBytesPeak = "resident_bytes_peak"
    case keyMillisecondsP50WhileTraining = "key_milliseconds_p50_while_training"
    case keyMillisecondsP99WhileTraining = "key_milliseconds_p99_while_training"
    case frames
  }

  init(small: FrameBenchmark, large: FrameBenchmark, screen: ScreenBenchmark, frames: Int) {
    frameMillisecondsP50At80x24 = small.milliseconds.quantile(0.5)
    frameMillisecondsP99At80x24 = small.milliseconds.quantile(0.99)
    frameMillisecondsP50At200x60 = large.milliseconds.quantile(0.5)
    frameMillisecondsP99At200x60 = large.milliseconds.quantile(0.99)
    bytesPerStepMeanAt80x24 = screen.stepBytes.reduce(0, +) / Double(screen.stepBytes.count)
    bytesPerStepP99At80x24 = screen.stepBytes.quantile(0.99)
    idleSeconds = screen.idleSeconds
    idlePercentOfACore = screen.idleProcessorSeconds.map { [idleSeconds] in 100 * $0 / idleSeconds }
    millisecondsToFirstFrame = screen.millisecondsToFirstFrame
    millisecondsToFirstProgram = screen.millisecondsToFirstProgram
    residentBytesPeak = screen.residentBytes
    let keys = screen.keyMillisecondsWhileTraining
    keyMillisecondsP50WhileTraining = keys.isEmpty ? nil : keys.quantile(0.5)
    keyMillisecondsP99WhileTraining = keys.isEmpty ? nil : keys.quantile(0.99)
    self.frames = frames
  }

  var lines: [String] {
    func milliseconds(_ p50: Double, _ p99: Double) -> String { String(format: "%.2f ms, p99 %.2f ms", p50, p99) }
    var rows = [
      ("key to bytes, 80x24", milliseconds(frameMillisecondsP50At80x24, frameMillisecondsP99At80x24)),
      ("key to bytes, 200x60", milliseconds(frameMillisecondsP50At200x60, frameMillisecondsP99At200x60)),
      (
        "bytes per step, 80x24",
        String(format: "%.0f, p99 %.0f", bytesPerStepMeanAt80x24, bytesPerStepP99At80x24)
      ),
      (
        "idle",
        idlePercentOfACore.map { String(format: "%.2f%% of a core over %.1f s", $0, idleSeconds) } ?? "not known here"
      ),
      ("first frame", String(format: "%.0f ms", millisecondsToFirstFrame)),
      ("first program", String(format: "%.0f ms", millisecondsToFirstProgram)),
      ("resident, at most", residentBytesPeak.map { String(format: "%.0f MB", Double($0) / 1e6) } ?? "not known here"),
    ]
    if let p50 = keyMillisecondsP50WhileTraining, let p99 = keyMillisecondsP99WhileTraining {
      rows.append(("key to frame in training", milliseconds(p50, p99)))
    }
    return table(rows + [("frames", "\(frames) for each tab and size")])
  }
}
