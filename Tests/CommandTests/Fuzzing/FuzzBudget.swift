import Corpus
import Foundation

/// How long mutations are tried, and which: a fixed number in every run of the tests; by the clock, and on from there, where
/// `KARELSCOPE_FUZZ_SECONDS` says so. A case is decided by `KARELSCOPE_FUZZ_SEED` (1 by default), its subject and its number.
struct FuzzBudget {
  static let seed = number("KARELSCOPE_FUZZ_SEED").map(UInt64.init) ?? 1
  /// For each test; nil for the fixed numbers.
  static let seconds = number("KARELSCOPE_FUZZ_SECONDS").map(TimeInterval.init)

  private static func number(_ name: String) -> UInt32? {
    ProcessInfo.processInfo.environment[name].flatMap(UInt32.init)
  }

  /// Tries mutations with a random source of each one's own.
  ///
  /// - Parameters:
  ///   - subject: What they are of, for the random source.
  ///   - count: Without a time, how many.
  ///   - share: The part of the time that this subject has.
  static func run(
    _ subject: String, count: Int, share: Double = 1, _ body: (_ number: Int, inout SplitMix64) throws -> Void
  ) rethrows {
    let key = subject.utf8.reduce(UInt64(0)) { $0 &* 31 &+ UInt64($1) }
    let start = Date()
    var number = 0
    while seconds.map({ Date().timeIntervalSince(start) < $0 * share }) ?? (number < count) {
      var random = SplitMix64(keys: seed, key, UInt64(number))
      try body(number, &random)
      number += 1
    }
    if seconds != nil { print("fuzz \(subject), seed \(seed): \(number) mutations") }
  }
}
