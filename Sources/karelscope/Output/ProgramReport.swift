import Experiments
import Foundation
import Tensors
import Terminal

/// The report of `info`: this program and the machine it runs on.
struct ProgramReport: Report {
  let version = Karelscope.configuration.version
  /// The compiler's version.
  let swift = ProgramReport.compiler
  /// `release` or `debug`.
  let build = ProgramReport.build
  /// The target architecture.
  let architecture = ProgramReport.architecture
  let system = Machine.current.system
  /// The matrix library, its version, and the instruction set it uses on this machine.
  let library = OneDNN.name
  let libraryVersion = OneDNN.version
  let instructionSet = OneDNN.instructionSet
  /// The version of ncurses.
  let ncursesVersion = Terminal.libraryVersion
  /// The processor's name, and the number of logical processors.
  let processor = Machine.current.processor
  let processors = Machine.current.processors
  /// The processors in this process's affinity mask, the CPU quota of its control groups in processors (omitted if
  /// unlimited), and the resulting default number of threads.
  let allowedProcessors = AvailableProcessors.current.allowed
  let processorQuota = AvailableProcessors.current.quota
  let threads = AvailableProcessors.current.count
  /// The processor's instruction set extensions that matter for arithmetic, as the system names them.
  let processorFeatures = ProgramReport.features
  let memoryBytes = Machine.current.memoryBytes
  /// The path of the bundled run; omitted if none is found.
  let bundledRun = BundledRun.all().first?.path
  /// The locations searched for bundled runs.
  let bundledRunPlaces = BundledRun.placeNames
  /// The path of the settings file, and whether it exists.
  let settings = Settings.file(ProcessInfo.processInfo.environment).path
  let hasSettings = FileManager.default.fileExists(
    atPath: Settings.file(ProcessInfo.processInfo.environment).path)
  /// Remarks about settings that could not be used as written.
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
        ("its features", processorFeatures.isEmpty ? "unknown" : processorFeatures.joined(separator: " ")),
        ("processors", "\(processors)"),
        ("threads", threadsText),
        ("memory", memoryBytes.gibibytes),
        ("bundled run", bundledRun ?? "none; searched " + bundledRunPlaces.joined(separator: "; ")),
        ("settings", settings + (hasSettings ? "" : ", not there")),
      ] + settingsRemarks.map { ("not as it is", $0) })
  }

  /// The default number of threads, and its limits.
  private var threadsText: String {
    var limits = ["\(allowedProcessors) of \(max(processors, allowedProcessors)) processors by affinity"]
    if let processorQuota { limits.append(String(format: "%.2f by the control group's quota", processorQuota)) }
    return "\(threads) by default; this process may use \(limits.joined(separator: ", "))"
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
  /// The number of bytes, in GiB.
  var gibibytes: String { String(format: "%.1f GiB", Double(self) / 0x1p30) }
}
