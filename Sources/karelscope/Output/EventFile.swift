import Foundation

/// A TensorBoard event file: records of TensorFlow's TFRecord format, each an `Event` as a protocol buffer.
///
/// A record is the length of its data (8 bytes, little-endian), the masked CRC-32C of these bytes, the data, and their
/// masked CRC-32C. The first event gives the file's version; each of the others has a step and scalars.
struct EventFile {
  private(set) var data = Data()

  /// What a file's name begins with; TensorBoard reads files whose names contain `tfevents`.
  static let namePrefix = "events.out.tfevents."

  init() {
    var event = Message()
    event.append(0, as: Event.wallTime)
    event.append("brain.Event:2", as: Event.fileVersion)
    append(event)
  }

  /// Adds an event with scalars.
  ///
  /// - Parameter wallTime: Seconds since 1970.
  mutating func append(step: Int, wallTime: Double, _ scalars: [(tag: String, value: Float)]) {
    var summary = Message()
    for (tag, number) in scalars {
      var value = Message()
      value.append(tag, as: Value.tag)
      value.append(number, as: Value.simpleValue)
      summary.append(value, as: Summary.value)
    }
    var event = Message()
    event.append(wallTime, as: Event.wallTime)
    event.append(step, as: Event.step)
    event.append(summary, as: Event.summary)
    append(event)
  }

  /// Field numbers of `tensorflow.Event`, `Summary` and `Summary.Value`.
  private enum Event { static let (wallTime, step, fileVersion, summary) = (1, 2, 3, 5) }
  private enum Summary { static let value = 1 }
  private enum Value { static let (tag, simpleValue) = (1, 2) }

  private mutating func append(_ event: Message) {
    let length = withUnsafeBytes(of: UInt64(event.bytes.count).littleEndian) { Array($0) }
    data += length
    append(CRC32C.masked(length))
    data += event.bytes
    append(CRC32C.masked(event.bytes))
  }

  private mutating func append(_ number: UInt32) {
    withUnsafeBytes(of: number.littleEndian) { data.append(contentsOf: $0) }
  }

  /// A protocol buffer.
  private struct Message {
    private(set) var bytes: [UInt8] = []

    private enum WireType: Int { case varint = 0, bits64 = 1, bytes = 2, bits32 = 5 }

    mutating func append(_ number: Double, as field: Int) {
      append(field, .bits64)
      withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes += $0 }
    }

    mutating func append(_ number: Float, as field: Int) {
      append(field, .bits32)
      withUnsafeBytes(of: number.bitPattern.littleEndian) { bytes += $0 }
    }

    mutating func append(_ number: Int, as field: Int) {
      append(field, .varint)
      append(varint: UInt64(bitPattern: Int64(number)))
    }

    mutating func append(_ text: String, as field: Int) { append(Array(text.utf8), as: field) }

    mutating func append(_ message: Message, as field: Int) { append(message.bytes, as: field) }

    private mutating func append(_ content: [UInt8], as field: Int) {
      append(field, .bytes)
      append(varint: UInt64(content.count))
      bytes += content
    }

    private mutating func append(_ field: Int, _ type: WireType) { append(varint: UInt64(field << 3 | type.rawValue)) }

    private mutating func append(varint number: UInt64) {
      var rest = number
      while rest >= 0x80 {
        bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
        rest >>= 7
      }
      bytes.append(UInt8(rest))
    }
  }
}

/// The Castagnoli cyclic redundancy check, as TFRecord uses it.
private enum CRC32C {
  /// The check of some bytes, rotated and offset, since a check of bytes that hold checks would be weak.
  static func masked(_ bytes: [UInt8]) -> UInt32 {
    let sum =
      bytes.reduce(UInt32.max) { sum, byte in
        table[Int(UInt8(truncatingIfNeeded: sum) ^ byte)] ^ (sum >> 8)
      } ^ .max
    return (sum >> 15 | sum << 17) &+ 0xA282_EAD8
  }

  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0x82F6_3B78 : sum >> 1 }
  }
}
