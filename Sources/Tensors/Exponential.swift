/// `e^x` in each lane, within 2 units in the last place for −60 ≤ x ≤ 60; arguments outside are clamped to that range.
///
/// Floats reach to e^±87. Beside 1, what lies below e^−60 ≈ 10^−26 makes no difference; but products of still smaller numbers
/// would be subnormal, with which processors reckon a hundred times more slowly.
///
/// Splits x = n·ln 2 + r with |r| ≤ ln 2 / 2, takes the Taylor polynomial of degree 7 at r, and adds n to the exponent.
@inline(__always)
func exponential(_ x: Lanes) -> Lanes {
  let clamped = smaller(larger(x, Lanes(repeating: -60)), Lanes(repeating: 60))
  // Adding 1.5 · 2^23 leaves the nearest integer in the low bits of the significand.
  let shifter: Float = 12_582_912
  let shifted = clamped * 1.442_695_04 + shifter
  let n = shifted - shifter
  let r = (clamped - n * 0.693_145_75) - n * 1.428_606_8e-6
  var p = r * 1.984_127e-4 + 1.388_888_9e-3
  p = p * r + 8.333_333e-3
  p = p * r + 4.166_666_6e-2
  p = p * r + 0.166_666_67
  p = p * r + 0.5
  p = p * r + 1
  p = p * r + 1
  let exponent = unsafeBitCast(shifted, to: SIMD8<UInt32>.self) &<< 23
  return unsafeBitCast(unsafeBitCast(p, to: SIMD8<UInt32>.self) &+ exponent, to: Lanes.self)
}
