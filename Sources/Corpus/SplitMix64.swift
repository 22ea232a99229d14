/// A small seeded random number generator (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number
/// generators"). Its output is the same on every machine.
public struct SplitMix64: Sendable {
  private var state: UInt64

  /// A generator whose stream depends on all of `keys` and their order.
  public init(keys: UInt64...) { self.init(keys) }

  /// The generator of a stream under a seed; further keys select a substream.
  public init(seed: UInt64, _ stream: RandomStream, _ keys: UInt64...) { self.init([seed, stream.rawValue] + keys) }

  private init(_ keys: [UInt64]) {
    state = keys.reduce(0x243F_6A88_85A3_08D3) { SplitMix64.mixed($0 ^ $1 &+ 0x9E37_79B9_7F4A_7C15) }
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return SplitMix64.mixed(state)
  }

  /// A number drawn uniformly from `0..<bound`, without bias (Lemire 2019).
  public mutating func next(below bound: Int) -> Int {
    let bound = UInt64(bound)
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return Int(product.high)
  }

  /// A number drawn uniformly from `[0, 1)`, with 53 random bits.
  public mutating func nextUnit() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// Shuffles `array` uniformly.
  public mutating func shuffle<Element>(_ array: inout [Element]) {
    guard array.count > 1 else { return }
    for i in stride(from: array.count - 1, to: 0, by: -1) { array.swapAt(i, next(below: i + 1)) }
  }

  private static func mixed(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
