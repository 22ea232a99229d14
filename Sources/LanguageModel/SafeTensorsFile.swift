import Files
import Foundation

/// A validated safetensors file, whose header matches its data.
///
/// The data are memory-mapped, so the file must not be truncated while in use. ``AtomicFile`` never truncates a file;
/// it replaces it.
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
  private let content: Data
  private let dataStart: Int

  /// The names of all tensors, sorted.
  public var names: [String] { (Array(tensors.keys) + otherTypes.keys).sorted() }

  /// Opens and validates a file.
  ///
  /// - Throws: ``SafeTensorsError`` if it cannot be read or violates the format.
  public init(contentsOf url: URL) throws(SafeTensorsError) {
    let content: Data
    do {
      content = try RegularFile.mappedContents(of: url)
    } catch {
      throw SafeTensorsError(file: url, place: "file", found: error.found, expected: error.expectation)
    }
    try self.init(content, from: url)
  }

  /// Validates a file's contents.
  ///
  /// - Parameter url: Where it came from, for errors.
  /// - Throws: ``SafeTensorsError`` if it violates the format.
  public init(_ content: Data, from url: URL) throws(SafeTensorsError) {
    let lengthSize = MemoryLayout<UInt64>.size
    guard content.count >= lengthSize
    else {
      throw SafeTensorsError(
        file: url, place: "header's length", found: "the file's end after \(content.count) bytes",
        expected: "\(lengthSize) bytes; \(SafeTensorsError.copyAgain)")
    }
    let length = content.withUnsafeBytes { UInt64(littleEndian: $0.loadUnaligned(as: UInt64.self)) }
    guard length <= content.count - lengthSize
    else {
      throw SafeTensorsError(
        file: url, place: "header's length", found: "\(length)",
        expected: "at most \(content.count - lengthSize), the bytes up to the file's end; \(SafeTensorsError.copyAgain)"
      )
    }
    let header = try SafeTensorsHeader(json: content.dropFirst(lengthSize).prefix(Int(length)), from: url)
    dataStart = lengthSize + Int(length)
    (tensors, otherTypes) = try header.tensors(filling: content.count - dataStart, from: url)
    metadata = header.metadata
    self.url = url
    self.content = content
  }

  /// The numbers of a tensor of element type `F64`, `F32`, `F16` or `BF16`, row by row, rounded to single precision.
  ///
  /// - Throws: ``SafeTensorsError`` if there is no such tensor of this shape, or a number is not finite.
  public func floats(_ name: String, shape: [Int]) throws(SafeTensorsError) -> [Float] {
    let tensor = try floatTensor(name, shape: shape)
    let numbers = [Float](unsafeUninitializedCapacity: tensor.elementCount) { numbers, count in
      convertFloats(tensor, into: UnsafeMutableBufferPointer(rebasing: numbers[..<tensor.elementCount]))
      count = tensor.elementCount
    }
    try numbers.withUnsafeBufferPointer { numbers throws(SafeTensorsError) in try requireFinite(numbers, name) }
    return numbers
  }

  /// Checks that a float tensor of this name and shape exists.
  ///
  /// - Throws: ``SafeTensorsError`` if there is no tensor of this name and shape, of element type
  ///   `F64`, `F32`, `F16` or `BF16`.
  func requireFloats(_ name: String, shape: [Int]) throws(SafeTensorsError) {
    _ = try floatTensor(name, shape: shape)
  }

  /// Copies the numbers of a tensor of element type `F64`, `F32`, `F16` or `BF16`, row by row and rounded to single
  /// precision, into `numbers`.
  ///
  /// - Precondition: The size of `numbers` matches `shape`.
  /// - Throws: ``SafeTensorsError`` if there is no such tensor of this shape, and nothing is written then; or if a number
  ///   is not finite.
  public func copyFloats(
    _ name: String, shape: [Int], into numbers: UnsafeMutableBufferPointer<Float>
  ) throws(SafeTensorsError) {
    precondition(numbers.count == shape.reduce(1, *), "a tensor's numbers fill their buffer")
    convertFloats(try floatTensor(name, shape: shape), into: numbers)
    try requireFinite(UnsafeBufferPointer(numbers), name)
  }

  /// The numbers of a tensor of element type `I64`, row by row.
  ///
  /// - Throws: ``SafeTensorsError`` if there is no such tensor of this shape.
  public func int64s(_ name: String, shape: [Int]) throws(SafeTensorsError) -> [Int64] {
    let tensor = try tensor(name, shape: shape, of: [.int64])
    return [Int64](unsafeUninitializedCapacity: tensor.elementCount) { numbers, count in
      convert(tensor, into: numbers) { Int64(littleEndian: $0) }
      count = tensor.elementCount
    }
  }

  /// The bytes of a tensor of a type in `SafeTensor.ElementType`, row by row, little-endian.
  ///
  /// - Throws: ``SafeTensorsError`` if there is no such tensor.
  public func bytes(_ name: String) throws(SafeTensorsError) -> Data {
    guard let tensor = tensors[name] else { throw missing(name, expected: "a tensor of this name") }
    return content.dropFirst(dataStart + tensor.byteRange.lowerBound).prefix(tensor.byteRange.count)
  }

  private func floatTensor(_ name: String, shape: [Int]) throws(SafeTensorsError) -> TensorInfo {
    try tensor(name, shape: shape, of: [.float32, .float16, .bfloat16, .float64])
  }

  private func tensor(
    _ name: String, shape: [Int], of elementTypes: [SafeTensor.ElementType]
  ) throws(SafeTensorsError) -> TensorInfo {
    let types = elementTypes.map(\.rawValue).joined(separator: " or ")
    let expected = "\(types) of shape \(shape)"
    if let type = otherTypes[name] { throw SafeTensorsError(file: url, place: name, found: type, expected: expected) }
    guard let tensor = tensors[name] else { throw missing(name, expected: expected) }
    guard elementTypes.contains(tensor.elementType), tensor.shape == shape
    else {
      throw SafeTensorsError(
        file: url, place: name, found: "\(tensor.elementType.rawValue) of shape \(tensor.shape)", expected: expected)
    }
    return tensor
  }

  private func missing(_ name: String, expected: String) -> SafeTensorsError {
    SafeTensorsError(file: url, place: name, found: "no tensor of this name", expected: expected)
  }

  private func requireFinite(_ numbers: UnsafeBufferPointer<Float>, _ name: String) throws(SafeTensorsError) {
    // Branch-free, so that the loop vectorizes: if all exponent bits are set, adding one to the exponent carries into
    // the sign bit.
    var carries: UInt32 = 0
    for number in numbers { carries |= (number.bitPattern & 0x7FFF_FFFF) &+ 0x80_0000 }
    guard carries & 0x8000_0000 != 0 else { return }
    let number = numbers.first { !$0.isFinite }!
    throw SafeTensorsError(file: url, place: name, found: "\(number)", expected: "finite numbers")
  }

  private func convertFloats(_ tensor: TensorInfo, into numbers: UnsafeMutableBufferPointer<Float>) {
    switch tensor.elementType {
    case .float16: convert(tensor, into: numbers) { Float(float16Bits: UInt16(littleEndian: $0)) }
    case .bfloat16: convert(tensor, into: numbers) { Float(bfloat16Bits: UInt16(littleEndian: $0)) }
    case .float64: convert(tensor, into: numbers) { Float(Double(bitPattern: UInt64(littleEndian: $0))) }
    default: convert(tensor, into: numbers) { Float(bitPattern: UInt32(littleEndian: $0)) }
    }
  }

  /// The bytes may be unaligned: the format does not require alignment.
  private func convert<Bits: BitwiseCopyable, Number>(
    _ tensor: TensorInfo, into numbers: UnsafeMutableBufferPointer<Number>, _ number: (Bits) -> Number
  ) {
    guard tensor.elementCount > 0 else { return }
    precondition(numbers.count >= tensor.elementCount)
    content.withUnsafeBytes { bytes in
      let start = bytes.baseAddress! + dataStart + tensor.byteRange.lowerBound
      let target = numbers.baseAddress!
      for element in 0..<tensor.elementCount {
        let bits = start.loadUnaligned(fromByteOffset: element &* MemoryLayout<Bits>.size, as: Bits.self)
        (target + element).initialize(to: number(bits))
      }
    }
  }
}

extension SafeTensorsFile.TensorInfo {
  /// The number of elements.
  public var elementCount: Int { byteRange.count / elementType.size }
}

/// Where and why a safetensors file cannot be used.
public struct SafeTensorsError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file.
  public let file: URL
  /// The part of the file: a section, a tensor, or a field of a tensor's description.
  public let place: String
  /// What is there.
  public let found: String
  /// What should be there, and the remedy, if known.
  public let expected: String

  /// The remedy for a file that a copy or a crash has truncated.
  static let copyAgain = "copy the file again"

  /// A one-line message: file, place, what was found, what was expected.
  public var description: String { "\(file.path): \(place): found \(found), expected \(expected)" }
}
