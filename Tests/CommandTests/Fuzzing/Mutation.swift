import Corpus
import Foundation

/// A way to spoil a file that still knows what it is made of.
enum Mutation: CaseIterable {
  case json, lines, safeTensors, bytes

  /// What becomes of a file's content.
  func apply(to data: Data, _ random: inout SplitMix64) -> Data {
    switch self {
    case .json: Mutation.json(data, &random)
    case .lines: Mutation.lines(data, &random)
    case .safeTensors: Mutation.safeTensors(data, &random)
    case .bytes: Mutation.bytes(data, &random)
    }
  }

  private static func json(_ data: Data, _ random: inout SplitMix64) -> Data {
    guard var tree = JSONTree(String(decoding: data, as: UTF8.self)) else { return bytes(data, &random) }
    for _ in 0...random.next(below: 2) { tree.mutate(&random) }
    return Data(tree.text.utf8)
  }

  private static func lines(_ data: Data, _ random: inout SplitMix64) -> Data {
    var lines = data.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { Data($0) }
    let (place, other) = (random.next(below: lines.count), random.next(below: lines.count))
    switch random.next(below: 16) {
    case 0: lines.remove(at: place)
    case 1: lines.insert(lines[place], at: other)
    case 2: lines.swapAt(place, other)
    case 3: lines.insert(random.element(of: [Data(), Data(" \t".utf8), Data("\r".utf8)]), at: place)
    case 4: lines[place] = lines[place].prefix(random.next(below: lines[place].count + 1))
    case 5: lines[place] = Data(count: random.element(of: [1, 512, 4096]))
    case 6: lines[place] = Data(random.element(of: JSONTree.boundaryValues).utf8)
    case 7: lines[place] = bytes(lines[place], &random)
    case 8:
      // The same change everywhere: what is wrong in one line only may be outvoted.
      let state = random
      lines = lines.map { line in
        random = state
        return line.isEmpty ? line : json(line, &random)
      }
    default: lines[place] = json(lines[place], &random)
    }
    return Data(lines.joined(separator: [UInt8(ascii: "\n")]))
  }

  private static func safeTensors(_ data: Data, _ random: inout SplitMix64) -> Data {
    let prefix = 8
    guard let length = data.headerLength, prefix + length <= data.count else { return bytes(data, &random) }
    let header = data.dropFirst(prefix).prefix(length)
    var content = Data(data.dropFirst(prefix + length))
    switch random.next(below: 8) {
    case 0:
      let lengths: [UInt64] = [
        0, 1, 7, UInt64(length) - 1, UInt64(length) + 1, UInt64(data.count), 1 << 31, 1 << 32, 1 << 63, .max,
        UInt64(Int.max), .max - 7,
      ]
      return Data(littleEndian: random.element(of: lengths)) + header + content
    case 1: content = content.prefix(random.next(below: content.count + 1))
    case 2: content += Data(count: random.element(of: [1, 4, 4096]))
    case 3:
      // Numbers at the edges, at a place where one begins.
      let numbers: [Float] = [.nan, .infinity, -.infinity, .greatestFiniteMagnitude, -1e30, .leastNonzeroMagnitude]
      let place = 4 * random.next(below: max(1, content.count / 4))
      content.overwrite(place, with: Data(littleEndian: random.element(of: numbers).bitPattern))
    default:
      let changed = random.next(below: 4) == 0 ? edgeTypes(header, &random) : json(header, &random)
      return Data(littleEndian: UInt64(changed.count)) + changed + content
    }
    return data.prefix(prefix + length) + content
  }

  /// The header with the type of one tensor, or of all, another.
  private static func edgeTypes(_ header: Data, _ random: inout SplitMix64) -> Data {
    let types = ["F64", "F32", "F16", "BF16", "I64", "I8", "U8", "BOOL", "F4", "F8_E4M3", "C64", "", "\\u001b[2J"]
    let text = String(decoding: header, as: UTF8.self)
    let replacement = "\"\(random.element(of: types))\""
    return Data(
      text.replacing("\"F32\"", with: replacement, maxReplacements: random.element(of: [1, .max])).utf8)
  }

  private static func bytes(_ data: Data, _ random: inout SplitMix64) -> Data {
    var data = Data(data)
    let (place, other) = (random.next(below: data.count + 1), random.next(below: data.count + 1))
    switch random.next(below: 8) {
    case 0: return data.prefix(place)
    case 1: return Data()
    case 2: data.insert(contentsOf: Data(count: random.element(of: [1, 16, 4096])), at: place)
    case 3: data.insert(contentsOf: data[min(place, other)..<max(place, other)], at: place)
    case 4: data.removeSubrange(min(place, other)..<max(place, other))
    case 5: data = Data([0xEF, 0xBB, 0xBF]) + data
    default:
      for _ in 0...random.next(below: 4) {
        let place = random.next(below: data.count + 1)
        data.overwrite(place, with: Data([UInt8(truncatingIfNeeded: random.next())]))
      }
    }
    return data
  }
}

extension Data {
  /// What the first eight bytes of a safetensors file say.
  fileprivate var headerLength: Int? {
    guard count >= 8 else { return nil }
    return Int(exactly: prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
  }

  fileprivate init(littleEndian number: some FixedWidthInteger) {
    self = Swift.withUnsafeBytes(of: number.littleEndian) { Data($0) }
  }

  /// Replaces bytes from `place` on, as far as there are any.
  fileprivate mutating func overwrite(_ place: Int, with bytes: Data) {
    let end = Swift.min(count, place + bytes.count)
    replaceSubrange(place..<end, with: bytes.prefix(end - place))
  }
}
