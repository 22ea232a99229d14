import Foundation

/// The processors that this process may use: fewer than the machine has where it is bound to some of them, or where a control
/// group (a container, a batch job) grants it only a share of their time.
public struct AvailableProcessors: Hashable, Sendable {
  /// Processors that the process may run on.
  public let allowed: Int
  /// The processors' worth of time that its control groups grant it, for example 1.5; nil if they set no limit.
  public let quota: Double?

  /// Those of this process, as the system said when it was asked first.
  public static let current = AvailableProcessors(allowed: allowedNow, quota: quotaNow)

  public init(allowed: Int, quota: Double?) {
    self.allowed = allowed
    self.quota = quota
  }

  /// How many threads can be at work at once, at least 1.
  public var count: Int {
    let most = max(1, allowed)
    guard let quota, quota < Double(most) else { return most }
    return max(1, Int(quota.rounded(.up)))
  }

  private static var allowedNow: Int {
    #if os(Linux)
      // Not by its name: the system's headers show it to GNU programs alone.
      typealias GetAffinity = @convention(c) (_ process: pid_t, _ size: Int, UnsafeMutableRawPointer?) -> CInt
      if let symbol = dlsym(dlopen(nil, RTLD_LAZY), "sched_getaffinity") {
        let getAffinity = unsafeBitCast(symbol, to: GetAffinity.self)
        // A bit each; for a machine of more the system wants more room.
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

/// The number of threads to use where nobody says otherwise: one for each processor that this process may use.
public let defaultThreadCount = AvailableProcessors.current.count
