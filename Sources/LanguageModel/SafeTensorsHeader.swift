import Files
import Foundation

/// The header of a safetensors file, as its JSON says it.
struct SafeTensorsHeader: Decodable {
  /// What the header says of a tensor.
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
  let metadata: [String: String]?

  /// Reads the JSON of the header of the file at `url`.
  init(json: Data, from url: URL) throws(SafeTensorsError) {
    do {
      self = try JSONDecoder().decode(SafeTensorsHeader.self, from: json)
    } catch {
      let facts = JSONProblem(error, in: json)
      throw SafeTensorsError(
        file: url, place: "header" + (facts.place.map { ": \($0)" } ?? ""), found: facts.found, expected: facts.expected)
    }
    let nameCount = entries.count + (metadata == nil ? 0 : 1)
    let memberCount = SafeTensorsHeader.memberCount(json)
    guard memberCount == nameCount
    else {
      throw SafeTensorsError(
        file: url, place: "header", found: "\(memberCount) members with \(nameCount) different names",
        expected: "no name twice")
    }
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Name.self)
    var entries: [String: Entry] = [:]
    var metadata: [String: String]?
    for name in container.allKeys {
      if name.stringValue == SafeTensors.metadataName {
        metadata = try container.decode([String: String].self, forKey: name)
      } else {
        entries[name.stringValue] = try container.decode(Entry.self, forKey: name)
      }
    }
    self.entries = entries
    self.metadata = metadata
  }

  private struct Name: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  /// The number of members in the text of a JSON object: its colons in no string and in no inner object. More than it has
  /// names if one occurs twice, of which the decoder keeps one member.
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

  /// The tensors, if their places follow each other without gap or overlap and fill `byteCount` bytes of data.
  ///
  /// - Throws: ``SafeTensorsError`` at the first that does not.
  func tensors(filling byteCount: Int, from url: URL) throws(SafeTensorsError) -> [String: SafeTensorsFile.TensorInfo] {
    var tensors: [String: SafeTensorsFile.TensorInfo] = [:]
    for (name, entry) in entries.sorted(by: { $0.key < $1.key }) {
      tensors[name] = try SafeTensorsFile.TensorInfo(entry, name: name, from: url)
    }
    var end = 0
    let order = tensors.sorted {
      let (first, second) = ($0.value.byteRange, $1.value.byteRange)
      return (first.lowerBound, first.upperBound, $0.key) < (second.lowerBound, second.upperBound, $1.key)
    }
    for (name, tensor) in order {
      guard tensor.byteRange.lowerBound == end
      else {
        throw SafeTensorsError(
          file: url, place: "\(name).data_offsets", found: "\(tensor.byteRange.lowerBound) as begin",
          expected: "\(end), where the tensor before ends")
      }
      end = tensor.byteRange.upperBound
    }
    guard end == byteCount
    else {
      throw SafeTensorsError(
        file: url, place: "data", found: "\(byteCount) bytes", expected: "\(end), where the last tensor ends")
    }
    return tensors
  }
}

extension SafeTensorsFile.TensorInfo {
  /// - Throws: ``SafeTensorsError`` if the header's words on a tensor contradict each other.
  fileprivate init(_ entry: SafeTensorsHeader.Entry, name: String, from url: URL) throws(SafeTensorsError) {
    func error(_ field: String, found: String, expected: String) -> SafeTensorsError {
      SafeTensorsError(file: url, place: "\(name).\(field)", found: found, expected: expected)
    }
    guard let elementType = SafeTensor.ElementType(rawValue: entry.dtype)
    else {
      let known = SafeTensor.ElementType.allCases.map(\.rawValue).joined(separator: ", ")
      throw error("dtype", found: entry.dtype, expected: "one of \(known)")
    }
    var byteCount = elementType.size
    for length in entry.shape {
      guard length >= 0 else { throw error("shape", found: "\(length)", expected: "no negative length") }
      let (product, isTooLarge) = byteCount.multipliedReportingOverflow(by: length)
      guard !isTooLarge
      else { throw error("shape", found: "\(entry.shape)", expected: "fewer than 2^63 bytes") }
      byteCount = product
    }
    let offsets = entry.dataOffsets
    guard offsets.count == 2, 0 <= offsets[0], offsets[0] <= offsets[1]
    else { throw error("data_offsets", found: "\(offsets)", expected: "begin and end, counted from 0") }
    guard offsets[1] - offsets[0] == byteCount
    else {
      throw error(
        "data_offsets", found: "\(offsets[1] - offsets[0]) bytes",
        expected: "\(byteCount), for \(entry.dtype) of shape \(entry.shape)")
    }
    self.init(elementType: elementType, shape: entry.shape, byteRange: offsets[0]..<offsets[1])
  }
}
