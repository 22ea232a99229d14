import Foundation

/// Reads the PNG files that the program writes, by the standards and without its code: colours of a palette, no filter, one
/// block of deflate's fixed code. Checks every sum.
struct DecodedPNG {
  struct Broken: Error { let what: String }

  let width: Int
  let height: Int
  private var palette: [UInt32] = []
  private var rows: [UInt8] = []

  init(_ bytes: [UInt8]) throws {
    guard bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) else { throw Broken(what: "signature") }
    func number(_ place: Int) -> Int { bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) } }
    var place = 8
    var data: [UInt8] = []
    var (width, height) = (0, 0)
    var types: [String] = []
    while place < bytes.count {
      let length = number(place)
      let type = String(decoding: bytes[place + 4..<place + 8], as: UTF8.self)
      let body = Array(bytes[place + 8..<place + 8 + length])
      guard DecodedPNG.crc(bytes[place + 4..<place + 8 + length]) == number(place + 8 + length) else {
        throw Broken(what: "sum of \(type)")
      }
      types.append(type)
      switch type {
      case "IHDR":
        (width, height) = (number(place + 8), number(place + 12))
        guard Array(body[8...]) == [8, 3, 0, 0, 0] else { throw Broken(what: "header") }
      case "PLTE":
        palette = stride(from: 0, to: body.count, by: 3).map { start in
          body[start..<start + 3].reduce(0) { $0 << 8 | UInt32($1) }
        }
      case "IDAT": data += body
      default: break
      }
      place += 12 + length
    }
    guard types == ["IHDR", "PLTE", "IDAT", "IEND"] else { throw Broken(what: "chunks \(types)") }
    (self.width, self.height) = (width, height)
    rows = try DecodedPNG.inflated(data)
    guard rows.count == (width + 1) * height else { throw Broken(what: "length \(rows.count)") }
  }

  func color(x: Int, y: Int) -> UInt32 { palette[Int(rows[y * (width + 1) + 1 + x])] }

  private static func crc(_ bytes: some Sequence<UInt8>) -> Int {
    var sum: UInt32 = .max
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    return Int(~sum)
  }

  private static func inflated(_ data: [UInt8]) throws -> [UInt8] {
    guard (Int(data[0]) << 8 | Int(data[1])) % 31 == 0, data[0] & 15 == 8 else { throw Broken(what: "zlib header") }
    var place = 16
    func bit() -> Int {
      defer { place += 1 }
      return Int(data[place / 8] >> UInt8(place % 8) & 1)
    }
    func bits(_ count: Int) -> Int { (0..<count).reduce(0) { $0 | bit() << $1 } }
    func code(_ count: Int, _ start: Int = 0) -> Int { (0..<count).reduce(start) { code, _ in code << 1 | bit() } }
    guard bits(1) == 1, bits(2) == 1 else { throw Broken(what: "kind of block") }
    var output: [UInt8] = []
    while true {
      var symbol = code(7)
      if symbol > 0b0010111 {
        symbol = code(1, symbol)
        if symbol < 0xC0 {
          symbol -= 0x30
        } else if symbol < 0xC8 {
          symbol += 280 - 0xC0
        } else {
          symbol = code(1, symbol) - 0x190 + 144
        }
      } else {
        symbol += 256
      }
      if symbol == 256 { break }
      if symbol < 256 {
        output.append(UInt8(symbol))
        continue
      }
      let length: Int
      switch symbol {
      case 257...264: length = symbol - 254
      case 285: length = 258
      default:
        let extra = (symbol - 261) / 4
        length = 3 + (4 + (symbol - 261) % 4) << extra + bits(extra)
      }
      let number = code(5)
      let distance: Int
      if number < 4 {
        distance = number + 1
      } else {
        let extra = number / 2 - 1
        distance = 1 + (2 + number % 2) << extra + bits(extra)
      }
      guard distance <= output.count else { throw Broken(what: "distance") }
      for _ in 0..<length { output.append(output[output.count - distance]) }
    }
    var (low, high) = (1, 0)
    for byte in output {
      low = (low + Int(byte)) % 65521
      high = (high + low) % 65521
    }
    let sum = data.suffix(4).reduce(0) { $0 << 8 | Int($1) }
    guard sum == high << 16 | low else { throw Broken(what: "sum of the picture") }
    return output
  }
}
