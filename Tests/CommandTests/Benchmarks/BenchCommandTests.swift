import Foundation
import Testing

/// What is measured differs from machine to machine; that it was measured, and of what, does not.
@Suite struct BenchCommandTests {
  /// The figures of a report, and its texts.
  private struct Speed {
    let numbers: [String: Double]
    let texts: [String: String]

    init(_ arguments: [String]) throws {
      let command = try Command(["bench"] + arguments + ["--json"])
      #expect(command.errors.isEmpty)
      #expect(command.status == 0)
      #expect(command.lines.count == 1)
      let object = try JSONSerialization.jsonObject(with: Data(command.output.utf8)) as? [String: Any]
      numbers = try #require(object).compactMapValues { $0 as? Double }
      texts = try #require(object).compactMapValues { $0 as? String }
    }

    /// Whether there are exactly these numbers, all of them finite and above 0.
    func holds(_ names: Set<String>) -> Bool {
      Set(numbers.keys) == names && numbers.values.allSatisfy { $0.isFinite && $0 > 0 }
    }
  }

  @Test func theInterpreterIsMeasured() throws {
    let speed = try Speed(["interpreter", "--count", "3", "--passes", "7", "--repetitions", "2"])
    #expect(speed.holds(["ops_per_second", "ops_per_second_best", "threads", "ops", "repetitions"]))
    #expect(speed.numbers["threads"] == 1)
    #expect(speed.numbers["repetitions"] == 2)
    #expect(try #require(speed.numbers["ops_per_second"]) <= #require(speed.numbers["ops_per_second_best"]))

    struct Line: Decodable { let program: [String] }
    let samples = try Command(["corpus", "--split", "train", "--count", "3"]).lines
    let ops = try samples.reduce(0) { $0 + (try decoded($1, as: Line.self).program.count) }
    #expect(speed.numbers["ops"] == Double(7 * 5 * ops))
  }

  @Test(arguments: ["coordinates", "cells"])
  func theCorpusIsMeasured(_ encoding: String) throws {
    let options = ["--encoding", encoding, "--count", "70"]
    let speed = try Speed(["corpus", "--threads", "3", "--repetitions", "1"] + options)
    #expect(
      speed.holds([
        "samples_per_second", "samples_per_second_best", "seconds_for_500000_samples", "tokens_per_sample", "threads",
        "samples", "repetitions",
      ]))
    #expect(speed.texts == ["encoding": encoding])
    #expect(speed.numbers["threads"] == 3)
    #expect(speed.numbers["samples"] == 70)
    let (seconds, rate) = (speed.numbers["seconds_for_500000_samples"], speed.numbers["samples_per_second"])
    #expect(abs(try #require(seconds) * #require(rate) - 500_000) < 1)

    struct Line: Decodable { let tokens: [Int] }
    let samples = try Command(["corpus", "--split", "train"] + options).lines
    let tokens = try samples.reduce(0) { $0 + (try decoded($1, as: Line.self).tokens.count) }
    #expect(speed.numbers["tokens_per_sample"] == Double(tokens) / 70)
  }

  @Test func inferenceIsMeasured() throws {
    let options = ["--checkpoint", "40", "--count", "3", "--threads", "2", "--repetitions", "2"]
    let speed = try Speed(["infer", "--run", try TinyRun.path()] + options)
    #expect(
      speed.holds([
        "step", "parameters", "milliseconds_p50", "milliseconds_p99", "specifications_per_second_one_at_a_time",
        "specifications_per_second", "specifications_per_second_best", "seconds_for_10000_specifications", "threads",
        "specifications", "repetitions",
      ]))
    #expect(speed.texts == ["run": URL(fileURLWithPath: try TinyRun.path()).lastPathComponent])
    #expect(speed.numbers["step"] == 40)
    #expect(speed.numbers["specifications"] == 3)
    #expect(try #require(speed.numbers["milliseconds_p50"]) <= #require(speed.numbers["milliseconds_p99"]))
    let (seconds, rate) = (
      speed.numbers["seconds_for_10000_specifications"], speed.numbers["specifications_per_second"]
    )
    #expect(abs(try #require(seconds) * #require(rate) - 10_000) < 1)
  }

  @Test(arguments: [
    ["interpreter", "--count", "2", "--passes", "1"], ["corpus", "--count", "2"], ["infer", "--count", "2"],
  ])
  func aReaderIsToldToo(_ arguments: [String]) throws {
    let run = arguments[0] == "infer" ? ["--run", try TinyRun.path()] : []
    let command = try Command(["bench"] + arguments + run + ["--repetitions", "1"])
    #expect(command.output.contains(/per second +[0-9.]+/))
    #expect(command.errors.isEmpty)
    #expect(command.status == 0)
  }

  @Test(arguments: [
    (["interpreter", "--count", "0"], "--count: found 0, expected 1 to 500000"),
    (["interpreter", "--passes", "0"], "--passes: found 0, expected 1 to 1000000"),
    (["interpreter", "--repetitions", "-1"], "--repetitions: found -1, expected 1 to 1000"),
    (["corpus", "--count", "500001"], "--count: found 500001, expected 1 to 500000"),
    (["corpus", "--threads", "0"], "--threads: found 0, expected 1 to 256"),
    (["infer", "--count", "10001"], "--count: found 10001, expected 1 to 10000"),
    (["infer", "--run", "/no/such/run"], "/no/such/run: holds no run"),
  ])
  func misuseIsNamed(_ arguments: [String], message: String) throws {
    let command = try Command(["bench"] + arguments)
    #expect(command.errors.contains(message))
    #expect(command.output.isEmpty)
    #expect(command.status != 0)
  }
}
