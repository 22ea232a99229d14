/// Pictures in the Portable Network Graphics format (RFC 2083).
enum PNG {
  /// A picture whose pixels are numbers of a palette of at most 256 colours.
  ///
  /// - Parameters:
  ///   - pixels: Row by row, `width * height` of them.
  ///   - palette: Red, green and blue in one number each.
  static func indexed(_ pixels: [UInt8], width: Int, height: Int, palette: [Int32]) -> [UInt8] {
    // Each row begins with the number of its filter: none.
    var rows: [UInt8] = []
    rows.reserveCapacity((width + 1) * height)
    for y in 0..<height {
      rows.append(0)
      rows += pixels[y * width..<(y + 1) * width]
    }
    let header = bigEndian(UInt32(width)) + bigEndian(UInt32(height)) + [8, 3, 0, 0, 0]
    let colors = palette.flatMap { [UInt8($0 >> 16 & 255), UInt8($0 >> 8 & 255), UInt8($0 & 255)] }
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
      + chunk("IHDR", header) + chunk("PLTE", colors)
      + chunk("IDAT", Deflate.zlib(rows, distances: [width + 1, 1])) + chunk("IEND", [])
  }

  private static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
    let body = Array(type.utf8) + data
    return bigEndian(UInt32(data.count)) + body + bigEndian(Checksum.crc32(body))
  }

  private static func bigEndian(_ number: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  }
}

/// Checksums.
enum Checksum {
  /// The cyclic redundancy check of PNG and zip, polynomial 0xEDB88320.
  static func crc32(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~0) { remainder, byte in remainder >> 8 ^ remainders[Int(UInt8(truncatingIfNeeded: remainder) ^ byte)]
    }
  }

  private static let remainders: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { remainder, _ in remainder >> 1 ^ (remainder & 1 == 1 ? 0xEDB8_8320 : 0) }
  }

  /// The Adler-32 checksum at the end of a zlib stream (RFC 1950).
  static func adler32(_ bytes: [UInt8]) -> UInt32 {
    var (low, high) = (UInt32(1), UInt32(0))
    for byte in bytes {
      low = (low + UInt32(byte)) % 65521
      high = (high + low) % 65521
    }
    return high << 16 | low
  }
}

/// Deflate compression (RFC 1951) sufficient for images of text: one block with the fixed code, with matches only at a
/// few given distances.
enum Deflate {
  /// `bytes` as a zlib stream.
  ///
  /// - Parameter distances: The distances at which matches are searched.
  static func zlib(_ bytes: [UInt8], distances: [Int]) -> [UInt8] {
    let distances = distances.filter { (1...32768).contains($0) }
    var output = BitWriter(bytes: [0x78, 0x01])
    output.append(0b011, bits: 3)
    var place = 0
    while place < bytes.count {
      let (length, distance) = longest(bytes, at: place, distances)
      if length >= 3 {
        output.append(symbol: .length(length))
        output.append(distance: distance)
        place += length
      } else {
        output.append(symbol: .literal(bytes[place]))
        place += 1
      }
    }
    output.append(symbol: .end)
    let sum = Checksum.adler32(bytes)
    return output.finished + [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: sum >> $0) }
  }

  private static func longest(_ bytes: [UInt8], at place: Int, _ distances: [Int]) -> (length: Int, distance: Int) {
    var best = (length: 0, distance: 0)
    let limit = min(258, bytes.count - place)
    for distance in distances where distance <= place {
      var length = 0
      while length < limit, bytes[place + length] == bytes[place + length - distance] { length += 1 }
      if length > best.length { best = (length, distance) }
    }
    return best
  }

  enum Symbol {
    case literal(UInt8)
    case length(Int)
    case end
  }

  /// The least length of each code from 257 on, and of each code's distance from 0 on; extra bits follow from the gaps.
  fileprivate static let lengths = [
    3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
  ]
  fileprivate static let distances = [
    1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
    8193, 12289, 16385, 24577,
  ]
}

extension BitWriter {
  /// Appends a code, its highest bit first.
  private mutating func append(code: Int, bits: Int) {
    var reversed = 0
    for bit in 0..<bits { reversed |= (code >> bit & 1) << (bits - 1 - bit) }
    append(reversed, bits: bits)
  }

  fileprivate mutating func append(symbol: Deflate.Symbol) {
    switch symbol {
    case .literal(let byte) where byte < 144: append(code: 0x30 + Int(byte), bits: 8)
    case .literal(let byte): append(code: 0x190 + Int(byte) - 144, bits: 9)
    case .end: append(code: 0, bits: 7)
    case .length(let length):
      let place = Deflate.lengths.lastIndex { $0 <= length }!
      if place < 23 { append(code: place + 1, bits: 7) } else { append(code: 0xC0 + place - 23, bits: 8) }
      // 258 has a code of its own, without extra bits.
      let extra = place < 8 || place == 28 ? 0 : place / 4 - 1
      append(length - Deflate.lengths[place], bits: extra)
    }
  }

  fileprivate mutating func append(distance: Int) {
    let place = Deflate.distances.lastIndex { $0 <= distance }!
    append(code: place, bits: 5)
    append(distance - Deflate.distances[place], bits: place < 4 ? 0 : place / 2 - 1)
  }
}
