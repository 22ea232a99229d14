import Files
import Foundation

/// A validated safetensors file, whose header matches its data.
///
/// Tensors are read when they are asked for. The file may change meanwhile: one that has become shorter is an error then.
public struct SafeTensorsFile: Sendable {
  /// A tensor's description in the header.
  public struct TensorInfo: Hashable, Sendable {
    public let elementType: SafeTensor.ElementType
    public let shape: [Int]
    /// Its byte range in the data after the header.
    public let byteRange: Range<Int>
  }

  /// The file's location, for errors.
  public let url: URL
  /// The tensors of the types in `SafeTensor.ElementType`, by name.
  public let tensors: [String: TensorInfo]
  /// The types of the other tensors, by tensor name; their bytes are not accessible.
  public let otherTypes: [String: String]
  /// The header's string map.
  public let metadata: [String: String]
  private let source: Source
  private let dataStart: Int

  /// What holds the bytes.
  private enum Source {
    case data(Data)
    case file(RegularFile)

    func size() throws(FileError) -> Int {
      switch self {
      case .data(let data): data.count
      case .file(let file): try file.identity().size
      }
    }

    /// Fills `bytes` with those from `offset` on, as far as there are any.
    ///
    /// - Returns: The number of bytes read.
    func read(at offset: Int, into bytes: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
      switch self {
      case .data(let data):
        let part = data.dropFirst(offset).prefix(bytes.count)
        part.copyBytes(to: bytes)
        return part.count
      case .file(let file): return try file.read(at: offset, into: bytes)
      }
    }
  }

  /// The remedy for a file that a copy or a crash has truncated.
  static let copyAgain = "copy the file again"
  /// The format's limit on the size of a header in bytes.
  private static let longestHeader = 100_000_000

  /// The names of all tensors, sorted.
  public var names: [String] { (Array(tensors.keys) + otherTypes.keys).sorted() }

  /// Opens and validates a file.
  ///
  /// - Throws: `FileError` if it cannot be read or violates the format.
  public init(contentsOf url: URL) throws(FileError) {
    try self.init(.file(RegularFile(url)), from: url)
  }

  /// Validates a file's contents.
  ///
  /// - Parameter url: Where it came from, for errors.
  /// - Throws: `FileError` if it violates the format.
  public init(_ content: Data, from url: URL) throws(FileError) {
    try self.init(.data(content), from: url)
  }

  private init(_ source: Source, from url: URL) throws(FileError) {
    let size = try source.size()
    let lengthSize = MemoryLayout<UInt64>.size
    guard size >= lengthSize
    else {
      throw FileError(
        url, "header's length", found: "the file's end after \(size) bytes", expected: "\(lengthSize) bytes",
        remedy: SafeTensorsFile.copyAgain)
    }
    let length = try SafeTensorsFile.bytes(0..<lengthSize, of: source, "header's length", from: url)
      .withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
    guard length <= size - lengthSize
    else {
      throw FileError(
        url, "header's length", found: "\(length)",
        expected: "at most \(size - lengthSize), the bytes up to the file's end", remedy: SafeTensorsFile.copyAgain)
    }
    guard length <= SafeTensorsFile.longestHeader
    else {
      throw FileError(
        url, "header's length", found: "\(length)", expected: "at most \(SafeTensorsFile.longestHeader) bytes")
    }
    dataStart = lengthSize + Int(length)
    let header = try SafeTensorsHeader(
      json: SafeTensorsFile.bytes(lengthSize..<dataStart, of: source, "header", from: url), from: url)
    (tensors, otherTypes) = try header.tensors(filling: size - dataStart, from: url)
    metadata = header.metadata
    self.url = url
    self.source = source
  }

  /// The numbers of a tensor of element type `F32`, `F16` or `BF16`, row by row.
  ///
  /// - Throws: `FileError` if there is no such tensor of this shape, or a number is not finite.
  public func floats(_ name: String, shape: [Int]) throws(FileError) -> [Float] {
    var numbers = [Float](repeating: 0, count: try floatTensor(name, shape: shape).elementCount)
    try numbers.withUnsafeMutableBufferPointer { numbers throws(FileError) in
      try copyFloats(name, shape: shape, into: numbers)
    }
    return numbers
  }

  /// Checks that a float tensor of this name and shape exists.
  ///
  /// - Throws: `FileError` if there is no tensor of this name and shape, of element type `F32`, `F16` or `BF16`.
  func requireFloats(_ name: String, shape: [Int]) throws(FileError) {
    _ = try floatTensor(name, shape: shape)
  }

  /// Copies the numbers of a tensor of element type `F32`, `F16` or `BF16`, row by row, into `numbers`.
  ///
  /// - Precondition: The size of `numbers` matches `shape`.
  /// - Throws: `FileError` if there is no such tensor of this shape, and nothing is written then; or if the
  ///   file ends in the tensor, or a number is not finite.
  public func copyFloats(
    _ name: String, shape: [Int], into numbers: UnsafeMutableBufferPointer<Float>
  ) throws(FileError) {
    precondition(numbers.count == shape.reduce(1, *), "a tensor's numbers fill their buffer")
    let tensor = try floatTensor(name, shape: shape)
    switch tensor.elementType {
    case .float16: try convert(tensor, name, into: numbers) { Float(float16Bits: UInt16(littleEndian: $0)) }
    case .bfloat16: try convert(tensor, name, into: numbers) { Float(bfloat16Bits: UInt16(littleEndian: $0)) }
    default: try convert(tensor, name, into: numbers) { Float(bitPattern: UInt32(littleEndian: $0)) }
    }
    try requireFinite(UnsafeBufferPointer(numbers), name)
  }

