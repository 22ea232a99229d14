import Files
import Foundation
import PlainText
import Tensors

/// Writes files in the safetensors format: the length of a header (8 bytes, little-endian), the header (JSON: each
/// tensor's element type, shape and byte range in the data, and a string map of metadata), then the tensors' data
/// without gaps.
///
/// The bytes depend only on names, tensors and metadata. Larger elements come first, so that every tensor is aligned to
/// its element size; tensors of equal element size are sorted by name.
public enum SafeTensors {
  /// The header's key for metadata, reserved by the format.
  static let metadataName = "__metadata__"

  /// The contents of the file.
  ///
  /// - Precondition: No tensor is named `__metadata__`.
  public static func data(_ tensors: [String: SafeTensor], metadata: [String: String] = [:]) -> Data {
    let order = order(tensors)
    return order.reduce(into: header(order, metadata: metadata)) { file, entry in file.append(entry.value.bytes) }
  }

  /// Writes the file at `url` atomically, replacing any existing file.
  ///
  /// - Precondition: No tensor is named `__metadata__`.
  /// - Throws: `FileError` if it cannot be written.
  public static func write(
    _ tensors: [String: SafeTensor], metadata: [String: String] = [:], to url: URL
  ) throws(FileError) {
    let order = order(tensors)
    try AtomicFile.write(to: url) { file throws(FileError) in
      try file.append(header(order, metadata: metadata))
      for entry in order { try file.append(entry.value.bytes) }
    }
  }

  /// Converts a file of `F32` tensors to half precision, rounding to nearest. A tensor with a number beyond its range
  /// is left in `F32`.
  ///
  /// - Throws: `FileError` if it cannot be read or written; the file is then unchanged.
  public static func convertToFloat16(_ url: URL) throws {
    let file = try SafeTensorsFile(contentsOf: url)
    var tensors: [String: SafeTensor] = [:]
    for name in file.names {
      let shape = file.tensors[name]?.shape ?? []
      let numbers = try file.floats(name, shape: shape)
      let fits = numbers.allSatisfy { Float(float16Bits: $0.float16Bits).isFinite }
      tensors[name] = SafeTensor(numbers, shape: shape, as: fits ? .float16 : .float32)
    }
    try write(tensors, metadata: file.metadata, to: url)
  }

  private typealias Entry = (key: String, value: SafeTensor)

  private static func order(_ tensors: [String: SafeTensor]) -> [Entry] {
    precondition(tensors[metadataName] == nil, "no tensor is named \(metadataName)")
    return tensors.sorted { ($1.value.elementType.size, $0.key) < ($0.value.elementType.size, $1.key) }
  }

  /// Length and JSON, the latter padded with spaces so that the data begin at a multiple of 8.
  private static func header(_ order: [Entry], metadata: [String: String]) -> Data {
    var members: [String] = []
    if !metadata.isEmpty {
      let pairs = metadata.sorted { $0.key < $1.key }.map { "\($0.key.jsonLiteral):\($0.value.jsonLiteral)" }
      members.append("\(metadataName.jsonLiteral):{\(pairs.joined(separator: ","))}")
    }
    var begin = 0
    for (name, tensor) in order {
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      let end = begin + tensor.bytes.count
      members.append(
        name.jsonLiteral + ":{\"dtype\":\"\(tensor.elementType.rawValue)\",\"shape\":[\(shape)],"
          + "\"data_offsets\":[\(begin),\(end)]}")
      begin = end
    }
    var json = Data("{\(members.joined(separator: ","))}".utf8)
    json.append(contentsOf: repeatElement(UInt8(ascii: " "), count: (8 - json.count % 8) % 8))
    return withUnsafeBytes(of: UInt64(json.count).littleEndian) { Data($0) } + json
  }
}

/// A tensor in file format: its elements row by row, little-endian.
public struct SafeTensor: Hashable, Sendable {
  /// The element type of a tensor; raw values are the safetensors names.
  public enum ElementType: String, CaseIterable, Hashable, Sendable {
    case bool = "BOOL"
    case uint8 = "U8"
    case int8 = "I8"
    case float8e4m3 = "F8_E4M3"
    case float8e5m2 = "F8_E5M2"
    case uint16 = "U16"
    case int16 = "I16"
    case float16 = "F16"
    case bfloat16 = "BF16"
    case uint32 = "U32"
    case int32 = "I32"
    case float32 = "F32"
    case uint64 = "U64"
    case int64 = "I64"
    case float64 = "F64"

    /// Bytes per element.
    public var size: Int {
      switch self {
      case .bool, .uint8, .int8, .float8e4m3, .float8e5m2: 1
      case .uint16, .int16, .float16, .bfloat16: 2
      case .uint32, .int32, .float32: 4
      case .uint64, .int64, .float64: 8
      }
    }
  }

  public let elementType: ElementType
  public let shape: [Int]
  public let bytes: Data

  /// A tensor of any element type, from its bytes.
  ///
  /// - Precondition: The number of bytes matches `elementType` and `shape`.
  public init(_ elementType: ElementType, shape: [Int], bytes: Data) {
    precondition(bytes.count == shape.reduce(elementType.size, *), "a tensor's bytes fill its shape")
    self.elementType = elementType
    self.shape = shape
    self.bytes = bytes
  }

  /// A tensor of floats; `float16` and `bfloat16` round to nearest, ties to even.
  ///
  /// - Precondition: `elementType` is `float32`, `float16` or `bfloat16`, and the number of elements matches `shape`.
  public init(_ floats: some Collection<Float>, shape: [Int], as elementType: ElementType = .float32) {
    let bytes =
      switch elementType {
      case .float32: SafeTensor.bytes(floats) { $0.bitPattern.littleEndian }
      case .float16: SafeTensor.bytes(floats) { $0.float16Bits.littleEndian }
      case .bfloat16: SafeTensor.bytes(floats) { $0.bfloat16Bits.littleEndian }
      default: preconditionFailure("numbers are not written as \(elementType.rawValue)")
      }
    self.init(elementType, shape: shape, bytes: bytes)
  }

  /// A tensor of integers, as `int64`.
  ///
  /// - Precondition: The number of elements matches `shape`.
  public init(_ integers: some Collection<Int64>, shape: [Int]) {
    self.init(.int64, shape: shape, bytes: SafeTensor.bytes(integers) { $0.littleEndian })
  }

  private static func bytes<Number, Bits: BitwiseCopyable>(
    _ numbers: some Collection<Number>, _ bits: (Number) -> Bits
  ) -> Data {
    var bytes = Data(count: numbers.count * MemoryLayout<Bits>.size)
    bytes.withUnsafeMutableBytes { raw in
      for (element, number) in zip(raw.bindMemory(to: Bits.self).indices, numbers) {
        raw.storeBytes(of: bits(number), toByteOffset: element * MemoryLayout<Bits>.size, as: Bits.self)
      }
    }
    return bytes
  }
}
