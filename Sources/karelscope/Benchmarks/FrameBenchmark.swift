import Experiments
import Foundation
import Screens
import TextCanvas

/// Benchmarks frames within this process: from a key to the bytes for a recording, without a terminal.
struct FrameBenchmark {
  /// Milliseconds of CPU time from a key to its bytes, for all tabs, in ascending order.
  let milliseconds: [Double]
  /// The keys pressed repeatedly in each tab.
  private static let keys: [(view: TabName, keys: [Key])] = [
    (StepTab.name, [.right]), (WatchTab.name, [.left, .left, .left, .end]),
    (CompareTab.name, [.right]), (LibraryTab.name, [.down, .down, .down, .up]),
  ]

  /// - Parameter frames: The number of frames per tab.
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
        // Nothing changes at a program's end: restart.
        isTurned = bytes.isEmpty
      }
    }
    self.milliseconds = milliseconds.sorted()
  }

  /// The CPU time of this thread, unaffected by other programs.
  private static var processorMilliseconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) * 1e-6
  }
}

/// Benchmarks the instrument end to end: this program on a pseudoterminal.
struct ScreenBenchmark {
  /// Milliseconds from process start to the end of the first frame, and of the first frame with a program.
  private(set) var millisecondsToFirstFrame = 0.0
  private(set) var millisecondsToFirstProgram = 0.0
  /// The bytes of each frame while stepping through a program, in ascending order.
  private(set) var stepBytes: [Double] = []
  /// Seconds of CPU time while idle, and the measured duration.
  private(set) var idleProcessorSeconds: Double?
  private(set) var idleSeconds = 0.0
  /// Resident bytes after every tab was shown.
  private(set) var residentBytes: Int?
  /// Milliseconds from a key to the end of the frame it causes during a training on every processor, in ascending
  /// order.
  private(set) var keyMillisecondsWhileTraining: [Double] = []

  /// The number of rounds of stepping, and of ops per round.
  private static let (passes, steps) = (10, 3)
  private static let frameEnd = String(decoding: FrameEncoder.ending, as: UTF8.self)

  /// - Parameters:
  ///   - idle: The duration of the idle measurement.
  ///   - keys: The number of keys pressed during a training; 0 for no training.
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

    // It is playing: the first key pauses. Nothing changes at a program's end.
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

    for tab in ["2", "3", "4", "1"] {
      screen.type(tab)
      try screen.read(until: ScreenBenchmark.frameEnd)
      screen.readAll(untilSilentFor: .milliseconds(700))
    }
    // It may be playing until the program's end.
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
        // Frames from training progress are not counted as responses.
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

/// System statistics of another process.
private enum ProcessFigures {
  /// Seconds of CPU time over all threads; nil if not available.
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

  /// The peak resident size, in bytes; nil if not available.
  static func residentBytes(_ process: pid_t) -> Int? {
    let lines = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8))?.split(separator: "\n") ?? []
    guard let line = lines.first(where: { $0.hasPrefix("VmHWM:") }) else { return nil }
    return line.split(separator: " ").compactMap { Int($0) }.first.map { $0 * 1024 }
  }
}
