import Synchronization

/// The operation count and the peak rate of matrix products on this machine, to put training speed into proportion.
public enum MatrixProducts {
  private static let isCounting = Atomic(false)
  private static let operations = Atomic(0)

  /// Adds to the operation count, if counting is on.
  @inline(__always)
  static func record(_ count: Int) {
    if isCounting.load(ordering: .relaxed) { operations.wrappingAdd(count, ordering: .relaxed) }
  }

  /// Runs `body` and counts its operations.
  ///
  /// - Returns: The floating-point operations of all products during the call, on any thread: two per multiply-add.
  public static func countOperations(_ body: () throws -> Void) rethrows -> Int {
    operations.store(0, ordering: .relaxed)
    isCounting.store(true, ordering: .relaxed)
    defer { isCounting.store(false, ordering: .relaxed) }
    try body()
    return operations.load(ordering: .relaxed)
  }

  /// The rate of large products on `threads` threads at once, one product per thread, in floating-point operations per
  /// second: the best of `trials`.
  public static func peakRate(threads: Int, trials: Int) -> Double {
    let side = 1024
    let size = side * side
    let storages = (0..<threads).map { _ in FloatStorage(count: 3 * size) }
    for storage in storages { storage.base.update(repeating: 1, count: 2 * size) }
    let rounds = 4
    let rates = (0..<trials).map { _ in
      let clock = ContinuousClock.now
      parallel(threads, threads: threads) { item, _ in
        let (a, b, c) = (
          storages[item].matrix(rows: side, columns: side),
          storages[item].matrix(at: size, rows: side, columns: side),
          storages[item].matrix(at: 2 * size, rows: side, columns: side)
        )
        for _ in 0..<rounds { c.setProduct(a.plain, b.plain) }
      }
      return Double(threads * rounds * 2 * size * side) / ((ContinuousClock.now - clock) / .seconds(1))
    }
    return rates.max() ?? 0
  }
}
