// Bitwise conversions, since Swift has no Float16 on Intel Macs.

extension Float {
  /// The value of an IEEE 754 half-precision number: 1 sign, 5 exponent, 10 fraction bits. Exact.
  @inlinable public init(float16Bits bits: UInt16) {
    let sign = UInt32(bits & 0x8000) << 16
    let magnitude = UInt32(bits & 0x7FFF) << 13
    let rebiased = magnitude &+ (127 - 15) << 23
    // Selects rather than branches, so that loops over many numbers vectorize.
    let subnormal = (Float(bitPattern: magnitude | 113 << 23) - Float(bitPattern: 113 << 23)).bitPattern
    let special = rebiased &+ (127 - 15) << 23
    let result = magnitude < 1 << 23 ? subnormal : magnitude < 0x1F << 23 ? rebiased : special
    self.init(bitPattern: sign | result)
  }

  /// The nearest IEEE 754 half-precision number, ties to even; infinity beyond its range.
  public var float16Bits: UInt16 {
    let sign = UInt16(truncatingIfNeeded: bitPattern >> 16) & 0x8000
    let magnitude = bitPattern & 0x7FFF_FFFF
    if magnitude > 0x7F80_0000 { return sign | 0x7E00 }
    if magnitude < Float(0x1p-14).bitPattern {
      // Subnormal in half precision: an integer multiple of 2^-24.
      let multiple = (Float(bitPattern: magnitude) * 0x1p24).rounded(.toNearestOrEven)
      return sign | UInt16(multiple)
    }
    let rounded = magnitude.roundedToNearestEven(dropping: 13) - (127 - 15) << 10
    return sign | UInt16(min(rounded, 0x7C00))
  }

  /// The value of a bfloat16 number: the upper half of a `Float`. Exact.
  public init(bfloat16Bits bits: UInt16) {
    self.init(bitPattern: UInt32(bits) << 16)
  }

  /// The nearest bfloat16 number, ties to even; infinity beyond its range.
  public var bfloat16Bits: UInt16 {
    if isNaN { return UInt16(truncatingIfNeeded: bitPattern >> 16) | 0x0040 }
    return UInt16(truncatingIfNeeded: bitPattern.roundedToNearestEven(dropping: 16))
  }
}

extension UInt32 {
  /// This number divided by 2 to the power `bits`, rounded to the nearest integer, ties to even.
  fileprivate func roundedToNearestEven(dropping bits: UInt32) -> UInt32 {
    let half: UInt32 = 1 << (bits - 1)
    let isOdd = (self >> bits) & 1
    return (self + half - 1 + isOdd) >> bits
  }
}
