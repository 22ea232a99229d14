import Corpus
import Foundation
import Karel
import Testing

@Suite struct CorpusCommandTests {
  private struct Line: Decodable, Equatable {
    let index: Int
    let inputs: [[String]]
    let outputs: [[String]]
    let program: [String]
    let text: String
    let tokens: [Int]

    init(_ text: some StringProtocol) throws {
      self = try JSONDecoder().decode(Line.self, from: Data(text.utf8))
    }

    init(_ sample: Sample, _ encoding: Encoding) {
      let vocabulary = Vocabulary(encoding)
      index = sample.index
      inputs = sample.specification.inputs.map(\.rows)
      outputs = sample.specification.outputs.map(\.rows)
      program = sample.program.ops.map(\.name)
      tokens = vocabulary.encode(sample)
      text = vocabulary.text(tokens)
    }
  }

  @Test(arguments: Split.allCases, Encoding.allCases)
  func eachLineIsASample(_ split: Split, _ encoding: Encoding) throws {
    let command = try Command([
      "corpus", "--split", split.rawValue, "--seed", "9", "--start", "30", "--count", "20", "--encoding",
      encoding.rawValue, "--format", "jsonl",
    ])
    let expected = (30..<50).map { Line(Corpus(seed: 9).sample($0, of: split), encoding) }
    #expect(try command.lines.map(Line.init) == expected)
    #expect(command.output.hasSuffix("}\n"))
    #expect(command.errors.isEmpty)
    #expect(command.status == 0)
  }

  @Test func keysAreSortedAndNoneIsMissing() throws {
    let line = try #require(try Command(["corpus", "--count", "1"]).lines.first)
    let places = try ["index", "inputs", "outputs", "program", "text", "tokens"].map { key in
      try #require(line.firstRange(of: "\"\(key)\":")).lowerBound
    }
    #expect(places == places.sorted())
    let object = try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    #expect(object.count == places.count)
  }

  @Test func withoutOptionsTenTestSamplesUnderSeed1() throws {
    let lines = try Command(["corpus"]).lines.map(Line.init)
    #expect(lines == (0..<10).map { Line(Corpus(seed: 1).sample($0, of: .test), .coordinates) })
  }

  @Test func theLastSampleIsInRange() throws {
    let command = try Command(["corpus", "--split", "train", "--start", "499999", "--count", "1"])
    #expect(try command.lines.map { try Line($0).index } == [499_999])
    #expect(command.status == 0)
    let nothing = try Command(["corpus", "--start", "5", "--count", "0"])
    #expect(nothing.output.isEmpty)
    #expect(nothing.status == 0)
  }

  @Test(arguments: [
    (["--start", "10000"], "--start: found 10000, expected 0 to 9999"),
    (["--start", "-1"], "--start: found -1, expected 0 to 9999"),
    (["--start", "9995"], "--count: found 10, expected 0 to 5"),
    (["--count", "-3"], "--count: found -3, expected 0 to 10000"),
    (["--split", "train", "--count", "500001"], "--count: found 500001, expected 0 to 500000"),
    (["--count", "\(Int.max)", "--start", "1"], "--count: found \(Int.max), expected 0 to 9999"),
    (["--split", "dev"], "'dev' is invalid for '--split <split>'"),
    (["--seed", "-1"], "'-1' is invalid for '--seed <seed>'"),
    (["--seed", "one"], "'one' is invalid for '--seed <seed>'"),
    (["--encoding", "words"], "'words' is invalid for '--encoding <encoding>'"),
  ])
  func aValueOutOfRangeIsAnError(_ options: [String], message: String) throws {
    let command = try Command(["corpus"] + options)
    #expect(command.output.isEmpty)
    #expect(command.errors.hasPrefix("error: "))
    #expect(command.errors.contains(message))
    #expect(command.status == 64)
  }

  @Test func aClosedPipeEndsItQuietly() throws {
    let command = try Command.shell("\"$0\" corpus --split train --count 500000 | head -1; exit ${PIPESTATUS[0]}")
    #expect(command.lines.count == 1)
    #expect(command.errors.isEmpty)
    #expect(command.status == 141)
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")), arguments: ["1", "500"])
  func aFullDiskIsReported(_ count: String) throws {
    let command = try Command.shell("exec \"$0\" corpus --count \"$1\" > /dev/full", [count])
    #expect(command.errors.hasPrefix("error: standard output: No space left on device"))
    #expect(command.status == 1)
  }

  /// Whoever shares a stream may set it to not block, and then a full pipe takes no more for a while.
  @Test func everythingReachesAPipeThatDoesNotBlock() throws {
    let expected = try Command(["corpus", "--count", "200"]).output
    try #require(expected.utf8.count > 1 << 17)
    let (process, pipe) = (Process(), Pipe())
    process.executableURL = try Command.program()
    process.arguments = ["corpus", "--count", "200"]
    process.standardOutput = pipe.fileHandleForWriting
    let descriptor = pipe.fileHandleForWriting.fileDescriptor
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    try process.run()
    var status = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    while process.isRunning, poll(&status, 1, 0) == 1 { usleep(1000) }
    try pipe.fileHandleForWriting.close()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0 && String(decoding: output, as: UTF8.self) == expected)
  }

  @Test func aClosedStandardOutputIsReported() throws {
    let command = try Command.shell("exec \"$0\" corpus >&-")
    #expect(command.errors.hasPrefix("error: standard output: "))
    #expect(command.status == 1)
  }
}
