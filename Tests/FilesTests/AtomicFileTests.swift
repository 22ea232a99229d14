import Files
import Foundation
import Testing

@Suite struct AtomicFileTests {
  private let folder: TemporaryFolder
  private let url: URL

  init() throws {
    folder = try TemporaryFolder()
    url = folder.url.appendingPathComponent("a file")
  }

  @Test(arguments: [0, 1, 5_000_000])
  func onlyTheFileIsLeft(_ count: Int) throws {
    let data = Data((0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) })
    try AtomicFile.write(data, to: url)
    #expect(try Data(contentsOf: url) == data)
    #expect(try folder.names() == ["a file"])
  }

  @Test func partsFollowEachOther() throws {
    try AtomicFile.write(to: url) { file throws(FileError) in
      for part in ["one ", "", "two"] { try file.append(Data(part.utf8)) }
    }
    #expect(try Data(contentsOf: url) == Data("one two".utf8))
  }

  @Test func anOldFileIsReplaced() throws {
    try AtomicFile.write(Data("a long old text".utf8), to: url)
    try AtomicFile.write(Data("new".utf8), to: url)
    #expect(try Data(contentsOf: url) == Data("new".utf8))
    #expect(try folder.names() == ["a file"])
  }

  @Test func aSymbolicLinkIsKeptAndItsTargetReplaced() throws {
    let link = folder.url.appendingPathComponent("a link")
    try AtomicFile.write(Data("old".utf8), to: url)
    try FileManager.default.createSymbolicLink(at: link, withDestinationURL: url)
    try AtomicFile.write(Data("new".utf8), to: link)
    #expect(try Data(contentsOf: url) == Data("new".utf8))
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link.path) == url.path)
    #expect(try folder.names() == ["a file", "a link"])
  }

  @Test func aPipeIsNotReplaced() throws {
    #expect(mkfifo(url.path, 0o600) == 0)
    let error = try #require(throws: FileError.self) { try AtomicFile.write(Data("new".utf8), to: url) }
    #expect(error.problem == "found a pipe, expected a file; choose a name that is not a pipe")
    #expect(try folder.names() == ["a file"])
    let kind = try FileManager.default.attributesOfItem(atPath: url.path)[.type] as? FileAttributeType
    #expect(kind != .typeRegular)
  }

  @Test func aFileOfAnySizeIsCopied() throws {
    let source = folder.url.appendingPathComponent("source")
    for count in [0, 1, (1 << 22) + 5] {
      let data = Data((0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) })
      try data.write(to: source)
      try AtomicFile.copy(RegularFile(source), to: url)
      #expect(try Data(contentsOf: url) == data)
    }
  }

  @Test func aFailureBetweenPartsKeepsTheOldFile() throws {
    try AtomicFile.write(Data("old".utf8), to: url)
    let failure = FileError(url, expected: "to write it", code: ENOSPC)
    let error = try #require(throws: FileError.self) {
      try AtomicFile.write(to: url) { file throws(FileError) in
        try file.append(Data("new".utf8))
        throw failure
      }
    }
    #expect(error == failure)
    #expect(try Data(contentsOf: url) == Data("old".utf8))
    #expect(try folder.names() == ["a file"])
    #expect(failure.problem == "found \"No space left on device\", expected to write it; free some space")
  }

  @Test func aMissingFolderIsAnError() throws {
    let inMissing = folder.url.appendingPathComponent("missing/file")
    let error = try #require(throws: FileError.self) { try AtomicFile.write(Data("x".utf8), to: inMissing) }
    #expect(error == FileError(inMissing, expected: "to create it", code: ENOENT))
    #expect(
      error.problem == "found \"No such file or directory\", expected to create it; create its folder first")
    #expect(try folder.names() == [])
  }

  @Test func aFileForAFolderIsAnError() throws {
    try AtomicFile.write(Data("x".utf8), to: url)
    let inFile = url.appendingPathComponent("file")
    let error = try #require(throws: FileError.self) { try AtomicFile.write(Data("y".utf8), to: inFile) }
    #expect(error == FileError(inFile, expected: "to create it", code: ENOTDIR))
    #expect(try Data(contentsOf: url) == Data("x".utf8))
    #expect(try folder.names() == ["a file"])
  }

  @Test func aFolderUnderTheNameIsAnError() throws {
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
    let error = try #require(throws: FileError.self) { try AtomicFile.write(Data("x".utf8), to: url) }
    #expect(error.problem == "found a folder, expected a file; choose a name that is not a folder")
    #expect(throws: error) { try AtomicFile.check(url) }
    #expect(try folder.names() == ["a file"])
  }

  /// The superuser may write anywhere.
  @Test(.enabled(if: geteuid() != 0, "permissions do not bind the superuser"))
  func aFolderThatForbidsWritingIsAnError() throws {
    try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: folder.url.path)
    defer { try? FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: folder.url.path) }
    let error = try #require(throws: FileError.self) { try AtomicFile.write(Data("x".utf8), to: url) }
    #expect(error == FileError(url, expected: "to create it", code: EACCES))
    #expect(error.remedy == "choose a folder that you may write to")
    #expect(try folder.names() == [])
  }
}
