/// Reads the animated GIF files that the program writes, by the standard and without its code: one palette, frames that
/// stay, no interlacing.
struct DecodedGIF {
  struct Broken: Error { let what: String }

  struct Frame {
    /// Red, green and blue of each pixel of the whole picture, row by row.
    let colors: [UInt32]
    /// In hundredths of a second.
    let delay: Int
    /// The pixels that the frame itself holds.
    let held: Int
  }

  let width: Int
  let height: Int
  private(set) var frames: [Frame] = []
  private(set) var isEndless = false

  init(_ bytes: [UInt8]) throws {
    var place = 0
    func take(_ count: Int) throws -> [UInt8] {
      guard place + count <= bytes.count else { throw Broken(what: "cut at \(place)") }
      defer { place += count }
      return Array(bytes[place..<place + count])
    }
    func number() throws -> Int { try take(2).reversed().reduce(0) { $0 << 8 | Int($1) } }
    func blocks() throws -> [UInt8] {
      var data: [UInt8] = []
      while true {
        let count = Int(try take(1)[0])
        if count == 0 { return data }
        data += try take(count)
      }
    }
    guard try take(6) == Array("GIF89a".utf8) else { throw Broken(what: "signature") }
    (width, height) = (try number(), try number())
    let flags = try take(3)[0]
    guard flags & 0x80 != 0 else { throw Broken(what: "palette") }
    let palette = try (0..<2 << Int(flags & 7)).map { _ in try take(3).reduce(0) { $0 << 8 | UInt32($1) } }
    var colors = [UInt32](repeating: palette[0], count: width * height)
    var delay = 0
    while true {
      switch try take(1)[0] {
      case 0x21:
        let label = try take(1)[0]
        let data = try blocks()
        if label == 0xFF { isEndless = data == Array("NETSCAPE2.0".utf8) + [1, 0, 0] }
        guard label == 0xF9 else { continue }
        guard data.count == 4, data[0] >> 2 & 7 == 1, data[0] & 1 == 0 else { throw Broken(what: "control") }
        delay = Int(data[1]) | Int(data[2]) << 8
      case 0x2C:
        let (x, y, columns, rows) = (try number(), try number(), try number(), try number())
        guard try take(1)[0] == 0 else { throw Broken(what: "frame's flags") }
        guard x + columns <= width, y + rows <= height else { throw Broken(what: "frame outside") }
        let depth = Int(try take(1)[0])
        let pixels = try DecodedGIF.expanded(blocks(), depth: depth)
        guard pixels.count == columns * rows else { throw Broken(what: "\(pixels.count) pixels") }
        for (index, pixel) in pixels.enumerated() {
          colors[(y + index / columns) * width + x + index % columns] = palette[Int(pixel)]
        }
        frames.append(Frame(colors: colors, delay: delay, held: pixels.count))
      case 0x3B:
        guard place == bytes.count else { throw Broken(what: "bytes after the end") }
        return
      case let other: throw Broken(what: "block \(other)")
      }
    }
  }

  private static func expanded(_ data: [UInt8], depth: Int) throws -> [UInt8] {
    let (clear, end) = (1 << depth, 1 << depth + 1)
    var strings: [[UInt8]] = []
    var (width, place) = (depth + 1, 0)
    var previous: [UInt8]?
    var output: [UInt8] = []
    while place + width <= data.count * 8 {
      let code = (0..<width).reduce(0) { $0 | Int(data[(place + $1) / 8] >> UInt8((place + $1) % 8) & 1) << $1 }
      place += width
      if code == clear {
        strings = (0..<end + 1).map { $0 < clear ? [UInt8($0)] : [] }
        (width, previous) = (depth + 1, nil)
        continue
      }
      if code == end { return output }
      guard let before = previous else {
        guard code < clear else { throw Broken(what: "first code") }
        previous = strings[code]
        output += strings[code]
        continue
      }
      guard code <= strings.count else { throw Broken(what: "code \(code) of \(strings.count)") }
      let string = code < strings.count ? strings[code] : before + [before[0]]
      if strings.count < 4096 { strings.append(before + [string[0]]) }
      if strings.count == 1 << width, width < 12 { width += 1 }
      output += string
      previous = string
    }
    throw Broken(what: "no end")
  }
}