  /// The numbers of a tensor of element type `I64`, row by row.
  ///
  /// - Throws: `FileError` if there is no such tensor of this shape.
  public func int64s(_ name: String, shape: [Int]) throws(FileError) -> [Int64] {
    let tensor = try tensor(name, shape: shape, of: [.int64])
    var numbers = [Int64](repeating: 0, count: tensor.elementCount)
    try numbers.withUnsafeMutableBufferPointer { numbers throws(FileError) in
      try convert(tensor, name, into: numbers) { Int64(littleEndian: $0) }
    }
    return numbers
  }

  /// The bytes of a tensor of a type in `SafeTensor.ElementType`, row by row, little-endian.
  ///
  /// - Throws: `FileError` if there is no such tensor.
  public func bytes(_ name: String) throws(FileError) -> Data {
    guard let tensor = tensors[name] else { throw missing(name, expected: "a tensor of this name") }
    let start = dataStart + tensor.byteRange.lowerBound
    return try SafeTensorsFile.bytes(start..<start + tensor.byteRange.count, of: source, name, from: url)
  }

  private func floatTensor(_ name: String, shape: [Int]) throws(FileError) -> TensorInfo {
    try tensor(name, shape: shape, of: [.float32, .float16, .bfloat16])
  }

  private func tensor(
    _ name: String, shape: [Int], of elementTypes: [SafeTensor.ElementType]
  ) throws(FileError) -> TensorInfo {
    let types = elementTypes.map(\.rawValue).joined(separator: " or ")
    let expected = "\(types) of shape \(shape)"
    if let type = otherTypes[name] { throw FileError(url, name, found: type, expected: expected) }
    guard let tensor = tensors[name] else { throw missing(name, expected: expected) }
    guard elementTypes.contains(tensor.elementType), tensor.shape == shape
    else {
      throw FileError(url, name, found: "\(tensor.elementType.rawValue) of shape \(tensor.shape)", expected: expected)
    }
    return tensor
  }

  private func missing(_ name: String, expected: String) -> FileError {
    FileError(url, name, found: "no tensor of this name", expected: expected)
  }

  private func requireFinite(_ numbers: UnsafeBufferPointer<Float>, _ name: String) throws(FileError) {
    // Branch-free, so that the loop vectorizes: if all exponent bits are set, adding one to the exponent carries into
    // the sign bit.
    var carries: UInt32 = 0
    for number in numbers { carries |= (number.bitPattern & 0x7FFF_FFFF) &+ 0x80_0000 }
    guard carries & 0x8000_0000 != 0 else { return }
    let number = numbers.first { !$0.isFinite }!
    throw FileError(url, name, found: "\(number)", expected: "finite numbers")
  }

  /// Reads a tensor in chunks, which are converted one after the other. The bytes may be unaligned: the format does not
  /// require alignment.
  private func convert<Bits: BitwiseCopyable, Number>(
    _ tensor: TensorInfo, _ name: String, into numbers: UnsafeMutableBufferPointer<Number>, _ number: (Bits) -> Number
  ) throws(FileError) {
    guard tensor.elementCount > 0, let target = numbers.baseAddress else { return }
    precondition(numbers.count >= tensor.elementCount)
    let bits = UnsafeMutableBufferPointer<Bits>.allocate(capacity: min(tensor.elementCount, SafeTensorsFile.chunk))
    defer { bits.deallocate() }
    let start = dataStart + tensor.byteRange.lowerBound
    for first in stride(from: 0, to: tensor.elementCount, by: bits.count) {
      let count = min(bits.count, tensor.elementCount - first)
      let range = start + first * MemoryLayout<Bits>.stride..<start + (first + count) * MemoryLayout<Bits>.stride
      try SafeTensorsFile.read(
        range, of: source, into: UnsafeMutableRawBufferPointer(UnsafeMutableBufferPointer(rebasing: bits[..<count])),
        name, from: url)
      for element in 0..<count { (target + first + element).initialize(to: number(bits[element])) }
    }
  }

  /// The elements that are read at once.
  private static let chunk = 1 << 17

  /// - Parameter place: The part of the file, for errors.
  private static func bytes(
    _ range: Range<Int>, of source: Source, _ place: String, from url: URL
  ) throws(FileError) -> Data {
    var bytes = [UInt8](repeating: 0, count: range.count)
    try bytes.withUnsafeMutableBufferPointer { bytes throws(FileError) in
      try read(range, of: source, into: UnsafeMutableRawBufferPointer(bytes), place, from: url)
    }
    return Data(bytes)
  }

  /// Reads bytes that were there when the file was opened.
  private static func read(
    _ range: Range<Int>, of source: Source, into bytes: UnsafeMutableRawBufferPointer, _ place: String, from url: URL
  ) throws(FileError) {
    let count = try source.read(at: range.lowerBound, into: bytes)
    guard count == range.count else {
      throw FileError(
        url, place, found: "the file's end after \(range.lowerBound + count) bytes",
        expected: "at least \(range.upperBound), as when it was opened", remedy: copyAgain)
    }
  }
}

extension SafeTensorsFile.TensorInfo {
  /// The number of elements.
  public var elementCount: Int { byteRange.count / elementType.size }
}
