import Corpus
import Experiments
import Files
import Foundation
import LanguageModel
import Tensors

/// Samples of a split as a data set for Hugging Face's `datasets`: JSON Lines in shards, a card, and the tokenizer.
///
///     README.md                      the card; its first lines tell `load_dataset` where the splits are
///     karelscope.json                the same for programs: what the samples are, and their number
///     tokenizer/                     as beside a checkpoint
///     data/train-00000-of-00020.jsonl
struct CorpusDataset {
  let corpus: Corpus
  let split: Split
  let indices: Range<Int>
  let encoding: Encoding

  /// Samples in a shard: 40 to 80 MB.
  private static let shardSize = 25_000
  /// Samples between two calls of `progress`.
  private static let chunkSize = 2500

  /// Everything that the data set's bytes depend on.
  private struct Plan: Codable, Equatable {
    var version = Karelscope.configuration.version
    let split: String
    let seed: UInt64
    let start, count: Int
    let encoding: String
    let programLengths: ProgramLengths
    var samplesPerShard = CorpusDataset.shardSize
  }

  private var plan: Plan {
    Plan(
      split: split.rawValue, seed: corpus.seed, start: indices.lowerBound, count: indices.count,
      encoding: encoding.rawValue, programLengths: corpus.programLengths)
  }

  /// The samples of each shard.
  private var shards: [Range<Int>] {
    stride(from: indices.lowerBound, to: indices.upperBound, by: CorpusDataset.shardSize).map {
      $0..<min($0 + CorpusDataset.shardSize, indices.upperBound)
    }
  }

  /// Writes the data set under a hidden name beside `folder` (`.NAME.unfinished`) and renames it when it is complete.
  /// Finished shards that an interrupted call of the same plan left there are kept.
  ///
  /// - Parameters:
  ///   - folder: Must not exist yet.
  ///   - progress: Called with the number of samples done, on the calling thread.
  /// - Throws: ``InputError`` if `folder` exists or a folder cannot be made; errors of writing files and of `progress`.
  func write(to folder: URL, threads: Int, progress: (Int) throws -> Void) throws {
    let files = FileManager.default
    guard !files.fileExists(atPath: folder.path) else {
      throw InputError(name: folder.path, problem: "already exists, expected a new folder")
    }
    let unfinished = folder.deletingLastPathComponent()
      .appendingPathComponent(".\(folder.lastPathComponent).unfinished")
    let data = unfinished.appendingPathComponent("data")
    let planFile = unfinished.appendingPathComponent(CorpusDataset.planName)
    do {
      if try !isPlanned(in: planFile) { try? files.removeItem(at: unfinished) }
      for child in [data, unfinished.appendingPathComponent("tokenizer")] {
        try files.createDirectory(at: child, withIntermediateDirectories: true)
      }
    } catch {
      throw InputError(name: folder.path, problem: "cannot be created: \(error.localizedDescription)")
    }
    try AtomicFile.write(try CorpusDataset.json(plan), to: planFile)
    var bytes = 0
    for (number, shard) in shards.enumerated() {
      let file = data.appendingPathComponent(name(number))
      if let size = try? file.resourceValues(forKeys: [.fileSizeKey]).fileSize {
        bytes += size
      } else {
        let lines = try lines(shard, threads: threads) { try progress(shard.lowerBound - indices.lowerBound + $0) }
        try AtomicFile.write(lines, to: file)
        bytes += lines.count
      }
      try progress(shard.upperBound - indices.lowerBound)
    }
    try Checkpoint.writeTokenizer(
      encoding, contextLength: CorpusDataset.contextLength, to: unfinished.appendingPathComponent("tokenizer"))
    try AtomicFile.write(Data(card(bytes: bytes).utf8), to: unfinished.appendingPathComponent("README.md"))
    do {
      try files.moveItem(at: unfinished, to: folder)
    } catch {
      throw InputError(name: folder.path, problem: "cannot be moved into place: \(error.localizedDescription)")
    }
  }

