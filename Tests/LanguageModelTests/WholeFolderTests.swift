import Foundation
import LanguageModel
import Testing

@Suite struct WholeFolderTests {
  private let folder: TemporaryFolder
  private let url: URL
  private struct Failure: Error {}

  init() throws {
    folder = try TemporaryFolder()
    url = folder.url.appendingPathComponent("a folder")
  }

  private func write(_ names: [String]) throws {
    try WholeFolder.write(to: url) { partial in
      for name in names { try Data(name.utf8).write(to: partial.appendingPathComponent(name)) }
    }
  }

  private func contents() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: url.path).sorted()
  }

  @Test func itAppearsOnlyWhenItIsFilled() throws {
    try WholeFolder.write(to: url) { partial in
      #expect(!FileManager.default.fileExists(atPath: url.path))
      #expect(partial.deletingLastPathComponent().path == folder.url.path)
      #expect(partial.lastPathComponent.hasPrefix("."))
      try Data("x".utf8).write(to: partial.appendingPathComponent("x"))
    }
    #expect(try contents() == ["x"])
    #expect(try folder.names() == ["a folder"])
  }

  @Test func anOldFolderIsReplaced() throws {
    try write(["a", "b"])
    try write(["c"])
    #expect(try contents() == ["c"])
    #expect(try folder.names() == ["a folder"])
  }

  @Test func aFailureLeavesTheOldFolderAndNothingElse() throws {
    #expect(throws: Failure.self) {
      try WholeFolder.write(to: url) { partial in
        try Data().write(to: partial.appendingPathComponent("half"))
        throw Failure()
      }
    }
    #expect(try folder.names() == [])

    try write(["old"])
    #expect(throws: Failure.self) { try WholeFolder.write(to: url) { _ in throw Failure() } }
    #expect(try contents() == ["old"])
    #expect(try folder.names() == ["a folder"])
  }

  @Test func foldersAroundItAreMade() throws {
    let deep = folder.url.appendingPathComponent("x/y/z")
    try WholeFolder.write(to: deep) { _ in }
    #expect(try FileManager.default.contentsOfDirectory(atPath: deep.deletingLastPathComponent().path) == ["z"])
  }

  @Test func itIsTakenAwayWithItsContents() throws {
    try write(["a", "b"])
    try WholeFolder.remove(url)
    #expect(try folder.names() == [])
    let error = try #require(throws: FolderError.self) { try WholeFolder.remove(url) }
    #expect(error.folder == url)
    #expect(error.description == "\(url.path): cannot be removed: No such file or directory")
  }
}
