import Experiments
import Foundation
import Tensors
import Terminal

/// This program and the machine it runs on, as the `info` command writes them.
struct ProgramReport: Report {
  let version = Karelscope.configuration.version
  /// The compiler's version.
  let swift = ProgramReport.compiler
  /// `release` or `debug`.
  let build = ProgramReport.build
  /// The processor that it was built for.
  let architecture = ProgramReport.architecture
  let system = Machine.current.system
  /// The library behind the matrix products, its version, and the instructions it uses here.
  let library = OneDNN.name
  let libraryVersion = OneDNN.version
  let instructionSet = OneDNN.instructionSet
  /// The version of the library behind the screens.
  let ncursesVersion = Terminal.libraryVersion
  /// The processor's name, and its processors, as the system counts them.
  let processor = Machine.current.processor
  let processors = Machine.current.processors
  /// Those that this process may run on, those worth of time that its control groups grant it (left out without a limit), and
  /// the threads that follow where no option says otherwise.
  let allowedProcessors = AvailableProcessors.current.allowed
  let processorQuota = AvailableProcessors.current.quota
  let threads = AvailableProcessors.current.count
  /// What the processor can do beyond its architecture, as far as it matters to sums, as the system names it.
  let processorFeatures = ProgramReport.features
  let memoryBytes = Machine.current.memoryBytes
  /// The path of the bundled run; left out where there is none.
  let bundledRun = BundledRun.all().first?.path
  /// Where bundled runs are looked for.
  let bundledRunPlaces = BundledRun.placeNames
  /// Where settings are looked for, and whether they are there.
  let settings = Settings.file(ProcessInfo.processInfo.environment).path
  let hasSettings = FileManager.default.fileExists(
    atPath: Settings.file(ProcessInfo.processInfo.environment).path)
  /// What in them could not be taken as it is.
  let settingsRemarks = Settings.read(ProcessInfo.processInfo.environment).remarks

  var lines: [String] {
    table(
      [
        ("karelscope", version),
        ("build", "Swift \(swift), \(build), \(architecture)"),
        ("system", system),
        ("matrix products", "\(library) \(libraryVersion), \(instructionSet)"),
        ("screens", "ncurses \(ncursesVersion)"),
        ("processor", processor),
        ("its features", processorFeatures.isEmpty ? "not told" : processorFeatures.joined(separator: " ")),
        ("processors", "\(processors)"),
        ("threads", threadsText),
        ("memory", memoryBytes.gibibytes),
        ("bundled run", bundledRun ?? "none; searched " + bundledRunPlaces.joined(separator: "; ")),
        ("settings", settings + (hasSettings ? "" : ", not there")),
      ] + settingsRemarks.map { ("not as it is", $0) })
  }

  /// How many threads work where no option says otherwise, and why.
  private var threadsText: String {
    var limits = ["\(allowedProcessors) of \(max(processors, allowedProcessors)) processors by affinity"]
    if let processorQuota { limits.append(String(format: "%.2f by the control group's quota", processorQuota)) }
    return "\(threads) without --threads; this process may use \(limits.joined(separator: ", "))"
  }

  private static let compiler: String = {
    #if compiler(>=6.4)
      "6.4 or later"
    #elseif compiler(>=6.3)
      "6.3"
    #elseif compiler(>=6.2)
      "6.2"
    #elseif compiler(>=6.1)
      "6.1"
    #else
      "6.0"
    #endif
  }()

  private static let features: [String] = {
    let facts = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
    let line = facts.split(separator: "\n").first { $0.hasPrefix("flags") || $0.hasPrefix("Features") }
    let words = line?.split(separator: ":").last?.split(separator: " ").map(String.init) ?? []
    let prefixes = ["sse4", "avx", "fma", "f16c", "bmi", "amx", "asimd", "sve", "fphp", "bf16", "i8mm"]
    return words.filter { word in prefixes.contains { word.hasPrefix($0) } }
  }()

  private static let build: String = {
    #if DEBUG
      "debug"
    #else
      "release"
    #endif
  }()

  private static let architecture: String = {
    #if arch(x86_64)
      "x86_64"
    #elseif arch(arm64)
      "arm64"
    #else
      "another architecture"
    #endif
  }()
}

extension UInt64 {
  /// So many bytes in GiB.
  var gibibytes: String { String(format: "%.1f GiB", Double(self) / 0x1p30) }
}
