import Experiments
import Foundation
import Tensors

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
  let library = Library.name
  let libraryVersion = Library.version
  let instructionSet = Library.instructionSet
  /// The processor's name, and its processors, as the system counts them.
  let processor = Machine.current.processor
  let processors = defaultThreadCount
  let memoryBytes = Machine.current.memoryBytes
  /// The path of the bundled run; left out where there is none.
  let bundledRun = try? BundledRun.url().path

  var text: String {
    table([
      ("karelscope", version),
      ("build", "Swift \(swift), \(build), \(architecture)"),
      ("system", system),
      ("matrix products", "\(library) \(libraryVersion), \(instructionSet)"),
      ("processor", processor),
      ("processors", "\(processors)"),
      ("memory", memoryBytes.gibibytes),
      ("bundled run", bundledRun ?? "not found"),
    ])
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