  private static let planName = "karelscope.json"

  /// The context length of the presets, for which any text is short enough.
  private static let contextLength = 512

  private static func json(_ plan: Plan) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(plan) + [UInt8(ascii: "\n")]
  }

  /// Whether an unfinished data set is one of this plan.
  private func isPlanned(in file: URL) throws -> Bool {
    guard let content = try RegularFile.openIfPresent(file)?.contents() else { return false }
    return (try? JSONDecoder().decode(Plan.self, from: content)) == plan
  }

  private func name(_ shard: Int) -> String {
    String(format: "\(split.rawValue)-%05ld-of-%05ld.jsonl", shard, shards.count)
  }

  /// The lines of a shard.
  private func lines(_ shard: Range<Int>, threads: Int, progress: (Int) throws -> Void) throws -> Data {
    let vocabulary = Vocabulary(encoding)
    var lines = Data()
    for start in stride(from: shard.lowerBound, to: shard.upperBound, by: CorpusDataset.chunkSize) {
      let chunk = start..<min(start + CorpusDataset.chunkSize, shard.upperBound)
      let parts = stride(from: chunk.lowerBound, to: chunk.upperBound, by: CorpusDataset.partSize).map {
        $0..<min($0 + CorpusDataset.partSize, chunk.upperBound)
      }
      for part in try parallelMap(
        parts, threads: threads,
        { part, _ in
          part.reduce(into: [UInt8]()) { bytes, index in
            bytes += SampleLine(sample: corpus.sample(index, of: split), vocabulary: vocabulary).json.utf8
            bytes.append(UInt8(ascii: "\n"))
          }
        })
      {
        lines += part
      }
      try progress(chunk.upperBound - shard.lowerBound)
    }
    return lines
  }

  /// Samples that a thread writes at a time.
  private static let partSize = 125

  /// The card: YAML that `datasets` reads, then text for readers.
  private func card(bytes: Int) -> String {
    let lengths = corpus.programLengths[split]
    let from = indices.lowerBound == 0 ? "" : " from sample \(indices.lowerBound) on"
    let command =
      "karelscope corpus --split \(split) --seed \(corpus.seed) --start \(indices.lowerBound) "
      + "--count \(indices.count) --encoding \(encoding.rawValue) --out DIR"
    return """
      ---
      pretty_name: Karel programs with five examples each
      configs:
      - config_name: default
        data_files:
        - split: \(split)
          path: data/\(split)-*.jsonl
      dataset_info:
        config_name: default
        features:
        - name: index
          dtype: int64
        - name: inputs
          sequence:
            sequence: string
        - name: outputs
          sequence:
            sequence: string
        - name: program
          sequence: string
        - name: text
          dtype: string
        - name: tokens
          sequence: int64
        splits:
        - name: \(split)
          num_bytes: \(bytes)
          num_examples: \(indices.count)
      ---

      # Karel programs with five examples each

      \(indices.count) samples of the \(split) split\(from), seed \(corpus.seed), programs of \(lengths.lowerBound) to \
      \(lengths.upperBound) ops, in the \(encoding.rawValue) encoding. Written by Karelscope \
      \(Karelscope.configuration.version); a corpus of other program lengths takes `--run` in addition:

          \(command)

      | field | meaning |
      | --- | --- |
      | `index` | The sample's number in its split. |
      | `inputs`, `outputs` | Five worlds each, as eight rows of glyphs. |
      | `program` | Names of ops. It turns every input into its output. |
      | `text`, `tokens` | The sample as a model reads it, and its token ids under the tokenizer in `tokenizer/`. |

      ```python
      from datasets import load_dataset
      from transformers import AutoTokenizer

      samples = load_dataset("DIR", split="\(split)")
      tokenizer = AutoTokenizer.from_pretrained("DIR/tokenizer")
      assert tokenizer(samples[0]["text"])["input_ids"] == samples[0]["tokens"]
      ```

      """
  }
}
