import Files
import Foundation

/// The decoded JSON header of a safetensors file.
struct SafeTensorsHeader: Decodable {
  /// A tensor's description in the header.
  struct Entry: Decodable {
    let dtype: String
    let shape: [Int]
    let dataOffsets: [Int]

    enum CodingKeys: String, CodingKey {
      case dtype, shape
      case dataOffsets = "data_offsets"
    }
  }

  let entries: [String: Entry]
  /// Empty if absent or null.
  let metadata: [String: String]
  private let nameCount: Int

  /// Reads the JSON of the header of the file at `url`.
  init(json: Data, from url: URL) throws(FileError) {
    do {
      self = try JSONDecoder().decode(SafeTensorsHeader.self, from: json)
    } catch {
      throw JSONProblem(error, in: json).error(url, "header")
    }
    let memberCount = SafeTensorsHeader.memberCount(json)
    guard memberCount == nameCount
    else {
      throw FileError(
        url, "header", found: "\(memberCount) members with \(nameCount) different names",
        expected: "unique names")
    }
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Name.self)
    var entries: [String: Entry] = [:]
    var metadata: [String: String]?
    nameCount = container.allKeys.count
    for name in container.allKeys {
      if name.stringValue == SafeTensors.metadataName {
        metadata = try container.decodeIfPresent([String: String].self, forKey: name)
      } else {
        entries[name.stringValue] = try container.decode(Entry.self, forKey: name)
      }
    }
    self.entries = entries
    self.metadata = metadata ?? [:]
  }

  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// The number of members in the text of a JSON object: colons outside strings and nested objects. It exceeds the
  /// number of names if there are duplicates, of which the decoder keeps only one.
  private static func memberCount(_ json: Data) -> Int {
    var count = 0
    var depth = 0
    var isInString = false
    var isEscaped = false
    for byte in json {
      if isEscaped {
        isEscaped = false
        continue
      }
      switch byte {
      case UInt8(ascii: "\\"): isEscaped = true
      case UInt8(ascii: "\""): isInString.toggle()
      case _ where isInString: break
      case UInt8(ascii: "{"): depth += 1
      case UInt8(ascii: "}"): depth -= 1
      case UInt8(ascii: ":") where depth == 1: count += 1
      default: break
      }
    }
    return count
  }

  /// The tensors, whose byte ranges must be contiguous and fill `byteCount` bytes of data: those of supported element
  /// types, and the type names of the others.
  ///
  /// - Throws: `FileError` for the first range that is not.
  func tensors(
    filling byteCount: Int, from url: URL
  ) throws(FileError) -> (known: [String: SafeTensorsFile.TensorInfo], others: [String: String]) {
    var tensors: [String: SafeTensorsFile.TensorInfo] = [:]
    var others: [String: String] = [:]
    var ranges: [(name: String, range: Range<Int>)] = []
    for (name, entry) in entries.sorted(by: { $0.key < $1.key }) {
      let range = try entry.byteRange(name, from: url)
      ranges.append((name, range))
      if let type = SafeTensor.ElementType(rawValue: entry.dtype) {
        tensors[name] = SafeTensorsFile.TensorInfo(elementType: type, shape: entry.shape, byteRange: range)
      } else {
        others[name] = entry.dtype
      }
    }
    var end = 0
    ranges.sort {
      ($0.range.lowerBound, $0.range.upperBound, $0.name) < ($1.range.lowerBound, $1.range.upperBound, $1.name)
    }
    for (name, range) in ranges {
      guard range.lowerBound == end
      else {
        throw FileError(
          url, "\(name).data_offsets", found: "\(range.lowerBound) as begin",
          expected: "\(end), where the previous tensor ends")
      }
      end = range.upperBound
    }
    guard end == byteCount
    else {
      throw FileError(
        url, "data", found: "\(byteCount) bytes",
        expected: "\(end), where the last tensor ends", remedy: SafeTensorsFile.copyAgain)
    }
    return (tensors, others)
  }
}

extension SafeTensorsHeader.Entry {
  /// The tensor's byte range in the data after the header.
  ///
  /// - Throws: `FileError` if the tensor's description is inconsistent.
  fileprivate func byteRange(_ name: String, from url: URL) throws(FileError) -> Range<Int> {
    func error(_ field: String, found: String, expected: String) -> FileError {
      FileError(url, "\(name).\(field)", found: found, expected: expected)
    }
    guard var bits = SafeTensor.bits(dtype)
    else {
      throw error("dtype", found: dtype, expected: "one of \(SafeTensor.typeNames.joined(separator: ", "))")
    }
    for length in shape {
      guard length >= 0 else { throw error("shape", found: "\(length)", expected: "no negative length") }
      let (product, isTooLarge) = bits.multipliedReportingOverflow(by: length)
      guard !isTooLarge else { throw error("shape", found: "\(shape)", expected: "fewer than 2^63 bits") }
      bits = product
    }
    guard bits.isMultiple(of: 8)
    else { throw error("shape", found: "\(shape)", expected: "whole bytes of \(dtype)") }
    guard dataOffsets.count == 2, 0 <= dataOffsets[0], dataOffsets[0] <= dataOffsets[1]
    else { throw error("data_offsets", found: "\(dataOffsets)", expected: "begin and end, counted from 0") }
    let range = dataOffsets[0]..<dataOffsets[1]
    guard range.count == bits / 8
    else {
      throw error(
        "data_offsets", found: "\(range.count) bytes", expected: "\(bits / 8), for \(dtype) of shape \(shape)")
    }
    return range
  }
}

extension SafeTensor {
  /// Bits per element of the format's other types, which this program does not read.
  private static let otherTypes = [
    "F4": 4, "F6_E2M3": 6, "F6_E3M2": 6, "F8_E8M0": 8, "F8_E4M3FNUZ": 8, "F8_E5M2FNUZ": 8, "C64": 64,
  ]

  /// The names of all the format's element types.
  fileprivate static let typeNames = ElementType.allCases.map(\.rawValue) + otherTypes.keys.sorted()

  /// Bits per element of a type; nil for an unknown name.
  fileprivate static func bits(_ type: String) -> Int? {
    ElementType(rawValue: type).map { 8 * $0.size } ?? otherTypes[type]
  }
}
