import Corpus
import Foundation
import Testing

/// `karelscope corpus --out`.
@Suite struct CorpusDatasetCommandTests {
  private struct Plan: Decodable {
    let split, encoding: String
    let seed: UInt64
    let start, count: Int
  }

  private func lines(_ folder: URL) throws -> [String] {
    let data = folder.appending(path: "data")
    return try FileManager.default.contentsOfDirectory(atPath: data.path).sorted().flatMap { name in
      try String(contentsOf: data.appending(path: name), encoding: .utf8).split(separator: "\n").map(String.init)
    }
  }

  @Test(arguments: Encoding.allCases)
  func theShardsHoldWhatCorpusWrites(_ encoding: Encoding) throws {
    try withFolder { folder in
      let out = folder.appending(path: "data set")
      let options = [
        "--split", "train", "--seed", "9", "--start", "10", "--count", "25050", "--encoding", encoding.rawValue,
      ]
      let command = try Command(["corpus", "--out", out.path] + options)
      #expect(command.status == 0, "\(command.errors)")
      #expect(command.output == "\(out.path): 25050 samples of the train split\n")
      #expect(
        try files(out).filter { !$0.hasSuffix("/") && ($0 as NSString).pathExtension != "" } == [
          "README.md", "data/train-00000-of-00002.jsonl", "data/train-00001-of-00002.jsonl", "karelscope.json",
          "tokenizer/tokenizer.json", "tokenizer/tokenizer_config.json",
        ])
      #expect(try lines(out) == Command(["corpus"] + options).lines.map(String.init))
      let plan = try JSONDecoder().decode(Plan.self, from: Data(contentsOf: out.appending(path: "karelscope.json")))
      #expect(plan.split == "train" && plan.seed == 9 && plan.start == 10 && plan.count == 25_050)
      #expect(plan.encoding == encoding.rawValue)
      let card = try String(contentsOf: out.appending(path: "README.md"), encoding: .utf8)
      #expect(card.hasPrefix("---\n") && card.contains("\n    path: data/train-*.jsonl\n"))
      #expect(card.contains("\n    num_examples: 25050\n"))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["data set"])

      let again = try Command(["corpus", "--out", out.path] + options)
      #expect(again.errors.contains("\(out.path): already exists, expected a new folder") && again.status == 1)
    }
  }

  @Test func theWholeSplitIsTheDefault() throws {
    try withFolder { folder in
      let out = folder.appending(path: "test")
      #expect(try Command(["corpus", "--out", out.path, "--start", "9990"]).status == 0)
      let last = try lines(out)
      #expect(last.count == 10)
      let all = folder.appending(path: "all")
      #expect(try Command(["corpus", "--out", all.path]).output.contains("10000 samples of the test split"))
      #expect(try lines(all).suffix(10) == last[...])
    }
  }

  /// Finished shards of the same plan are kept, as a mark in one shows; those of another plan are not.
  @Test func anInterruptedDataSetIsContinued() throws {
    try withFolder { folder in
      let out = folder.appending(path: "data")
      let arguments = ["corpus", "--out", out.path, "--split", "train", "--count", "25001"]
      #expect(try Command(arguments).status == 0)
      let unfinished = folder.appending(path: ".data.unfinished")
      func interrupt() throws {
        try FileManager.default.moveItem(at: out, to: unfinished)
        try FileManager.default.removeItem(at: unfinished.appending(path: "data/train-00001-of-00002.jsonl"))
        try Data("kept\n".utf8).write(to: unfinished.appending(path: "data/train-00000-of-00002.jsonl"))
      }
      try interrupt()
      #expect(try Command(arguments).status == 0)
      #expect(try lines(out).count == 2 && lines(out)[0] == "kept")
      #expect(!FileManager.default.fileExists(atPath: unfinished.path))

      try interrupt()
      #expect(try Command(arguments + ["--seed", "2"]).status == 0)
      #expect(try lines(out).count == 25_001 && !lines(out).contains("kept"))
    }
  }

  @Test func aSignalLeavesTheFinishedShards() throws {
    try withFolder { folder in
      let out = folder.appending(path: "data")
      // The signal comes while the first shard is written: it cannot be finished before its folder is there.
      let command = try Command.shell(
        """
        "$0" "$@" & child=$!
        until [ -d "$(dirname "$3")/.data.unfinished/data" ]; do sleep 0.01; done
        kill -TERM $child; wait $child
        """, ["corpus", "--out", out.path, "--split", "train"])
      #expect(command.status == 143, "\(command.errors)")
      #expect(command.errors.contains("stopped; finished shards are kept: continue with the same command"))
      #expect(!FileManager.default.fileExists(atPath: out.path))
      #expect(FileManager.default.fileExists(atPath: folder.appending(path: ".data.unfinished/karelscope.json").path))
    }
  }

  @Test(arguments: [
    (["--start", "9995", "--count", "10"], "--count: found 10, expected 1 to 5"),
    (["--count", "0"], "--count: found 0, expected 1 to 10000"),
  ])
  func aValueOutOfRangeIsAnError(_ options: [String], message: String) throws {
    try withFolder { folder in
      let command = try Command(["corpus", "--out", folder.appending(path: "data").path] + options)
      #expect(command.errors.contains(message) && command.status == 64)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }
  }
}
