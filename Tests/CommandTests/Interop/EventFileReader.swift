import Foundation

/// Reads TensorBoard event files, by the formats' definitions: TFRecord, CRC-32C bit by bit, protocol buffers.
struct EventFileReader {
  struct Event {
    var wallTime = 0.0
    var step = 0
    var fileVersion: String?
    var scalars: [String: Float] = [:]
  }

  /// What is wrong with a file.
  struct Fault: Error {
    let reason: String
  }

  let events: [Event]

  init(_ data: Data) throws {
    var rest = data[...]
    func take(_ count: Int) throws -> [UInt8] {
      guard rest.count >= count else { throw Fault(reason: "the file ends within a record") }
      defer { rest = rest.dropFirst(count) }
      return Array(rest.prefix(count))
    }
    var events: [Event] = []
    while !rest.isEmpty {
      let length = try take(8)
      guard try take(4) == EventFileReader.check(length) else { throw Fault(reason: "the check of a length") }
      let record = try take(Int(EventFileReader.number(length)))
      guard try take(4) == EventFileReader.check(record) else { throw Fault(reason: "the check of a record") }
      events.append(try EventFileReader.event(record))
    }
    self.events = events
  }

  private static func event(_ bytes: [UInt8]) throws -> Event {
    var event = Event()
    for (field, value) in try fields(bytes) {
      switch field {
      case 1: event.wallTime = Double(bitPattern: number(value))
      case 2: event.step = Int(number(value))
      case 3: event.fileVersion = String(decoding: value, as: UTF8.self)
      case 5:
        for (_, value) in try fields(value) {
          let parts = Dictionary(uniqueKeysWithValues: try fields(value))
          event.scalars[String(decoding: parts[1] ?? [], as: UTF8.self)] = Float(
            bitPattern: UInt32(number(parts[2] ?? [])))
        }
      default: throw Fault(reason: "field \(field)")
      }
    }
    return event
  }

  /// The fields of a message; numbers as little-endian bytes.
  private static func fields(_ bytes: [UInt8]) throws -> [(Int, [UInt8])] {
    var (place, fields) = (0, [(Int, [UInt8])]())
    func take(_ count: Int) throws -> [UInt8] {
      guard place + count <= bytes.count else { throw Fault(reason: "a message's end") }
      defer { place += count }
      return Array(bytes[place..<place + count])
    }
    func varint() throws -> UInt64 {
      var (result, shift) = (UInt64(0), UInt64(0))
      while true {
        let byte = try take(1)[0]
        result |= UInt64(byte & 0x7F) << shift
        if byte < 0x80 { return result }
        shift += 7
      }
    }
    while place < bytes.count {
      let tag = Int(try varint())
      switch tag & 7 {
      case 0:
        let number = try varint()
        fields.append((tag >> 3, withUnsafeBytes(of: number.littleEndian) { Array($0) }))
      case 1: fields.append((tag >> 3, try take(8)))
      case 2: fields.append((tag >> 3, try take(Int(try varint()))))
      case 5: fields.append((tag >> 3, try take(4)))
      default: throw Fault(reason: "wire type \(tag & 7)")
      }
    }
    return fields
  }

  private static func number(_ bytes: [UInt8]) -> UInt64 { bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) } }

  private static func check(_ bytes: [UInt8]) -> [UInt8] {
    var sum: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0x82F6_3B78 : sum >> 1 }
    }
    sum = ~sum
    let masked = (sum >> 15 | sum << 17) &+ 0xA282_EAD8
    return withUnsafeBytes(of: masked.littleEndian) { Array($0) }
  }
}
