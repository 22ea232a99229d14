import Corpus
import Files
import Foundation
import LanguageModel
import Testing

/// Checkpoints from other programs: supported ones open; for the others, an error says what was found and what to do.
@Suite struct ForeignCheckpointTests {
  private let folder: TemporaryFolder
  private let url: URL

  init() throws {
    folder = try TemporaryFolder()
    url = folder.url.appendingPathComponent("model")
    try Checkpoint.write(SmallModel.parameters(), to: url)
  }

  private func file(_ name: String) -> URL { url.appendingPathComponent(name) }

  private func tensors() throws -> [String: SafeTensor] {
    let whole = try SafeTensorsFile(contentsOf: file("model.safetensors"))
    return Dictionary(
      uniqueKeysWithValues: try whole.tensors.map { name, info in
        (name, SafeTensor(info.elementType, shape: info.shape, bytes: try whole.bytes(name)))
      })
  }

  /// Reads the checkpoint, and expects an error about the file `name` that contains each of `words`.
  private func expectError(
    _ name: String, _ words: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) {
    do {
      _ = try Checkpoint.read(url)
      Issue.record("read without an error", sourceLocation: sourceLocation)
    } catch {
      #expect("\(error)".hasPrefix(file(name).path + ": "), sourceLocation: sourceLocation)
      for word in words { #expect("\(error)".contains(word), "\(error)", sourceLocation: sourceLocation) }
    }
  }

  /// Replaces the weights with two shards and an index, named as by `save_pretrained(max_shard_size=…)` of transformers
  /// 5.24.
  private func shard() throws {
    let tensors = try tensors()
    let names = tensors.keys.sorted()
    var map: [String: String] = [:]
    for (number, part) in [names.prefix(7), names.dropFirst(7)].enumerated() {
      let shard = "model-0000\(number + 1)-of-00002.safetensors"
      for name in part { map[name] = shard }
      try SafeTensors.write(
        tensors.filter { part.contains($0.key) }, metadata: ["format": "pt"], to: file(shard))
    }
    try FileManager.default.removeItem(at: file("model.safetensors"))
    try write(map)
  }

  private func write(_ map: [String: String]) throws {
    let index: [String: Any] = ["metadata": ["total_size": 1], "weight_map": map]
    try JSONSerialization.data(withJSONObject: index).write(to: file("model.safetensors.index.json"))
  }

  private func map() throws -> [String: String] {
    let index = try JSONSerialization.jsonObject(with: Data(contentsOf: file("model.safetensors.index.json")))
    return try #require((index as? [String: Any])?["weight_map"] as? [String: String])
  }

  // MARK: Git LFS

  @Test(arguments: ["config.json", "model.safetensors", "tokenizer.json"])
  func aPointerOfGitLFSIsNamed(_ name: String) throws {
    let pointer = """
      version https://git-lfs.github.com/spec/v1
      oid sha256:0000000000000000000000000000000000000000000000000000000000000000
      size 4800000

      """
    try Data(pointer.utf8).write(to: file(name))
    expectError(name, "found a pointer of Git LFS to a file of 4800000 bytes", "git lfs pull")
    try Data("version https://git-lfs.github.com/spec/v1\n".utf8).write(to: file(name))
    expectError(name, "found a pointer of Git LFS, expected the file itself")
  }

  @Test func aPointerInPlaceOfAShardOrAnOptimizersStateIsNamed() throws {
    let pointer = Data("version https://git-lfs.github.com/spec/v1\nsize 12\n".utf8)
    try pointer.write(to: file("optimizer.safetensors"))
    let optimizer = Optimizer(SmallModel.configuration(), settings: OptimizerSettings(), threads: 1)
    let error = try #require(throws: FileError.self) { try optimizer.read(from: url) }
    #expect(error.description.contains("a file of 12 bytes") && error.description.contains("git lfs pull"))

    try shard()
    try pointer.write(to: file("model-00002-of-00002.safetensors"))
    expectError("model-00002-of-00002.safetensors", "a file of 12 bytes", "git lfs pull")
    try pointer.write(to: file("model.safetensors.index.json"))
    expectError("model.safetensors.index.json", "a file of 12 bytes", "git lfs pull")
  }

  /// Reading a pipe without a writer would block forever.
  @Test(arguments: ["config.json", "model.safetensors", "tokenizer.json"])
  func whatIsNotAFileIsNamed(_ name: String) throws {
    try FileManager.default.removeItem(at: file(name))
    #expect(mkfifo(file(name).path, 0o600) == 0)
    expectError(name, "found a pipe, expected a file")
    try FileManager.default.removeItem(at: file(name))
    try FileManager.default.createDirectory(at: file(name), withIntermediateDirectories: false)
    expectError(name, "found a folder, expected a file")
  }

  // MARK: Shards and pickles

  @Test func shardsAreJoined() throws {
    let whole = try Checkpoint.read(url).bits
    try shard()
    #expect(try Checkpoint.read(url).bits == whole)
    let copy = folder.url.appendingPathComponent("copy")
    try Checkpoint.copy(url, to: copy, precision: .single)
    #expect(FileManager.default.fileExists(atPath: copy.appendingPathComponent("model.safetensors").path))
    #expect(try Checkpoint.read(copy).bits == whole)
  }

  @Test func problemsWithShardsAreNamed() throws {
    try shard()
    let whole = try map()
    for path in ["../model-00001-of-00002.safetensors", "/etc/passwd", "..", ""] {
      try write(whole.merging(["lm_head.bias": path]) { $1 })
      expectError(
        "model.safetensors.index.json",
        "weight_map.lm_head.bias: found '\(path)', expected the name of a file beside it")
    }
    try write(whole.filter { $0.key != "lm_head.bias" })
    expectError("model.safetensors.index.json", "weight_map.lm_head.bias: found no such field")
    try write(whole.merging(["lm_head.bias": "model-00002-of-00002.safetensors"]) { $1 })
    expectError("model-00002-of-00002.safetensors", "lm_head.bias: found no tensor of this name")
    try write([:])
    expectError("model.safetensors.index.json", "weight_map: found no tensor")
    try Data(#"{"weight_map": 7}"#.utf8).write(to: file("model.safetensors.index.json"))
    expectError("model.safetensors.index.json", "weight_map: found another type, expected an object")
    try write(whole)
    try FileManager.default.removeItem(at: file("model-00002-of-00002.safetensors"))
    expectError("model-00002-of-00002.safetensors", "found no such file")
    try FileManager.default.removeItem(at: file("model.safetensors.index.json"))
    expectError("model-00001-of-00002.safetensors", "without model.safetensors.index.json", "copy the index")
  }

  @Test(arguments: ["pytorch_model.bin", "pytorch_model-00001-of-00002.bin"])
  func picklesAreNamedWithTheirConversion(_ name: String) throws {
    try FileManager.default.removeItem(at: file("model.safetensors"))
    try Data([0x50, 0x4B]).write(to: file(name))
    expectError(
      name, "found weights in PyTorch's pickle format, expected model.safetensors", "python3 -c 'import glob, torch")
  }

  // MARK: Additions by transformers

  /// `AutoTokenizer` turns a CodeGen model's folder into a GPT-2 tokenizer, with the same ids for the same tokens.
  @Test func aTokenizerOfAnotherClassWithTheSameTokensIsAccepted() throws {
    let tokens = Vocabulary(.coordinates).tokens
    let vocabulary = Dictionary(uniqueKeysWithValues: tokens.enumerated().map { ($1, $0) })
    let end: [String: Any] = ["id": tokens.count, "content": "<|endoftext|>", "special": true]
    func write(_ vocabulary: [String: Int], _ added: [[String: Any]]) throws {
      let tokenizer: [String: Any] = [
        "version": "1.0", "added_tokens": added, "normalizer": NSNull(),
        "pre_tokenizer": ["type": "ByteLevel", "add_prefix_space": false],
        "post_processor": ["type": "TemplateProcessing"], "decoder": ["type": "ByteLevel"],
        "model": ["type": "BPE", "vocab": vocabulary, "merges": [String]()],
      ]
      try JSONSerialization.data(withJSONObject: tokenizer).write(to: file("tokenizer.json"))
    }
    try write(vocabulary, [end])
    _ = try Checkpoint.read(url)
    try write(vocabulary, [["id": 1, "content": tokens[1]], end])
    _ = try Checkpoint.read(url)
    try write(vocabulary, [["id": 1, "content": "<pad>"]])
    expectError(
      "tokenizer.json", "added_tokens.0: found '<pad>' as 1, expected a number that no other token has, from 50")
    var others = vocabulary
    (others[tokens[0]], others[tokens[1]]) = (1, 0)
    try write(others, [end])
    expectError("tokenizer.json", "found tokens that differ from those of the coordinates encoding")
  }

  /// A model's `save_pretrained` writes no tokenizer.
  @Test func aModelWithoutATokenizerOpens() throws {
    try FileManager.default.removeItem(at: file("tokenizer.json"))
    _ = try Checkpoint.read(url)
  }

  @Test func buffersDerivedFromTheConfigurationAreIgnored() throws {
    var tensors = try tensors()
    tensors["transformer.h.0.attn.causal_mask"] = SafeTensor(.bool, shape: [1, 1, 2, 2], bytes: Data([1, 0, 1, 1]))
    tensors["transformer.h.1.attn.masked_bias"] = SafeTensor([-1e4] as [Float], shape: [])
    tensors["transformer.h.1.attn.rotary_emb.inv_freq"] = SafeTensor([1] as [Float], shape: [1])
    try SafeTensors.write(tensors, to: file("model.safetensors"))
    _ = try Checkpoint.read(url)
    tensors["transformer.h.2.attn.causal_mask"] = tensors["transformer.h.0.attn.causal_mask"]
    try SafeTensors.write(tensors, to: file("model.safetensors"))
    expectError("model.safetensors", "tensors: found transformer.h.2.attn.causal_mask, expected only the tensors")
  }

  @Test func tensorsThatTheModelDoesNotHaveAreNamed() throws {
    var tensors = try tensors()
    tensors["transformer.h.0.attn.qkv_proj.bias"] = SafeTensor([1] as [Float], shape: [1])
    try SafeTensors.write(tensors, to: file("model.safetensors"))
    expectError("model.safetensors", "tensors: found transformer.h.0.attn.qkv_proj.bias, expected only the tensors")

    try Checkpoint.write(SmallModel.parameters(), to: url)
    let text = try String(contentsOf: file("config.json"), encoding: .utf8)
    try Data(text.replacing("\"n_layer\" : 2", with: "\"n_layer\" : 1").utf8).write(to: file("config.json"))
    expectError(
      "model.safetensors",
      "tensors: found transformer.h.1.attn.out_proj.weight, transformer.h.1.attn.qkv_proj.weight, "
        + "transformer.h.1.ln_1.bias and 5 more, expected only the tensors of a model with config.json's n_layer 1")
  }

  @Test func theFirstFieldThatDiffersIsNamed() throws {
    let model = SmallModel.configuration()
    #expect(model.firstDifference(from: model) == nil)
    var other = model
    other.headCount = 8
    let difference = try #require(other.firstDifference(from: model))
    #expect(difference == ("n_head", "8", "4"))
  }
}
