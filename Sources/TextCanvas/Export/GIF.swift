/// Writes an animated picture in the Graphics Interchange Format (CompuServe, version 89a) that repeats for ever.
struct GIF {
  private var bytes: [UInt8]
  /// Bits of a pixel.
  private let depth: Int

  /// - Parameters:
  ///   - width: In pixels, as `height`.
  ///   - palette: Red, green and blue in one number each; at most 256.
  init(width: Int, height: Int, palette: [Int32]) {
    depth = (2...8).first { palette.count <= 1 << $0 } ?? 8
    bytes = Array("GIF89a".utf8) + GIF.littleEndian(width) + GIF.littleEndian(height)
    // A palette for all frames follows; the background is its first colour; pixels are square.
    bytes += [0xF0 | UInt8(depth - 1), 0, 0]
    for index in 0..<1 << depth {
      let color = index < palette.count ? palette[index] : 0
      bytes += [16, 8, 0].map { UInt8(truncatingIfNeeded: color >> $0) }
    }
    // The extension of Netscape 2.0 that repeats the frames; 0 times means for ever.
    bytes += [0x21, 0xFF, 11] + Array("NETSCAPE2.0".utf8) + [3, 1, 0, 0, 0]
  }

  /// Appends a frame over what the frames before it show.
  ///
  /// - Parameters:
  ///   - pixels: Indices in the palette, row by row, in rows of `width`.
  ///   - x: The left edge in the picture, in pixels, as `y` is the top one.
  ///   - hundredths: How long it is shown, in hundredths of a second.
  mutating func append(_ pixels: [UInt8], x: Int, y: Int, width: Int, hundredths: Int) {
    bytes += [0x21, 0xF9, 4, 1 << 2] + GIF.littleEndian(min(hundredths, 65535)) + [0, 0]
    bytes += [0x2C] + [x, y, width, width > 0 ? pixels.count / width : 0].flatMap(GIF.littleEndian) + [0]
    bytes.append(UInt8(depth))
    let data = LZW.encoded(pixels, depth: depth)
    for start in stride(from: 0, to: data.count, by: 255) {
      let block = data[start..<min(start + 255, data.count)]
      bytes.append(UInt8(block.count))
      bytes += block
    }
    bytes.append(0)
  }

  /// The file.
  var finished: [UInt8] { bytes + [0x3B] }

  /// A time in hundredths of a second, rounded down.
  static func hundredths(_ time: Duration) -> Int { Int(time / .milliseconds(10)) }

  private static func littleEndian(_ number: Int) -> [UInt8] {
    [UInt8(truncatingIfNeeded: number), UInt8(truncatingIfNeeded: number >> 8)]
  }
}

/// The compression of GIF: codes for ever longer strings that were seen before, the lowest bit first.
private enum LZW {
  private static let most = 4096

  static func encoded(_ pixels: [UInt8], depth: Int) -> [UInt8] {
    let (clear, end) = (1 << depth, 1 << depth + 1)
    var output = BitWriter(bytes: [])
    // The code of a string followed by a pixel, at `code << depth + pixel`; 0 if there is none yet.
    var codes = [UInt16](repeating: 0, count: most << depth)
    var next = end + 1
    var width = depth + 1
    var prefix: Int?
    output.append(clear, bits: width)
    for pixel in pixels {
      guard let code = prefix else {
        prefix = Int(pixel)
        continue
      }
      let place = code << depth + Int(pixel)
      if codes[place] != 0 {
        prefix = Int(codes[place])
        continue
      }
      output.append(code, bits: width)
      prefix = Int(pixel)
      if next == most {
        output.append(clear, bits: width)
        for index in codes.indices { codes[index] = 0 }
        (next, width) = (end + 1, depth + 1)
      } else {
        codes[place] = UInt16(next)
        if next == 1 << width { width += 1 }
        next += 1
      }
    }
    if let prefix { output.append(prefix, bits: width) }
    // The decoder adds a string for this code, too, and may widen its codes.
    if prefix != nil, next == 1 << width, width < 12 { width += 1 }
    output.append(end, bits: width)
    return output.finished
  }
}
