import Foundation

/// Measures the CPU time of this process, summed over threads.
enum ProcessorClock {
  /// CPU seconds since the process started.
  static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
