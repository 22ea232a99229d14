/// Bits, the lowest of each byte first.
struct BitWriter {
  private(set) var bytes: [UInt8]
  private var buffer = 0
  private var count = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  /// The bytes, the last one filled up.
  var finished: [UInt8] { count > 0 ? bytes + [UInt8(truncatingIfNeeded: buffer)] : bytes }

  /// Appends a number, its lowest bit first.
  mutating func append(_ value: Int, bits: Int) {
    buffer |= value << count
    count += bits
    while count >= 8 {
      bytes.append(UInt8(truncatingIfNeeded: buffer))
      buffer >>= 8
      count -= 8
    }
  }
}
