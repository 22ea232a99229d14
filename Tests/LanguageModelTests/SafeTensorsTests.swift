import Corpus
import Files
import Foundation
import LanguageModel
import Testing

@Suite struct SafeTensorsTests {
  private static let nowhere = URL(fileURLWithPath: "/nowhere/model.safetensors")

  private func file(_ content: Data) throws -> SafeTensorsFile {
    try SafeTensorsFile(content, from: Self.nowhere)
  }

  /// A file with this header, and `byteCount` zeros as its data.
  private func content(header: String, byteCount: Int) -> Data {
    withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Data($0) } + Data(header.utf8)
      + Data(count: byteCount)
  }

  private static let tensors = [
    "b.weight": SafeTensor([1, -2, 0.5, 3, 65536, -0.0] as [Float], shape: [2, 3]),
    "a.half": SafeTensor([1, -2, 0.1] as [Float], shape: [3], as: .float16),
    "a.brain": SafeTensor([1, -2, 0.1] as [Float], shape: [3, 1], as: .bfloat16),
    "numbers": SafeTensor([.max, -1] as [Int64], shape: [2]),
    "scalar": SafeTensor([7] as [Float], shape: []),
    "empty": SafeTensor([] as [Float], shape: [0, 4]),
    "raw": SafeTensor(.uint8, shape: [3], bytes: Data([1, 2, 255])),
  ]

  @Test func tensorsRoundTrip() throws {
    let folder = try TemporaryFolder()
    let url = folder.url.appendingPathComponent("model.safetensors")
    let metadata = ["format": "pt", "quote \"\\\n\u{1}": "é/😀"]
    try SafeTensors.write(Self.tensors, metadata: metadata, to: url)
    #expect(try Data(contentsOf: url) == SafeTensors.data(Self.tensors, metadata: metadata))

    let file = try SafeTensorsFile(contentsOf: url)
    #expect(file.names == ["a.brain", "a.half", "b.weight", "empty", "numbers", "raw", "scalar"])
    #expect(file.metadata == metadata)
    #expect(try file.floats("b.weight", shape: [2, 3]) == [1, -2, 0.5, 3, 65536, -0.0])
    #expect(try file.floats("b.weight", shape: [2, 3])[5].sign == .minus)
    #expect(try file.floats("a.half", shape: [3]) == [1, -2, 0.099975586])
    #expect(try file.floats("a.brain", shape: [3, 1]) == [1, -2, 0.100097656])
    #expect(try file.int64s("numbers", shape: [2]) == [.max, -1])
    #expect(try file.floats("scalar", shape: []) == [7])
    #expect(try file.floats("empty", shape: [0, 4]) == [])
    #expect(try file.bytes("raw") == Data([1, 2, 255]))

    var numbers: [Float] = [9, 9, 9]
    try numbers.withUnsafeMutableBufferPointer { try file.copyFloats("a.half", shape: [3], into: $0) }
    #expect(numbers == [1, -2, 0.099975586])
  }

  @Test func halvesAreRoundedToNearestAndOutOfRangeTensorsKept() throws {
    let folder = try TemporaryFolder()
    let url = folder.url.appendingPathComponent("probe.safetensors")
    let tensors = [
      "small": SafeTensor([1, -2, 0.1] as [Float], shape: [3, 1]),
      "large": SafeTensor([1, 65536] as [Float], shape: [2]),
    ]
    try SafeTensors.write(tensors, metadata: ["probe": "mlp1"], to: url)
    try SafeTensors.convertToFloat16(url)
    let file = try SafeTensorsFile(contentsOf: url)
    #expect(file.metadata == ["probe": "mlp1"])
    #expect(file.tensors["small"]?.elementType == .float16 && file.tensors["large"]?.elementType == .float32)
    #expect(try file.floats("small", shape: [3, 1]) == [1, -2, 0.099975586])
    #expect(try file.floats("large", shape: [2]) == [1, 65536])
  }

  /// The bytes that Python's `safetensors` 0.8.0 wrote and read for the same tensors.
  @Test func layoutIsFixed() throws {
    let tensors = [
      "b": SafeTensor([1, -2] as [Float], shape: [1, 2]),
      "a": SafeTensor([0.5] as [Float], shape: []),
      "n": SafeTensor([-1] as [Int64], shape: [1]),
    ]
    let header =
      #"{"__metadata__":{"format":"pt"},"n":{"dtype":"I64","shape":[1],"data_offsets":[0,8]},"#
      + #""a":{"dtype":"F32","shape":[],"data_offsets":[8,12]},"#
      + #""b":{"dtype":"F32","shape":[1,2],"data_offsets":[12,20]}}"#
    let padding = String(repeating: " ", count: (8 - header.utf8.count % 8) % 8)
    let data: [UInt8] = [255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 63, 0, 0, 128, 63, 0, 0, 0, 192]
    #expect(
      SafeTensors.data(tensors, metadata: ["format": "pt"]) == content(header: header + padding, byteCount: 0)
        + Data(data))
  }

  @Test func withoutTensorsThereIsOnlyAHeader() throws {
    #expect(SafeTensors.data([:]) == content(header: "{}      ", byteCount: 0))
    #expect(try file(SafeTensors.data([:])).tensors.isEmpty)
  }

  /// An invalid file and its expected error.
  struct BadFile: Sendable, CustomTestStringConvertible {
    let header: String
    let byteCount: Int
    let place: String
    let found: String
    let expected: String
    var testDescription: String { header }

    init(_ header: String, _ byteCount: Int, _ place: String, found: String, expected: String) {
      self.header = header
      self.byteCount = byteCount
      self.place = place
      self.found = found
      self.expected = expected
    }
  }

  /// A tensor's description in a header.
  private static func member(_ name: String, type: String = "F32", shape: String = "[1]", at offsets: String) -> String
  {
    #""\#(name)":{"dtype":"\#(type)","shape":\#(shape),"data_offsets":\#(offsets)}"#
  }

  static let badFiles = [
    BadFile("{" + member("x", type: "F31", at: "[0,4]") + "}", 4, "x.dtype", found: "F31", expected: "one of BOOL, U8"),
    BadFile(
      "{" + member("x", at: "[0,8]") + "}", 8, "x.data_offsets", found: "8 bytes", expected: "4, for F32 of shape [1]"),
    BadFile("{" + member("x", at: "[4,0]") + "}", 4, "x.data_offsets", found: "[4, 0]", expected: "begin and end"),
    BadFile("{" + member("x", at: "[-4,0]") + "}", 4, "x.data_offsets", found: "[-4, 0]", expected: "begin and end"),
    BadFile("{" + member("x", at: "[0]") + "}", 4, "x.data_offsets", found: "[0]", expected: "begin and end"),
    BadFile("{" + member("x", shape: "[-1]", at: "[0,4]") + "}", 4, "x.shape", found: "-1", expected: "no negative"),
    BadFile(
      "{" + member("x", shape: "[4294967296,4294967296]", at: "[0,4]") + "}", 4, "x.shape",
      found: "[4294967296, 4294967296]", expected: "fewer than 2^63 bits"),
    BadFile("{" + member("x", at: "[0,4]") + "}", 3, "data", found: "3 bytes", expected: "4, where"),
    BadFile("{" + member("x", at: "[0,4]") + "}", 5, "data", found: "5 bytes", expected: "4, where"),
    BadFile("{" + member("x", at: "[4,8]") + "}", 8, "x.data_offsets", found: "4 as begin", expected: "0, where"),
    BadFile(
      "{" + member("x", at: "[0,4]") + "," + member("y", at: "[8,12]") + "}", 12, "y.data_offsets", found: "8 as begin",
      expected: "4, where"),
    BadFile(
      "{" + member("x", at: "[0,4]") + "," + member("y", at: "[0,4]") + "}", 4, "y.data_offsets", found: "0 as begin",
      expected: "4, where"),
    BadFile(
      "{" + member("x", at: "[0,4]") + "," + member("x", at: "[0,4]") + "}", 4, "header",
      found: "2 members with 1 different names", expected: "unique names"),
    BadFile(
      "{" + member("x", shape: "[1.5]", at: "[0,4]") + "}", 4, "header", found: "a number", expected: "numbers of each"),
    BadFile(
      "{" + member("x", shape: "[1e30]", at: "[0,4]") + "}", 4, "header", found: "a number", expected: "numbers of each"
    ),
    BadFile(
      #"{"x":{"dtype":"F32","shape":[1]}}"#, 4, "header: x.data_offsets", found: "no such field", expected: "one"),
    BadFile(
      "{" + member("x", shape: #"["1"]"#, at: "[0,4]") + "}", 4, "header: x.shape.0", found: "another type",
      expected: "a whole number"),
    BadFile(#"{"x":7}"#, 4, "header: x", found: "another type", expected: "an object"),
    BadFile(
      #"{"__metadata__":{"format":7}}"#, 0, "header: __metadata__.format", found: "another type",
      expected: "a string"),
    BadFile("[]", 0, "header", found: "another type", expected: "an object"),
    BadFile("{", 0, "header", found: "", expected: "valid JSON"),
    BadFile("", 0, "header", found: "", expected: "valid JSON"),
    BadFile(String(repeating: "[", count: 100_000), 0, "header", found: "", expected: "valid JSON"),
  ]

  @Test(arguments: badFiles)
  func aBadFileIsRejected(_ bad: BadFile) throws {
    let error = try #require(throws: FileError.self) {
      try file(content(header: bad.header, byteCount: bad.byteCount))
    }
    #expect(error.file == Self.nowhere)
    #expect(error.place?.hasPrefix(bad.place) == true, "\(error)")
    #expect(error.found.hasPrefix(bad.found), "\(error)")
    #expect(error.expected.hasPrefix(bad.expected), "\(error)")
  }

  @Test func metadataMayBeNull() throws {
    let header = #"{"__metadata__":null,"# + Self.member("x", at: "[0,4]") + "}"
    let file = try file(content(header: header, byteCount: 4))
    #expect(file.metadata.isEmpty && file.names == ["x"])
  }

  /// Tensors of unsupported types do not invalidate a file unless they are read.
  @Test(arguments: [
    ("F4", "[3,2]", 3), ("F6_E2M3", "[4]", 3), ("F6_E3M2", "[4,1]", 3), ("F8_E8M0", "[5]", 5),
    ("F8_E4M3FNUZ", "[1]", 1),
    ("C64", "[2]", 16), ("BOOL", "[3]", 3), ("U16", "[2]", 4),
  ])
  func tensorsOfOtherTypesAreIgnored(_ type: String, _ shape: String, _ size: Int) throws {
    let members = [
      Self.member("other", type: type, shape: shape, at: "[0,\(size)]"), Self.member("x", at: "[\(size),\(size + 4)]"),
    ]
    let header = "{\(members.joined(separator: ","))}"
    let whole = try file(content(header: header, byteCount: size + 4))
    #expect(whole.names == ["other", "x"])
    #expect(try whole.floats("x", shape: [1]).count == 1)
    let error = try #require(throws: FileError.self) { try whole.floats("other", shape: [1]) }
    #expect(error.place == "other" && error.found.hasPrefix(type))
    let error2 = try #require(throws: FileError.self) {
      try file(content(header: header.replacing(",\(size)]", with: ",\(size + 1)]"), byteCount: size + 4))
    }
    #expect(
      error2.place == "other.data_offsets"
        && error2.expected == "\(size), for \(type) of shape "
          + shape.replacing(",", with: ", ")
    )
  }

  @Test func elementsThatFillNoWholeByteAreRejected() throws {
    let header = "{" + Self.member("x", type: "F4", shape: "[3]", at: "[0,1]") + "}"
    let error = try #require(throws: FileError.self) { try file(content(header: header, byteCount: 1)) }
    #expect(error.description.hasSuffix("x.shape: found [3], expected whole bytes of F4"))
  }

  @Test func aHeaderLongerThanTheFileIsRejected() throws {
    for length in [UInt64(3), 1 << 40, .max] {
      let content = withUnsafeBytes(of: length.littleEndian) { Data($0) } + Data("{}".utf8)
      let error = try #require(throws: FileError.self) { try file(content) }
      #expect(
        error.description.hasSuffix(
          "header's length: found \(length), expected at most 2, the bytes up to the file's end; copy the file again"))
    }
    let error = try #require(throws: FileError.self) { try file(Data([1, 2, 3])) }
    #expect(error.found == "the file's end after 3 bytes")
  }

  @Test func whatIsNotAFileIsRejected() throws {
    let folder = try TemporaryFolder()
    let empty = folder.url.appendingPathComponent("empty")
    try Data().write(to: empty)
    for url in [folder.url, folder.url.appendingPathComponent("missing"), empty] {
      let error = try #require(throws: FileError.self) { try SafeTensorsFile(contentsOf: url) }
      #expect(error.file == url)
    }
  }

  @Test func aMismatchedTensorIsRejected() throws {
    let file = try file(SafeTensors.data(Self.tensors))
    let error = try #require(throws: FileError.self) { try file.floats("b.weight", shape: [3, 2]) }
    #expect(
      error.description
        == "/nowhere/model.safetensors: b.weight: found F32 of shape [2, 3], expected F32 or F16 or BF16 or F64 of shape [3, 2]"
    )
    #expect(throws: FileError.self) { try file.floats("numbers", shape: [2]) }
    #expect(throws: FileError.self) { try file.int64s("scalar", shape: []) }
    #expect(throws: FileError.self) { try file.floats("c", shape: []) }
    #expect(throws: FileError.self) { try file.bytes("c") }
  }

  /// An unpadded header, or a tensor of bytes before it, leaves a tensor unaligned.
  @Test(arguments: ["", " ", "  ", "   "])
  func dataNeedNotBeAligned(_ padding: String) throws {
    let members = [Self.member("raw", type: "U8", at: "[0,1]"), Self.member("x", at: "[1,5]")]
    let content = content(header: "{\(members.joined(separator: ","))}\(padding)", byteCount: 1)
    #expect(try file(content + Data([0, 0, 128, 63])).floats("x", shape: [1]) == [1])
  }

  @Test func damagedFilesAreReadOrRejected() throws {
    let whole = SafeTensors.data(Self.tensors, metadata: ["format": "pt"])
    let headerEnd = 8 + Int(whole[0]) + Int(whole[1]) << 8
    var random = SplitMix64(keys: 3)
    var refusals = 0
    for round in 0..<20_000 {
      var damaged = whole
      for _ in 0...random.next(below: 3) {
        damaged[random.next(below: headerEnd)] = UInt8(random.next(below: 256))
      }
      if round % 4 == 0 { damaged = damaged.prefix(random.next(below: damaged.count)) }
      do {
        let file = try file(damaged)
        for (name, tensor) in file.tensors {
          #expect(try file.bytes(name).count == tensor.byteRange.count)
          switch tensor.elementType {
          case .float32, .float16, .bfloat16:
            #expect(try file.floats(name, shape: tensor.shape).count == tensor.elementCount)
          case .int64:
            #expect(try file.int64s(name, shape: tensor.shape).count == tensor.elementCount)
          default: break
          }
        }
      } catch is FileError {
        refusals += 1
      }
    }
    #expect((1..<20_000).contains(refusals))
  }

  /// What another process does to the file while it is open is an error at worst.
  @Test func aFileThatShrinksWhileItIsOpenIsAnError() throws {
    let folder = try TemporaryFolder()
    let url = folder.url.appendingPathComponent("model.safetensors")
    let numbers = (0..<300_000).map { Float($0) }
    let last = SafeTensor([1 as Float], shape: [1])
    try SafeTensors.write(["x": SafeTensor(numbers, shape: [300_000]), "y": last], to: url)
    let file = try SafeTensorsFile(contentsOf: url)
    #expect(try file.floats("x", shape: [300_000]) == numbers)
    let size = try Data(contentsOf: url).count
    // In the last chunk, and before the tensor.
    for kept in [size - 8, 16] {
      #expect(truncate(url.path, off_t(kept)) == 0)
      let error = try #require(throws: FileError.self) { try file.floats("x", shape: [300_000]) }
      #expect(error.place == "x" && error.found == "the file's end after \(kept) bytes", "\(error)")
      #expect(error.remedy == "copy the file again")
      #expect(throws: FileError.self) { try file.bytes("y") }
    }
    // A file that is replaced, as AtomicFile does, is read to its end.
    try SafeTensors.write(["x": SafeTensor(numbers, shape: [300_000])], to: url)
    let open = try SafeTensorsFile(contentsOf: url)
    try SafeTensors.write(["z": last], to: url)
    #expect(try open.floats("x", shape: [300_000]) == numbers)
  }

  @Test func aHeaderBeyondTheFormatsLimitIsRejected() throws {
    let folder = try TemporaryFolder()
    let url = folder.url.appendingPathComponent("model.safetensors")
    try withUnsafeBytes(of: UInt64(1 << 27).littleEndian) { Data($0) }.write(to: url)
    // Without blocks on disk.
    #expect(truncate(url.path, 1 << 28) == 0)
    let error = try #require(throws: FileError.self) { try SafeTensorsFile(contentsOf: url) }
    #expect(error.problem == "header's length: found 134217728, expected at most 100000000 bytes")
  }

  @Test func everyTruncationIsRejected() throws {
    let whole = SafeTensors.data(Self.tensors)
    for count in 0..<whole.count {
      #expect(throws: FileError.self) { try file(whole.prefix(count)) }
    }
  }
}
