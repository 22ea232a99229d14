import Corpus
import Files
import Foundation
import LanguageModel
import Testing

/// Checkpoints with invalid files: each is an error that names the file and the field.
@Suite struct MalformedCheckpointTests {
  private let folder: TemporaryFolder
  private let url: URL

  init() throws {
    folder = try TemporaryFolder()
    url = folder.url.appendingPathComponent("model")
    let trainer = Trainer(SmallModel.parameters(), settings: OptimizerSettings(), threads: 1)
    _ = trainer.step(SmallModel.batches(0..<4), rate: 1)
    try Checkpoint.write(trainer.parameters, optimizer: trainer.optimizer, to: url)
  }

  /// Reads the checkpoint, and expects an error about `name` that contains each of `words`.
  private func expectError(
    _ name: String, _ words: String..., sourceLocation: SourceLocation = #_sourceLocation
  ) {
    do {
      _ = try Checkpoint.read(url)
      Issue.record("read without an error", sourceLocation: sourceLocation)
    } catch {
      let text = "\(error)"
      #expect(text.hasPrefix(url.appendingPathComponent(name).path + ": "), sourceLocation: sourceLocation)
      for word in words where !word.isEmpty {
        #expect(text.contains(word), "'\(text)' does not say '\(word)'", sourceLocation: sourceLocation)
      }
    }
  }

  private func replace(_ name: String, _ part: String, with replacement: String) throws {
    let file = url.appendingPathComponent(name)
    let text = try String(contentsOf: file, encoding: .utf8)
    let changed = text.replacingOccurrences(of: part, with: replacement)
    try #require(changed != text, "no '\(part)' in \(name)")
    try Data(changed.utf8).write(to: file)
  }

  @Test(arguments: ["config.json", "model.safetensors"])
  func aMissingFileIsNamed(_ name: String) throws {
    try FileManager.default.removeItem(at: url.appendingPathComponent(name))
    expectError(name, "found no such file, expected a file")
  }

  @Test func aMissingFolderIsNamed() throws {
    try FileManager.default.removeItem(at: url)
    expectError("config.json", "found no such file, expected a file")
  }

  @Test(arguments: ["config.json", "model.safetensors", "tokenizer.json"])
  func aTruncatedFileIsRejected(_ name: String) throws {
    let file = url.appendingPathComponent(name)
    let whole = try Data(contentsOf: file)
    for count in [0, 1, 7, 8, 9, 100, whole.count / 2, whole.count - 2] {
      try whole.prefix(count).write(to: file)
      expectError(name)
    }
  }

