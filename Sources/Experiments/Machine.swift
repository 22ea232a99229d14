import Foundation
import Tensors

/// The properties of a computer that affect training time and floating-point rounding.
public struct Machine: Codable, Hashable, Sendable {
  /// The processor's name.
  public var processor: String
  /// The number of logical processors.
  public var processors: Int
  public var memoryBytes: UInt64
  /// The operating system and its version.
  public var system: String
  /// The version of oneDNN, and the instruction set that it uses.
  public var libraryVersion: String
  public var instructionSet: String

  /// The machine that this program runs on.
  public static let current = Machine(
    processor: processorName, processors: ProcessInfo.processInfo.activeProcessorCount,
    memoryBytes: ProcessInfo.processInfo.physicalMemory, system: ProcessInfo.processInfo.operatingSystemVersionString,
    libraryVersion: OneDNN.version, instructionSet: OneDNN.instructionSet)

  /// The processor's name as the system reports it, or `unknown`.
  private static var processorName: String {
    #if canImport(Darwin)
      var size = 0
      sysctlbyname("machdep.cpu.brand_string", nil, &size, nil, 0)
      var bytes = [UInt8](repeating: 0, count: size)
      guard size > 0, sysctlbyname("machdep.cpu.brand_string", &bytes, &size, nil, 0) == 0 else { return "unknown" }
      return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    #else
      let information = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
      let line = information.split(separator: "\n").first { $0.hasPrefix("model name") }
      let name = line?.split(separator: ":", maxSplits: 1).last?.trimmingCharacters(in: .whitespaces)
      return name ?? "unknown"
    #endif
  }
}

/// A part of a training run on one machine.
public struct TrainingPlace: Codable, Hashable, Sendable {
  /// The number of steps before it.
  public var fromStep: Int
  public var machine: Machine
  public var threads: Int

  public init(fromStep: Int, machine: Machine, threads: Int) {
    self.fromStep = fromStep
    self.machine = machine
    self.threads = threads
  }
}
