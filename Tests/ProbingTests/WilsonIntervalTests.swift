import Probing
import Testing

@Suite struct WilsonIntervalTests {
  /// Computed by hand with z = 1.96: 5 of 10 is 0.5 ± 0.2634, 0 of 10 reaches z² / (10 + z²).
  @Test func intervalsAreWilsons() {
    let half = WilsonInterval(successes: 5, count: 10)
    #expect(abs(half.low - 0.2366) < 1e-4 && abs(half.high - 0.7634) < 1e-4)
    let none = WilsonInterval(successes: 0, count: 10)
    #expect(none.low == 0 && abs(none.high - 0.2775) < 1e-4)
    let all = WilsonInterval(successes: 10, count: 10)
    #expect(abs(all.low - 0.7225) < 1e-4 && all.high == 1)
    let unknown = WilsonInterval(successes: 0, count: 0)
    #expect(unknown.low == 0 && unknown.high == 1)
  }
}
