import Experiments
import Foundation
import Screens
import TextCanvas

/// Measures what frames cost within this process: from a key to the bytes for a recording, without a terminal.
struct FrameBenchmark {
  /// Milliseconds of processor time from a key to its bytes, rising, of all views.
  let milliseconds: [Double]
  /// What is pressed over and over in each view.
  private static let keys: [(view: TabName, keys: [Key])] = [
    (StepTab.name, [.right]), (WatchTab.name, [.left, .left, .left, .end]),
    (CompareTab.name, [.right]), (LibraryTab.name, [.down, .down, .down, .up]),
  ]

  /// - Parameter frames: How many frames of each view.
  init(_ start: Start, size: Size, frames: Int, respond: @Sendable (Request) -> Response) {
    var milliseconds: [Double] = []
    for (view, keys) in FrameBenchmark.keys {
      var instrument = Instrument(start, showing: view)
      instrument.settle(size: size, respond: respond)
      // The first reading plays; this pauses.
      instrument.settle([.key(.right)], respond: respond)
      var encoder = FrameEncoder(Palette(depth: .indexed))
      _ = encoder.encode(instrument.frame(size))
      var isTurned = false
      for frame in 0..<frames {
        let started = FrameBenchmark.processorMilliseconds
        let effects = instrument.update(.key(isTurned ? .home : keys[frame % keys.count]))
        let bytes = encoder.encode(instrument.frame(size))
        milliseconds.append(FrameBenchmark.processorMilliseconds - started)
        precondition(effects.isEmpty, "stepping asks for nothing")
        // At a program's end nothing changes any more: from the start again.
        isTurned = bytes.isEmpty
      }
    }
    self.milliseconds = milliseconds.sorted()
  }

  /// The processor time of this thread: other programs do not count.
  private static var processorMilliseconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) * 1e-6
  }
}

/// Measures the instrument as a person has it: this program, on a terminal of its own.
struct ScreenBenchmark {
  /// From the start of the process to the end of its first frame, and of the first with a program in it.
  private(set) var millisecondsToFirstFrame = 0.0
  private(set) var millisecondsToFirstProgram = 0.0
  /// The bytes of each frame while a program is stepped through, rising.
  private(set) var stepBytes: [Double] = []
  /// Seconds of processor time while nothing moves, and how long that was measured.
  private(set) var idleProcessorSeconds: Double?
  private(set) var idleSeconds = 0.0
  /// Bytes resident after every view was shown.
  private(set) var residentBytes: Int?
  /// Milliseconds from a key to the end of the frame that answers it while a model is trained on every processor, rising.
  private(set) var keyMillisecondsWhileTraining: [Double] = []

  /// How often the program's first ops are stepped through, and how many these are.
  private static let (passes, steps) = (10, 3)
  private static let frameEnd = String(decoding: FrameEncoder.ending, as: UTF8.self)

  /// - Parameters:
  ///   - idle: How long nothing is done.
  ///   - keys: How many keys are pressed while a model is trained; 0 trains none.
  init(idle: Duration, keys: Int) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("karelscope-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let clock = ContinuousClock()
    let start = clock.now
    let screen = try PseudoTerminal(
      Bundle.main.executablePath ?? CommandLine.arguments[0], ["step", "--no-mouse"], columns: 80,
      rows: 24,
      environment: [
        "TERM": "xterm-256color", "COLORTERM": "", "LC_ALL": "C.UTF-8", "XDG_CONFIG_HOME": folder.path,
      ], folder: folder)
    let first = try screen.read(until: ScreenBenchmark.frameEnd)
    millisecondsToFirstFrame = (clock.now - start) / .milliseconds(1)
    if !String(decoding: first, as: UTF8.self).contains("NEXT OP") { try screen.read(until: "NEXT OP") }
    millisecondsToFirstProgram = (clock.now - start) / .milliseconds(1)

    // It plays: the first key pauses. At a program's end nothing changes any more.
    screen.type("n")
    screen.readAll(untilSilentFor: .milliseconds(700))
    for _ in 0..<ScreenBenchmark.passes {
      screen.type(":1\r")
      screen.readAll(untilSilentFor: .milliseconds(300))
      for _ in 0..<ScreenBenchmark.steps {
        screen.type("n")
        stepBytes.append(Double(try screen.read(until: ScreenBenchmark.frameEnd).count))
      }
    }
    stepBytes.sort()

    for view in ["2", "3", "4", "1"] {
      screen.type(view)
      try screen.read(until: ScreenBenchmark.frameEnd)
      screen.readAll(untilSilentFor: .milliseconds(700))
    }
    // It may be playing: at the program's end nothing moves.
    screen.type(":100%\r")
    screen.readAll(untilSilentFor: .milliseconds(1000))
    residentBytes = ProcessFigures.residentBytes(screen.process)
    let (before, idleStart) = (ProcessFigures.processorSeconds(screen.process), clock.now)
    screen.readAll(untilSilentFor: idle)
    idleSeconds = (clock.now - idleStart) / .seconds(1)
    if let before, let after = ProcessFigures.processorSeconds(screen.process) { idleProcessorSeconds = after - before }

    if keys > 0 {
      screen.type(":train quick\r")
      // Its first steps.
      try screen.read(until: ScreenBenchmark.frameEnd)
      screen.readAll(for: .seconds(3))
      for _ in 0..<keys {
        // What the training's look at itself shows is not taken for an answer.
        while screen.read(within: .milliseconds(1)) != nil {}
        let pressed = clock.now
        screen.type("?")
        try screen.read(until: ScreenBenchmark.frameEnd)
        keyMillisecondsWhileTraining.append((clock.now - pressed) / .milliseconds(1))
      }
      keyMillisecondsWhileTraining.sort()
    }
    screen.type("Q")
    screen.wait()
  }
}

/// What the system says of another process.
private enum ProcessFigures {
  /// Seconds of processor time so far, all threads added; nil where the system does not tell.
  static func processorSeconds(_ process: pid_t) -> Double? {
    #if os(Linux)
      var clock = clockid_t()
      var time = timespec()
      guard clock_getcpuclockid(process, &clock) == 0, clock_gettime(clock, &time) == 0 else { return nil }
      return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    #else
      return nil
    #endif
  }

  /// The most that was resident so far; nil where the system does not tell.
  static func residentBytes(_ process: pid_t) -> Int? {
    let lines = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8))?.split(separator: "\n") ?? []
    guard let line = lines.first(where: { $0.hasPrefix("VmHWM:") }) else { return nil }
    return line.split(separator: " ").compactMap { Int($0) }.first.map { $0 * 1024 }
  }
}
