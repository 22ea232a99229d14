import Corpus
import Experiments
import Files
import Foundation
import Synchronization
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

  /// It is whole, so that it counts as with its line break: until more text shows that it is no line.
  @Test func anUnfinishedLineWhoseStepGoesBackReplacesToo() throws {
    let run = try SmallRun(.small(steps: 100))
    try run.train()
    let text = String(decoding: try run.data("metrics.jsonl"), as: UTF8.self)
    let line = String(text.split(separator: "\n")[1])
    var log = MetricsLog(run.run)
    try run.write(text + line, to: "metrics.jsonl")
    #expect(try log.read())
    #expect(log.lines.map(\.step) == [20, 25])
    for isBeingWritten in [false, true] {
      let remarks = log.damage(isBeingWritten: isBeingWritten).remarks
      #expect(remarks.map(\.place) == ["line 7: step"] && remarks[0].finding.hasPrefix("found 25 after 100,"))
    }
    // The lines that it replaced are back, and gone again.
    try run.write(text + line + " and more", to: "metrics.jsonl", inPlace: true)
    #expect(try log.read())
    #expect(log.lines.map(\.step) == [20, 25, 40, 60, 80, 100])
    #expect(log.damage(isBeingWritten: true).isEmpty && log.damage(isBeingWritten: false).count == 1)
    try run.write(text + line, to: "metrics.jsonl")
    _ = try log.read()
    try run.write(text + line + "\n", to: "metrics.jsonl", inPlace: true)
    #expect(try log.read())
    #expect(log.lines.map(\.step) == [20, 25] && log.damage(isBeingWritten: true).count == 1)
  }

  @Test func stepsBeyondTheRunsAreToldOnce() throws {
    let run = try SmallRun(.small(steps: 50))
    try run.train()
    let text = String(decoding: try run.data("metrics.jsonl"), as: UTF8.self)
    let line = text.split(separator: "\n")[0]
    let more = [60, 70, 80].map { line.replacing("\"step\":20,", with: "\"step\":\($0),") + "\n" }
    try run.write(text + more.joined(), to: "metrics.jsonl")
    let log = try run.run.metricsLog()
    #expect(log.lines.map(\.step) == [20, 25, 40, 50, 60, 70, 80])
    #expect(
      log.damage(isBeingWritten: true).remarks.map(\.problem) == [
        "step: found 60 and 2 later ones, expected at most 50, as preset.steps in run.json; "
          + "such lines are shown; if they are another run's, remove them"
      ])
    #expect(log.line(of: 70)?.step == 70 && log.line(of: 71) == nil && log.line(of: 81) == nil)
  }

  /// A file of more than one chunk, of which part of a line is left when the second is read.
  @Test func aFileThatShrinksWhileItIsReadIsReadToItsEnd() throws {
    let (run, _) = try largeRun()
    let file = run.url.appendingPathComponent("metrics.jsonl")
    let reads = Mutex(0)
    var log = MetricsLog(run.run) { open, offset, count throws(FileError) in
      let number = reads.withLock { reads in
        reads += 1
        return reads
      }
      if number == 2 { truncate(file.path, off_t(offset + 10)) }
      guard number < 10 else { throw FileError(file, found: "a read without end", expected: "an end") }
      return try open.read(at: offset, count: count)
    }
    #expect(try log.read())
    let count = log.lines.count
    #expect(count > 1000)
    #expect(log.damage(isBeingWritten: false).count == 2, "the cut line, and steps beyond the run's")
    _ = try log.read()
    #expect(log.lines.count == count && log.damage(isBeingWritten: false).count == 2)
  }

  /// What was read before the failure agrees with what is read after it.
  @Test(arguments: [1, 2], [false, true])
  func aReadThatFailsMidwayIsMadeUpForByTheNext(failing: Int, isRewritten: Bool) throws {
    let (run, text) = try largeRun()
    let failure = Mutex((reads: 0, isDue: false))
    let file = run.url.appendingPathComponent("metrics.jsonl")
    var log = MetricsLog(run.run) { open, offset, count throws(FileError) in
      let fails = failure.withLock { failure in
        failure.reads += 1
        return failure.isDue && failure.reads == failing
      }
      guard !fails else { throw FileError(file, reading: EIO) }
      return try open.read(at: offset, count: count)
    }
    // Its last line is whole, though its line break is missing.
    let first = text.split(separator: "\n")[0]
    try run.write(String(first), to: "metrics.jsonl")
    #expect(try log.read() && log.lines.count == 1)
    // Another file, of two chunks.
    try run.write(String(text.dropLast()), to: "metrics.jsonl")
    failure.withLock { $0 = (reads: 0, isDue: true) }
    #expect(throws: FileError.self) { try log.read() }
    failure.withLock { $0.isDue = false }
    if isRewritten {
      try run.write(text.replacing("\"samples\":", with: "\"samples\":1"), to: "metrics.jsonl", inPlace: true)
    }
    _ = try log.read()
    var whole = MetricsLog(run.run)
    _ = try whole.read()
    #expect(log.lines == whole.lines && whole.lines.count > 10_000)
    #expect(log.damage(isBeingWritten: false) == whole.damage(isBeingWritten: false))
  }

  /// A run with a log of more than 4 MiB, and its text.
  private func largeRun() throws -> (SmallRun, String) {
    let run = try SmallRun(.small(steps: 25))
    try run.train()
    let line = String(decoding: try run.data("metrics.jsonl"), as: UTF8.self).split(separator: "\n")[0]
    let parts = line.split(separator: "\"step\":20,", maxSplits: 1, omittingEmptySubsequences: false)
    try #require(parts.count == 2)
    let count = (5 << 20) / line.count
    let text = (1...count).map { "\(parts[0])\"step\":\($0),\(parts[1])\n" }.joined()
    try run.write(text, to: "metrics.jsonl")
    return (run, text)
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
    var random = SplitMix64(keys: 163)
    // Shortest representations, longer ones, and the first integers that are not exact.
    var texts = (0..<1000).map { _ in
      "\(1e6 * random.nextUnit() * [1e-9, 1, 1e-3][random.next(below: 3)])"
    }
    for decimals in 1...22 {
      for count in 1...22 {
        let digits = (0..<count).map { _ in "\(random.next(below: 10))" }.joined()
        texts.append("\(1 + random.next(below: 9))\(digits).\(digits.prefix(decimals))")
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
    #expect(log.damage(isBeingWritten: false).remarks.map(\.place) == ["step"], "there are more than the run has")
    #expect(log.lines.map(\.seconds) == texts.map { Double($0)! })
  }
}
