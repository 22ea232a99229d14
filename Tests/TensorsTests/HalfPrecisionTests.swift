import Corpus
import Tensors
import Testing

@Suite struct HalfPrecisionTests {
  /// The value by the definition of the format, from sign, exponent and fraction.
  private func defined(_ bits: UInt16, fractionBits: Int, bias: Int) -> Float {
    let exponentBits = 15 - fractionBits
    let fraction = Int(bits) & (1 << fractionBits - 1)
    let exponent = Int(bits) >> fractionBits & (1 << exponentBits - 1)
    let sign: Double = bits >> 15 == 0 ? 1 : -1
    if exponent == 1 << exponentBits - 1 { return fraction == 0 ? Float(sign) * .infinity : .nan }
    let significand = Double(fraction) / Double(1 << fractionBits) + (exponent == 0 ? 0 : 1)
    return Float(sign * Double(sign: .plus, exponent: max(exponent, 1) - bias, significand: significand))
  }

  @Test func everyPatternReadsAsDefinedAndWritesBack() {
    for bits in UInt16.min ... .max {
      let half = Float(float16Bits: bits)
      let expected = defined(bits, fractionBits: 10, bias: 15)
      #expect(half.isNaN ? expected.isNaN : half.bitPattern == expected.bitPattern, "\(bits)")
      #expect(half.isNaN ? half.float16Bits & 0x7FFF > 0x7C00 : half.float16Bits == bits, "\(bits)")

      let brain = Float(bfloat16Bits: bits)
      let expectedBrain = defined(bits, fractionBits: 7, bias: 127)
      #expect(brain.isNaN ? expectedBrain.isNaN : brain.bitPattern == expectedBrain.bitPattern, "\(bits)")
      #expect(brain.isNaN ? brain.bfloat16Bits & 0x7FFF > 0x7F80 : brain.bfloat16Bits == bits, "\(bits)")
    }
  }

  /// Around the midpoint of every two neighbours: the midpoint rounds to the even one, numbers next to it to the nearer
  /// one.
  @Test func roundingIsToTheNearestTiesToEven() {
    func check(_ lower: UInt16, _ read: (UInt16) -> Float, _ write: (Float) -> UInt16) {
      let middle = read(lower) / 2 + read(lower + 1) / 2
      #expect(write(middle) == (lower % 2 == 0 ? lower : lower + 1), "\(lower)")
      #expect(write(middle.nextDown) == lower, "\(lower)")
      #expect(write(middle.nextUp) == lower + 1, "\(lower)")
      #expect(write(-middle) == 0x8000 | (lower % 2 == 0 ? lower : lower + 1), "\(lower)")
    }
    for lower in UInt16(0)..<0x7BFF { check(lower, Float.init(float16Bits:), \.float16Bits) }
    // The midpoint of subnormal bfloat16 neighbours is a subnormal float, hence exact.
    for lower in UInt16(0)..<0x7F7F {
      let middle = Float(bitPattern: UInt32(lower) << 16 | 0x8000)
      #expect(middle.bfloat16Bits == (lower % 2 == 0 ? lower : lower + 1), "\(lower)")
      #expect(middle.nextDown.bfloat16Bits == lower, "\(lower)")
      #expect(middle.nextUp.bfloat16Bits == lower + 1, "\(lower)")
    }
  }

  @Test func numbersOutOfRangeBecomeInfinite() {
    #expect(Float(65519.996).float16Bits == 0x7BFF)
    #expect(Float(65520).float16Bits == 0x7C00)
    #expect(Float.greatestFiniteMagnitude.float16Bits == 0x7C00)
    #expect((-Float.infinity).float16Bits == 0xFC00)
    #expect(Float.greatestFiniteMagnitude.bfloat16Bits == 0x7F80)
    #expect(Float(bitPattern: 0x7F7F_7FFF).bfloat16Bits == 0x7F7F)
  }

  #if !(os(macOS) && arch(x86_64))
    @Test func roundingAgreesWithFloat16() {
      var random = SplitMix64(keys: 4)
      for _ in 0..<1_000_000 {
        let number = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
        if !number.isNaN { #expect(number.float16Bits == Float16(number).bitPattern, "\(number)") }
      }
      for bits in UInt16.min ... .max where !Float16(bitPattern: bits).isNaN {
        #expect(Float(float16Bits: bits) == Float(Float16(bitPattern: bits)), "\(bits)")
      }
    }
  #endif
}
