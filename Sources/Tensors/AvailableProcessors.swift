import Foundation

/// The processors available to this process: fewer than the machine has if its affinity mask excludes some, or if a
/// control group (a container, a batch job) limits its processor time.
public struct AvailableProcessors: Hashable, Sendable {
  /// Processors in the process's affinity mask.
  public let allowed: Int
  /// The limit set by its control groups, in processors, for example 1.5; nil if they set none.
  public let quota: Double?

  /// Those of this process, determined on first use.
  public static let current = AvailableProcessors(allowed: allowedNow, quota: quotaNow)

  public init(allowed: Int, quota: Double?) {
    self.allowed = allowed
    self.quota = quota
  }

  /// The number of threads that can run at once, at least 1.
  public var count: Int {
    let most = max(1, allowed)
    guard let quota, quota < Double(most) else { return most }
    return max(1, Int(quota.rounded(.up)))
  }

  private static var allowedNow: Int {
    #if os(Linux)
      // Looked up dynamically: the system's headers declare it only under _GNU_SOURCE.
      typealias GetAffinity = @convention(c) (_ process: pid_t, _ size: Int, UnsafeMutableRawPointer?) -> CInt
      if let symbol = dlsym(dlopen(nil, RTLD_LAZY), "sched_getaffinity") {
        let getAffinity = unsafeBitCast(symbol, to: GetAffinity.self)
        // One bit per processor; on machines with more processors the call needs a larger buffer.
        for size in [1 << 7, 1 << 10, 1 << 13] {
          var bytes = [UInt8](repeating: 0, count: size)
          guard bytes.withUnsafeMutableBytes({ getAffinity(0, size, $0.baseAddress) }) == 0 else { continue }
          return bytes.reduce(0) { $0 + $1.nonzeroBitCount }
        }
      }
    #endif
    return ProcessInfo.processInfo.activeProcessorCount
  }

  private static var quotaNow: Double? {
    #if os(Linux)
      func read(_ path: String) -> String? { try? String(contentsOfFile: path, encoding: .utf8) }
      return ControlGroups(
        groups: read("/proc/self/cgroup") ?? "", mounts: read("/proc/self/mountinfo") ?? "", read: read
      ).processorQuota
    #else
      return nil
    #endif
  }
}

/// The default number of threads: one for each processor available to this process.
public let defaultThreadCount = AvailableProcessors.current.count
