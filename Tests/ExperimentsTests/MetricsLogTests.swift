import Experiments
import Foundation
import Testing

@Suite struct MetricsLogTests {
  @Test func linesComeOnceAndWhenTheyAreWhole() throws {
    let run = try SmallRun(.small(steps: 50))
    var log = MetricsLog(run.run)
    #expect(try !log.read(), "there is no file yet")
    try run.train()
    let all = try run.run.metricsLog().lines
    let text = try run.data("metrics.jsonl")
    #expect(all.count > 1)
    let file = run.url.appendingPathComponent("metrics.jsonl")
    try Data().write(to: file)
    #expect(try !log.read() && log.lines.isEmpty)
    // Written in pieces to the same file: part of a line, its rest, its line break.
    let handle = try FileHandle(forWritingTo: file)
    for (place, line) in text.split(separator: UInt8(ascii: "\n")).enumerated() {
      for piece in [line.prefix(place + 1), line.dropFirst(place + 1)] {
        #expect(try !log.read())
        #expect(log.lines.count == place)
        try handle.write(contentsOf: piece)
      }
      #expect(try log.read(), "it is whole, though its break is to come")
      #expect(log.lines.count == place + 1)
      try handle.write(contentsOf: [UInt8(ascii: "\n")])
      _ = try log.read()
      #expect(log.lines.count == place + 1)
    }
    try handle.close()
    #expect(log.lines == all)
    #expect(try !log.read())
    #expect(log.modified != nil)
  }

  @Test func aReplacedFileIsReadAnew() throws {
    let run = try SmallRun(.small(steps: 50))
    try run.train()
    let all = try run.run.metricsLog().lines
    var log = MetricsLog(run.run)
    #expect(try log.read())
    let lines = try run.data("metrics.jsonl").split(separator: UInt8(ascii: "\n"))
    try Data(lines[0] + [UInt8(ascii: "\n")]).write(
      to: run.url.appendingPathComponent("metrics.jsonl"), options: .atomic)
    #expect(try log.read())
    #expect(log.lines == [all[0]])
    try FileManager.default.removeItem(at: run.url.appendingPathComponent("metrics.jsonl"))
    #expect(try log.read())
    #expect(log.lines.isEmpty && log.modified == nil)
  }

