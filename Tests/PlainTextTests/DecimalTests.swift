import Foundation
import PlainText
import Testing

/// Decimals against C's.
@Suite struct DecimalTests {
  /// Values near ties: what looks like 0.0045 or 0.125 may lie above or below.
  @Test(arguments: 0...6)
  func decimalsAreThoseOfPrintf(_ decimals: Int) {
    var values = [0, -0.0, 1, -1, 0.5, 1.5, 2.5, 0.125, 0.375, 0.0045, 0.0625, 1e-9, -1e-9, 999.9995, 123_456.789]
    for place in -4000...4000 { values += [Double(place) / 2000, Double(place) / 1999, Double(place) * 0.0005] }
    for value in values {
      #expect(Numbers.decimal(value, decimals: decimals) == String(format: "%.\(decimals)f", value), "\(value)")
    }
  }

  @Test func whatIsNoNumberIsWritten() {
    #expect(Numbers.decimal(.infinity, decimals: 2) == "inf")
    #expect(Numbers.decimal(.nan, decimals: 2) == "nan")
    #expect(Numbers.decimal(1e300, decimals: 3) == "1e+300")
  }

  @Test func trailingZerosGo() {
    for (value, text) in [(0.5, "0.5"), (2, "2"), (-0.0001, "0"), (100, "100"), (-1.25, "-1.25"), (0.999, "1")] {
      #expect(Numbers.decimal(value, upToDecimals: 2) == text)
    }
  }
}
