import Foundation
import Testing

/// What `--log` writes of a screen's messages, effects and requests.
@Suite struct EventLogTests {
  private struct Line: Decodable {
    let seconds: Double
    let message: String
    let effects: [String]
  }

  @Test func everyMessageIsLoggedWithItsEffects() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "log-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "log.jsonl")
    try Data("what another session left\n".utf8).write(to: file)
    let run = Command.assets.appending(path: "quick").path
    let command = try Command(["step", "--run", run, "--script", "n 2 wait=1", "--log", file.path])
    #expect(command.status == 0 && command.errors.isEmpty, "\(command.errors)")
    let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map {
      try JSONDecoder().decode(Line.self, from: Data($0.utf8))
    }
    #expect(lines.first?.message == "resized 80x24")
    #expect(lines.contains { $0.message == "started" && $0.effects.first?.hasPrefix("request read quick") == true })
    #expect(lines.contains { $0.message.hasPrefix("response reading of quick at ") })
    #expect(lines.contains { $0.message == "key n" && $0.effects.isEmpty })
    #expect(lines.contains { $0.message == "key 2" && $0.effects.contains("request history of quick") })
    #expect(zip(lines, lines.dropFirst()).allSatisfy { $0.seconds <= $1.seconds })
  }

  @Test func aLogThatCannotBeWrittenIsRefused() throws {
    let command = try Command(["step", "--once", "--log", "/nowhere/log.jsonl"])
    #expect(command.status != 0 && command.output.isEmpty)
    #expect(
      command.errors.contains(
        "/nowhere/log.jsonl: found \"No such file or directory\", expected to write it; create its folder first"))
    #expect(try Command(["step", "--once", "--log", "-"]).errors.contains("--log: found -, expected a file"))
  }
}
