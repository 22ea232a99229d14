/// Lanes of the vector kernels.
typealias Lanes = SIMD8<Float>

/// The larger of each pair of lanes. (The standard library's `pointwiseMax` goes lane by lane.)
@inline(__always)
func larger(_ a: Lanes, _ b: Lanes) -> Lanes { a.replacing(with: b, where: a .< b) }

/// Calls `body` with the start of each whole vector in `0..<count`, then `rest` with each index left over.
@inline(__always)
func forEachLanes(_ count: Int, _ body: (Int) -> Void, rest: (Int) -> Void) {
  var i = 0
  while i + Lanes.scalarCount <= count {
    body(i)
    i += Lanes.scalarCount
  }
  while i < count {
    rest(i)
    i += 1
  }
}

/// The sum of `body` over whole vectors and of `rest` over the indices left over, always in the same order.
@inline(__always)
func sum(_ count: Int, _ body: (Int) -> Lanes, rest: (Int) -> Float) -> Float {
  var lanes = Lanes.zero
  var tail: Float = 0
  forEachLanes(count) {
    lanes += body($0)
  } rest: {
    tail += rest($0)
  }
  return lanes.sum() + tail
}

extension UnsafeMutablePointer where Pointee == Float {
  /// The eight floats from `offset` on.
  @inline(__always)
  func lanes(_ offset: Int) -> Lanes {
    UnsafeRawPointer(self + offset).loadUnaligned(as: Lanes.self)
  }

  /// Overwrites the eight floats from `offset` on.
  @inline(__always)
  func setLanes(_ offset: Int, _ value: Lanes) {
    UnsafeMutableRawPointer(self + offset).storeBytes(of: value, as: Lanes.self)
  }
}
