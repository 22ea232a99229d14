import Files
import Foundation
import Testing

@Suite struct RegularFileTests {
  private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("files-\(UUID().uuidString)")

  init() throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func error(reading url: URL, limit: Int = 1 << 20) -> String? {
    do {
      _ = try RegularFile.contents(of: url, limit: limit)
      return nil
    } catch {
      return error.description
    }
  }

  @Test func readsAFileAndItsParts() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let url = folder.appendingPathComponent("a")
    try Data("hello".utf8).write(to: url)
    #expect(try RegularFile.contents(of: url) == Data("hello".utf8))
    let file = try RegularFile(url)
    #expect(try file.read(at: 1, count: 3) == Data("ell".utf8))
    #expect(try file.read(at: 3, count: 10) == Data("lo".utf8))
    #expect(try file.read(at: 9, count: 1).isEmpty)
    #expect(try RegularFile.openIfPresent(folder.appendingPathComponent("b")) == nil)
  }

  @Test func rejectsWhatIsNotAFile() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(
      error(reading: folder)
        == "\(folder.path): found a folder, expected a file; replace it with a file, or give another path")
    #expect(error(reading: URL(fileURLWithPath: "/dev/zero"))?.contains("found a device, expected a file") == true)
    let pipe = folder.appendingPathComponent("pipe")
    #expect(mkfifo(pipe.path, 0o600) == 0)
    #expect(error(reading: pipe)?.contains("found a pipe, expected a file") == true)
    #expect(
      error(reading: folder.appendingPathComponent("none"))
        == "\(folder.path)/none: found no such file, expected a file; copy it there, or give another path")
    let link = folder.appendingPathComponent("link")
    try FileManager.default.createSymbolicLink(at: link, withDestinationURL: link)
    #expect(error(reading: link)?.contains("found a symbolic link that leads to itself, expected a file; ") == true)
    #expect(throws: FileError.self) { _ = try RegularFile.openIfPresent(link) }
    let url = folder.appendingPathComponent("large")
    try Data(count: 11).write(to: url)
    #expect(error(reading: url, limit: 10)?.hasSuffix("found 11 bytes, expected at most 10") == true)
  }
}
