import Foundation

/// Memory use of this process, in bytes.
enum ProcessMemory {
  /// The peak resident size.
  static var peakResidentBytes: Int {
    var usage = rusage()
    #if os(Linux)
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
      return usage.ru_maxrss * 1024
    #else
      getrusage(RUSAGE_SELF, &usage)
      return usage.ru_maxrss
    #endif
  }

  /// The current resident size; nil if the system does not report it.
  static var residentBytes: Int? {
    guard
      let pages = try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ").dropFirst()
        .first
    else { return nil }
    return Int(pages).map { $0 * Int(sysconf(Int32(_SC_PAGESIZE))) }
  }
}
