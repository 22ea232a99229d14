import Foundation
import Testing
import TextCanvas

@Suite struct AsciicastTests {
  private func json(_ line: String) throws -> Any {
    #expect(line.hasSuffix("\n") && line.dropLast().allSatisfy { $0 != "\n" })
    return try JSONSerialization.jsonObject(with: Data(line.utf8))
  }

  @Test func theHeaderSaysWhatWasRecorded() throws {
    let header = try #require(
      try json(Asciicast.header(Size(columns: 80, rows: 24), timestamp: 12, terminal: "x\"y")) as? [String: Any])
    #expect(header["version"] as? Int == 2)
    #expect(header["width"] as? Int == 80 && header["height"] as? Int == 24)
    #expect(header["timestamp"] as? Int == 12)
    #expect((header["env"] as? [String: String]) == ["TERM": "x\"y"])
  }

  @Test func anEventIsALineOfJSON() throws {
    let text = "\u{1B}[1m\"░\\▙\"\r\n\t\u{7F}é"
    let event = try #require(
      try json(Asciicast.output(Array(text.utf8), after: .milliseconds(1050))) as? [Any])
    #expect(event[0] as? Double == 1.05)
    #expect(event[1] as? String == "o")
    #expect((event[2] as? String).map { Array($0.utf8) } == Array(text.utf8))
    let steering = "\u{9B}2J\u{202E}\u{2028}\u{0}"
    let line = Asciicast.output(Array(steering.utf8), after: .zero)
    #expect(line.hasSuffix(#""\u009b2J\u202e\u2028\u0000"]"# + "\n"))
    #expect((try json(line) as? [Any])?[2] as? String == steering)
    let resize = try #require(
      try json(Asciicast.resize(Size(columns: 120, rows: 40), after: .seconds(2))) as? [Any])
    #expect(resize[1] as? String == "r" && resize[2] as? String == "120x40")
  }
}