  @Test(arguments: [
    (#""model_type" : "codegen""#, #""model_type" : "gpt2""#, "model_type: found gpt2, expected codegen"),
    (#""n_embd" : 16"#, #""n_embd" : "16""#, "n_embd: found another type, expected a whole number"),
    (#""n_embd" : 16"#, #""n_width" : 16"#, "n_embd: found no such field"),
    (#""n_embd" : 16"#, #""n_embd" : 0"#, "n_embd: found 0, expected a whole number from 1 to 16384"),
    (#""n_embd" : 16"#, #""n_embd" : 1e30"#, ""),
    (#""n_embd" : 16"#, #""n_embd" : 18"#, "n_embd: found 18, expected a multiple of n_head, 4"),
    (#""n_embd" : 16"#, #""n_embd" : 32"#, "n_inner: found 64, expected 4 · n_embd, 128"),
    (#""n_head" : 4"#, #""n_head" : 2"#, "n_head: found 2, expected a multiple of 4"),
    (#""n_head" : 4"#, #""n_head" : -4"#, "n_head: found -4, expected a whole number from 1 to 256"),
    (#""n_layer" : 2"#, #""n_layer" : 100000"#, "n_layer: found 100000, expected a whole number from 1 to 256"),
    (
      #""n_positions" : 256"#, #""n_positions" : 99999999"#,
      "n_positions: found 99999999, expected a whole number from 1 to"
    ),
    (
      #""rotary_dim" : 2"#, #""rotary_dim" : 3"#,
      "rotary_dim: found 3, expected an even number up to n_embd / n_head, 4"
    ),
    (
      #""rotary_dim" : 2"#, #""rotary_dim" : 6"#,
      "rotary_dim: found 6, expected an even number up to n_embd / n_head, 4"
    ),
    ("gelu_new", "relu", "activation_function: found relu, expected gelu_new"),
    (
      #""tie_word_embeddings" : false"#, #""tie_word_embeddings" : true"#,
      "tie_word_embeddings: found true, expected false"
    ),
    ("karelscope_encoding", "encoding", "karelscope_encoding: found no such field"),
    (#"" : "coordinates""#, #"" : "pictures""#, "karelscope_encoding: found pictures, expected coordinates or cells"),
    (
      #""vocab_size" : 50"#, #""vocab_size" : 51"#,
      "vocab_size: expected 50, the tokens of the coordinates encoding, found 51"
    ),
    (#""n_inner" : 64"#, #""n_inner" : 65"#, "n_inner: found 65, expected 4 · n_embd, 64"),
  ])
  func anUnsupportedConfigurationIsRejected(_ part: String, _ replacement: String, _ message: String) throws {
    try replace("config.json", part, with: replacement)
    expectError("config.json", message)
  }

  @Test(arguments: ["0", "-1e-5"])
  func anEpsilonThatBreaksTheLayerNormIsRejected(_ epsilon: String) throws {
    let file = url.appendingPathComponent("config.json")
    let text = try String(contentsOf: file, encoding: .utf8)
    let changed = text.replacing(/"layer_norm_epsilon" : [^,]*/, with: "\"layer_norm_epsilon\" : \(epsilon)")
    try #require(changed != text)
    try Data(changed.utf8).write(to: file)
    expectError("config.json", "layer_norm_epsilon: ")
  }

  /// The configured shape is compared with the tensors before allocating.
  @Test func aModelLargerThanItsFileIsRejected() throws {
    for (part, replacement) in [
      (#""n_embd" : 16"#, #""n_embd" : 16384"#), (#""n_inner" : 64"#, #""n_inner" : 65536"#),
      (#""n_layer" : 2"#, #""n_layer" : 256"#),
    ] {
      try replace("config.json", part, with: replacement)
    }
    expectError(
      "model.safetensors", "transformer.wte.weight: found F32 of shape [50, 16], expected", "of shape [50, 16384]")
  }

  @Test func aLayerThatIsMissingIsNamed() throws {
    try replace("config.json", #""n_layer" : 2"#, with: #""n_layer" : 3"#)
    expectError("model.safetensors", "transformer.h.2.ln_1.weight: found no tensor of this name")
  }

  @Test func aTensorOfAnotherShapeOrTypeIsNamed() throws {
    let file = url.appendingPathComponent("model.safetensors")
    let whole = try SafeTensorsFile(contentsOf: file)
    var tensors: [String: SafeTensor] = [:]
    for (name, info) in whole.tensors {
      tensors[name] = SafeTensor(info.elementType, shape: info.shape, bytes: try whole.bytes(name))
    }
    let name = "transformer.h.1.mlp.fc_in.weight"
    var changed = tensors
    changed[name] = SafeTensor(.float32, shape: [16, 64], bytes: try whole.bytes(name))
    try SafeTensors.write(changed, to: file)
    expectError(
      "model.safetensors", "\(name): found F32 of shape [16, 64], expected F32 or F16 or BF16 of shape [64, 16]")

    changed[name] = SafeTensor(.int32, shape: [64, 16], bytes: try whole.bytes(name))
    try SafeTensors.write(changed, to: file)
    expectError("model.safetensors", "\(name): found I32 of shape [64, 16]")
  }

  @Test(arguments: [Float.nan, .infinity])
  func aNumberThatIsNotFiniteIsRejected(_ number: Float) throws {
    let parameters = SmallModel.parameters()
    parameters.finalNormBias[0, 3] = number
    try Checkpoint.write(parameters, to: url)
    expectError("model.safetensors", "transformer.ln_f.bias: found \(number), expected finite numbers")
  }

  @Test func aTokenizerOfAnotherModelIsRejected() throws {
    let file = url.appendingPathComponent("tokenizer.json")
    try TokenizerFile.write(Vocabulary(.cells).tokens, to: file)
    expectError("tokenizer.json", "tokens that differ from those of the coordinates encoding")
    try TokenizerFile.write(Vocabulary(.coordinates).tokens.reversed(), to: file)
    expectError("tokenizer.json", "tokens that differ from those of the coordinates encoding")
  }

  @Test func anOptimizersStateOfAnotherModelIsRejected() throws {
    let optimizer = Optimizer(SmallModel.configuration(), settings: OptimizerSettings(), threads: 1)
    try optimizer.read(from: url)
    #expect(optimizer.step == 1)

    let file = url.appendingPathComponent("optimizer.safetensors")
    let whole = try Data(contentsOf: file)
    try whole.prefix(whole.count - 1).write(to: file)
    #expect(throws: FileError.self) { try optimizer.read(from: url) }

    try FileManager.default.removeItem(at: file)
    #expect(throws: FileError.self) { try optimizer.read(from: url) }

    for step in [nil, "", "-1", "x"] {
      try SafeTensors.write([:], metadata: step.map { ["step": $0] } ?? [:], to: file)
      let error = try #require(throws: FileError.self) { try optimizer.read(from: url) }
      #expect(error.description == "\(file.path): step: found \(step ?? "nothing"), expected a whole number from 0")
    }
    try SafeTensors.write([:], metadata: ["step": "1"], to: file)
    let error = try #require(throws: FileError.self) { try optimizer.read(from: url) }
    #expect(error.place == "momentum.transformer.wte.weight")
  }

  @Test(arguments: [
    ("momentum.transformer.h.0.attn.qkv_proj.weight", Float.nan, "finite numbers"),
    ("momentum.lm_head.bias", -Float.infinity, "finite numbers"),
    ("variance.lm_head.bias", .infinity, "finite numbers"), ("variance.lm_head.bias", -1e-9, "no negative numbers"),
  ])
  func anInvalidOptimizerStateIsRejected(_ name: String, _ number: Float, _ expected: String) throws {
    let file = url.appendingPathComponent("optimizer.safetensors")
    let whole = try SafeTensorsFile(contentsOf: file)
    var tensors: [String: SafeTensor] = [:]
    for (name, info) in whole.tensors {
      tensors[name] = SafeTensor(info.elementType, shape: info.shape, bytes: try whole.bytes(name))
    }
    let shape = try #require(tensors[name]).shape
    var numbers = try whole.floats(name, shape: shape)
    numbers[numbers.count - 1] = number
    tensors[name] = SafeTensor(numbers, shape: shape)
    try SafeTensors.write(tensors, metadata: whole.metadata, to: file)
    let optimizer = Optimizer(SmallModel.configuration(), settings: OptimizerSettings(), threads: 1)
    let error = try #require(throws: FileError.self) { try optimizer.read(from: url) }
    #expect(error.description == "\(file.path): \(name): found \(number), expected \(expected)")
  }
}
