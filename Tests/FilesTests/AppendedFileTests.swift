import Files
import Foundation
import Testing

@Suite struct AppendedFileTests {
  private let folder: TemporaryFolder
  private let url: URL

  init() throws {
    folder = try TemporaryFolder()
    url = folder.url.appendingPathComponent("a file")
  }

  @Test func bytesAreAppended() throws {
    let file = try AppendedFile(url)
    #expect(try file.isNew && file.size() == 0)
    try file.append("one".utf8)
    try file.append("two".utf8)
    let again = try AppendedFile(url)
    #expect(try !again.isNew && again.size() == 6)
    try again.append("three".utf8)
    #expect(try Data(contentsOf: url) == Data("onetwothree".utf8))
  }

  @Test func contentIsRemovedIfAskedFor() throws {
    try Data("old".utf8).write(to: url)
    try AppendedFile(url, isEmptied: true).append("new".utf8)
    #expect(try Data(contentsOf: url) == Data("new".utf8))
  }

  @Test func aLinkToAFileThatIsMissingCreatesIt() throws {
    let link = folder.url.appendingPathComponent("a link")
    try FileManager.default.createSymbolicLink(at: link, withDestinationURL: url)
    try AppendedFile(link).append("new".utf8)
    #expect(try Data(contentsOf: url) == Data("new".utf8))
  }

  /// None of them blocks, whether or not a pipe has a reader.
  @Test func whatIsNotAFileIsRejected() throws {
    #expect(mkfifo(url.path, 0o600) == 0)
    let reader = { open(url.path, O_RDONLY | O_NONBLOCK) }
    for descriptor in [-1, reader()] {
      let error = try #require(throws: FileError.self) { try AppendedFile(url, isEmptied: true) }
      #expect(error.description == "\(url.path): found a pipe, expected a file; choose a name that is not a pipe")
      if descriptor >= 0 { close(descriptor) }
    }
    for (path, problem) in [
      ("/dev/null", "found a device, expected a file"), (folder.url.path, "found a folder, expected a file"),
      ("/no/such/folder/file", "found \"No such file or directory\", expected to write it; create its folder first"),
    ] {
      let error = try #require(throws: FileError.self) { try AppendedFile(URL(fileURLWithPath: path)) }
      #expect(error.problem.hasPrefix(problem), "\(error)")
    }
  }
}
