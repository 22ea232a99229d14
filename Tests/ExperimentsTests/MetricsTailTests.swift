import Experiments
import Foundation
import Testing

@Suite struct MetricsTailTests {
  @Test func linesComeOnceAndWhenTheyAreWhole() throws {
    let run = try SmallRun(.small(steps: 50))
    var tail = MetricsTail(run.run)
    #expect(try !tail.read(), "there is no file yet")
    try run.train()
    let all = try run.run.metrics()
    let text = try run.data("metrics.jsonl")
    #expect(all.count > 1)
    let file = run.url.appendingPathComponent("metrics.jsonl")
    try Data().write(to: file)
    #expect(try !tail.read() && tail.lines.isEmpty)
    // Written in pieces, in the same file: a part of a line, the rest of it, its end.
    let handle = try FileHandle(forWritingTo: file)
    for (place, line) in text.split(separator: UInt8(ascii: "\n")).enumerated() {
      for piece in [line.prefix(place + 1), line.dropFirst(place + 1)] {
        try handle.write(contentsOf: piece)
        #expect(try !tail.read())
      }
      try handle.write(contentsOf: [UInt8(ascii: "\n")])
      #expect(try tail.read())
      #expect(tail.lines.count == place + 1)
    }
    try handle.close()
    #expect(tail.lines == all)
    #expect(try !tail.read())
    #expect(tail.modified != nil)
  }

  @Test func aReplacedFileIsReadAnew() throws {
    let run = try SmallRun(.small(steps: 50))
    try run.train()
    let all = try run.run.metrics()
    var tail = MetricsTail(run.run)
    #expect(try tail.read())
    let lines = try run.data("metrics.jsonl").split(separator: UInt8(ascii: "\n"))
    try Data(lines[0] + [UInt8(ascii: "\n")]).write(
      to: run.url.appendingPathComponent("metrics.jsonl"), options: .atomic)
    #expect(try tail.read())
    #expect(tail.lines == [all[0]])
    try FileManager.default.removeItem(at: run.url.appendingPathComponent("metrics.jsonl"))
    #expect(try tail.read())
    #expect(tail.lines.isEmpty && tail.modified == nil)
  }

  @Test func aLineThatCannotBeReadIsNamed() throws {
    let run = try SmallRun(.small(steps: 25))
    try run.train()
    let text = String(decoding: try run.data("metrics.jsonl"), as: UTF8.self)
    try run.write(text + "{}\n", to: "metrics.jsonl")
    let number = text.split(separator: "\n").count + 1
    var tail = MetricsTail(run.run)
    let error = try #require(throws: RunError.self) { try tail.read() }
    #expect(error.problem.hasPrefix("line \(number): "))
  }
}