  @Test func aLineWithoutItsBreakAtTheEndOfAFileCountsIfItIsWhole() throws {
    let run = try SmallRun(.small(steps: 50))
    try run.train()
    let all = try run.run.metricsLog().lines
    let text = String(decoding: try run.data("metrics.jsonl").dropLast(), as: UTF8.self)
    try run.write(text, to: "metrics.jsonl")
    var log = try run.run.metricsLog()
    #expect(log.lines == all && log.damage(isBeingWritten: false).isEmpty)
    // Its line break follows, and another truncated line.
    try run.write(text + "\n{\"step\": 90, ", to: "metrics.jsonl", inPlace: true)
    _ = try log.read()
    #expect(log.lines == all)
    #expect(log.damage(isBeingWritten: true).isEmpty, "it may still become a line")
    #expect(
      log.damage(isBeingWritten: false).remarks.map(\.problem) == [
        "line \(all.count + 1): found invalid or truncated JSON, expected valid JSON; "
          + "this line is skipped; fix or remove it"
      ])
  }

  /// An invalid line is skipped without affecting others.
  @Test(arguments: [
    ("", "nothing"), ("{\"step\": 30, \"loss\": ", "invalid or truncated JSON"), ("\0\0\0\0", "NUL bytes"),
    ("{\"step\": NaN}", "NaN"), ("{\"step\": 30}", "no such field"), ("[]", "another type"),
    ("x", "2097152 bytes"), ("\u{FEFF}é", "invalid or truncated JSON"),
  ])
  func aBadLineCostsThatLine(text: String, found: String) throws {
    let line = text == "x" ? String(repeating: text, count: 1 << 21) : text
    let run = try SmallRun(.small(steps: 50))
    try run.train()
    let all = try run.run.metricsLog().lines
    var lines = String(decoding: try run.data("metrics.jsonl"), as: UTF8.self).split(separator: "\n").map(String.init)
    lines.insert(line, at: 1)
    try run.write(lines.joined(separator: "\n") + "\n", to: "metrics.jsonl")
    let log = try run.run.metricsLog()
    #expect(log.lines == all)
    let damage = log.damage(isBeingWritten: true)
    #expect(damage.count == 1)
    #expect(damage.lines[0].contains("/metrics.jsonl: line 2: "))
    #expect(damage.lines[0].contains("found \(found)"))
  }

  @Test func impossibleNumbersCostTheirLine() throws {
    let run = try SmallRun(.small(steps: 50))
    try run.train()
    let text = String(decoding: try run.data("metrics.jsonl"), as: UTF8.self)
    let all = try run.run.metricsLog().lines
    for (field, value) in [
      ("step", "-1"), ("step", "9223372036854775807"), ("samples", "-9223372036854775808"), ("seconds", "1e300"),
      ("seconds", "-1"), ("gradientNorm", "-1"), ("learningRateFactor", "2"), ("step", "1.5"),
      ("generativeAccuracy", "1.01"), ("specifications", "-3"), ("directionRight", "-0.1"),
    ] {
      let changed = text.replacing(try Regex("\"\(field)\":[^,}]*"), with: "\"\(field)\":\(value)", maxReplacements: 1)
      #expect(changed != text)
      try run.write(changed, to: "metrics.jsonl")
      let log = try run.run.metricsLog()
      #expect(log.lines.count == all.count - 1, "\(field) \(value)")
      #expect(log.damage(isBeingWritten: false).count == 1)
    }
  }

  @Test func stepsThatGoBackReplaceWhatCameAfterThem() throws {
    let run = try SmallRun(.small(steps: 100))
    try run.train()
    let lines = String(decoding: try run.data("metrics.jsonl"), as: UTF8.self).split(separator: "\n")
    let steps = try run.run.metricsLog().lines.map(\.step)
    try #require(steps == [20, 25, 40, 60, 80, 100])
    let order = [0, 1, 2, 3, 2, 3, 3, 4]
    try run.write(order.map { lines[$0] + "\n" }.joined(), to: "metrics.jsonl")
    let log = try run.run.metricsLog()
    #expect(log.lines.map(\.step) == [20, 25, 40, 60, 80])
    #expect(log.damage(isBeingWritten: false).remarks.map(\.place) == ["line 5: step", "line 7: step"])
  }

  @Test func aFileWrittenAnewInPlaceIsReadAnew() throws {
    let run = try SmallRun(.small(steps: 50))
    try run.train()
    let lines = String(decoding: try run.data("metrics.jsonl"), as: UTF8.self).split(separator: "\n")
    try run.write(lines[0] + "\n", to: "metrics.jsonl")
    var log = try run.run.metricsLog()
    #expect(log.lines.count == 1)
    let longer = lines.dropFirst().joined(separator: "\n") + "\n"
    try run.write(longer, to: "metrics.jsonl", inPlace: true)
    #expect(try log.read())
    #expect(log.lines.count == lines.count - 1 && log.lines[0].step == 25)
    try run.write(lines[1] + "\n", to: "metrics.jsonl", inPlace: true)
    #expect(try log.read())
    #expect(log.lines.map(\.step) == [25])
  }

  @Test func aLineChangedInPlaceIsReadAnew() throws {
    let run = try SmallRun(.small(steps: 50))
    try run.train()
    let text = String(decoding: try run.data("metrics.jsonl"), as: UTF8.self)
    let steps = try run.run.metricsLog().lines.map(\.step)
    try #require(steps == [20, 25, 40, 50])
    var log = try run.run.metricsLog()
    // As long, and with the same end.
    let changed = text.replacing("\"step\":25,", with: "\"step\":26,")
    try run.write(changed, to: "metrics.jsonl", inPlace: true)
    #expect(try log.read())
    #expect(log.lines.map(\.step) == [20, 26, 40, 50])
    // Longer, and with the same end of what was read.
    let last = text.split(separator: "\n")[3]
    try run.write(
      text + last.replacing("\"step\":50,", with: "\"step\":51,") + "\n", to: "metrics.jsonl", inPlace: true)
    #expect(try log.read())
    #expect(log.lines.map(\.step) == [20, 25, 40, 50, 51])
  }

  @Test func numbersAreScannedAsTheDecoderReadsThem() throws {
    let run = try SmallRun(.small(steps: 25))
    try run.train()
    let text = String(decoding: try run.data("metrics.jsonl"), as: UTF8.self)
    let line = String(text.split(separator: "\n")[0])
    var random = SystemRandomNumberGenerator()
    // Shortest representations, longer ones, and the first integers that are not exact.
    var texts = (0..<1000).map { _ in
      "\(Double.random(in: 0...1e6, using: &random) * [1e-9, 1, 1e-3].randomElement(using: &random)!)"
    }
    for decimals in 1...22 {
      for count in 1...22 {
        let digits = (0..<count).map { _ in "\(Int.random(in: 0...9, using: &random))" }.joined()
        texts.append("\(Int.random(in: 1...9, using: &random))\(digits).\(digits.prefix(decimals))")
        texts.append("0.\(String(repeating: "0", count: max(0, decimals - count)))\(digits)")
      }
      for offset in -2...2 { texts.append("\((1 << 53) + offset).\(String(repeating: "0", count: decimals))") }
      for offset in -2...2 { texts.append("0.\((1 << 53) + offset)\(decimals)") }
    }
    texts.removeAll { Double($0)! > 1e15 }
    let lines = try texts.enumerated().map { place, text in
      line.replacing(try Regex("\"seconds\":[^,}]*"), with: "\"seconds\":\(text)")
        .replacing(try Regex("\"step\":[^,}]*"), with: "\"step\":\(place + 1)") + "\n"
    }
    try run.write(lines.joined(), to: "metrics.jsonl")
    let log = try run.run.metricsLog()
    #expect(log.damage(isBeingWritten: false).isEmpty)
    #expect(log.lines.map(\.seconds) == texts.map { Double($0)! })
  }
}
