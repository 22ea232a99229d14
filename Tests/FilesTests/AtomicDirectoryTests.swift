import Files
import Foundation
import Testing

@Suite struct AtomicDirectoryTests {
  private let folder: TemporaryFolder
  private let url: URL
  private struct Failure: Error {}

  init() throws {
    folder = try TemporaryFolder()
    url = folder.url.appendingPathComponent("a folder")
  }

  private func write(_ names: [String]) throws {
    try AtomicDirectory.write(to: url) { partial in
      for name in names { try Data(name.utf8).write(to: partial.appendingPathComponent(name)) }
    }
  }

  private func contents() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: url.path).sorted()
  }

  @Test func itAppearsOnlyWhenComplete() throws {
    try AtomicDirectory.write(to: url) { partial in
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

  @Test func aFailureKeepsTheOldFolderAndLeavesNothingElse() throws {
    #expect(throws: Failure.self) {
      try AtomicDirectory.write(to: url) { partial in
        try Data().write(to: partial.appendingPathComponent("half"))
        throw Failure()
      }
    }
    #expect(try folder.names() == [])

    try write(["old"])
    #expect(throws: Failure.self) { try AtomicDirectory.write(to: url) { _ in throw Failure() } }
    #expect(try contents() == ["old"])
    #expect(try folder.names() == ["a folder"])
  }

  /// Not by its temporary path.
  @Test func aFileThatCannotBeWrittenIsNamedByItsFinalPath() throws {
    let error = #expect(throws: FileError.self) {
      try AtomicDirectory.write(to: url) { partial in
        throw FileError(partial.appendingPathComponent("model.bin"), "x", found: "a", expected: "b", remedy: "c")
      }
    }
    #expect(error?.description == url.path + "/model.bin: x: found a, expected b; c")
    let other = URL(fileURLWithPath: "/elsewhere/file")
    let outside = #expect(throws: FileError.self) {
      try AtomicDirectory.write(to: url) { _ in throw FileError(other, found: "a", expected: "b") }
    }
    #expect(outside?.file == other)
  }

  /// The state left by a process killed between renaming the old folder away and the new one into place.
  private func leaveHalfReplaced() throws {
    try write(["old"])
    try FileManager.default.moveItem(at: url, to: folder.url.appendingPathComponent(".a folder.replaced.partial"))
    let partial = folder.url.appendingPathComponent(".a folder.77.partial")
    try FileManager.default.createDirectory(at: partial, withIntermediateDirectories: false)
    try Data().write(to: partial.appendingPathComponent("new"))
  }

  @Test func anUnfinishedReplacementIsRolledBack() throws {
    try leaveHalfReplaced()
    try AtomicDirectory.removePartial(in: folder.url)
    #expect(try folder.names() == ["a folder"])
    #expect(try contents() == ["old"])
  }

  @Test func writingFirstRestoresTheOldFolder() throws {
    try leaveHalfReplaced()
    #expect(throws: Failure.self) {
      try AtomicDirectory.write(to: url) { _ in
        #expect(try contents() == ["old"])
        throw Failure()
      }
    }
    #expect(try contents() == ["old"])
    try write(["newer"])
    #expect(try contents() == ["newer"])
    #expect(try folder.names().filter { $0.contains("replaced") || $0.contains("removed") } == [])
  }

  /// Killed after the new folder was in place, but before the old one was completely deleted.
  @Test func aReplacedFolderIsDeleted() throws {
    for role in ["replaced", "removed"] {
      for isWriting in [false, true] {
        try write(["new"])
        let old = folder.url.appendingPathComponent(".a folder.\(role).partial")
        try FileManager.default.createDirectory(at: old, withIntermediateDirectories: false)
        try Data().write(to: old.appendingPathComponent("old"))
        if isWriting { try write(["newer"]) } else { try AtomicDirectory.removePartial(in: folder.url) }
        #expect(try contents() == [isWriting ? "newer" : "new"])
        #expect(try folder.names() == ["a folder"])
      }
    }
  }

  @Test func parentFoldersAreCreated() throws {
    let deep = folder.url.appendingPathComponent("x/y/z")
    try AtomicDirectory.write(to: deep) { _ in }
    #expect(try FileManager.default.contentsOfDirectory(atPath: deep.deletingLastPathComponent().path) == ["z"])
  }

  @Test func itIsRemovedWithItsContents() throws {
    try write(["a", "b"])
    try AtomicDirectory.remove(url)
    #expect(try folder.names() == [])
    let error = try #require(throws: FileError.self) { try AtomicDirectory.remove(url) }
    #expect(error.file == url && error.problem.hasPrefix("found \"No such file or directory\", expected to remove it"))
  }
}
