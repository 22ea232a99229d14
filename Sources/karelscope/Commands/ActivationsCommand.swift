import ArgumentParser
import Corpus
import Experiments
import Files
import Foundation
import LanguageModel

struct ActivationsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "activations",
    abstract: "Write a model's activations for specifications, under TransformerLens' names.",
    discussion: """
      For each line, the model reads the specification with the line's own program, or the one that it writes itself if \
      the line has none. The file has INDEX.tokens [T] (int64: prompt, ops, end) and for each hook INDEX.HOOK (float32), \
      where INDEX is the line's field index, by default its number, counted from 0.

      Hooks: blocks.L.hook_resid_pre, blocks.L.hook_resid_post, blocks.L.hook_attn_out, blocks.L.hook_mlp_out [T, d]; \
      blocks.L.attn.hook_pattern [heads, T, T]; blocks.L.attn.hook_z [T, heads, d / heads]; ln_final.hook_normalized \
      [T, d]; logits [T, V]. L counts from 0.
      """)

  @OptionGroup var options: CheckpointOptions

  @Option(
    help: "The file that holds the specifications, or - for standard input.", completion: .file(),
    transform: PathArgument.init(parsing:))
  var specs: PathArgument

  @Option(help: ArgumentHelp("The hooks whose values are written.", valueName: "name,…"))
  var hooks: String

  @Option(help: "The safetensors file to write.", completion: .file(), transform: PathArgument.init(parsing:))
  var out: PathArgument

  func validate() throws { _ = try points() }

  private func points() throws -> [HookPoint] {
    try OptionList.words(
      "--hooks", hooks,
      expected: "blocks.L.hook_resid_pre, .hook_resid_post, .hook_attn_out, .hook_mlp_out, .attn.hook_pattern or "
        + ".attn.hook_z, ln_final.hook_normalized, or logits"
    ) { word in
      HookPoint(name: word).map { [$0] }
    }
  }

  func run() throws {
    let points = try points()
    let (run, step, parameters) = try options.model()
    let configuration = parameters.configuration
    if let wrong = points.first(where: { ($0.block ?? 0) >= configuration.layerCount }) {
      throw RunError(
        file: run.checkpoint(step),
        problem: "--hooks: found \(wrong.name), expected blocks 0 to \(configuration.layerCount - 1)")
    }
    try AtomicFile.check(out.url)
    let file = try SpecificationFile(TextInput(specs))
    let vocabulary = Vocabulary(configuration.encoding)
    let (decoder, model) = (CachedDecoder(parameters), HookedTransformer(parameters))
    var tensors: [String: SafeTensor] = [:]
    for line in file.lines {
      let index = line.index ?? line.number - 1
      guard tensors["\(index).tokens"] == nil else {
        throw InputError(
          name: file.name,
          problem: "line \(line.number): index: found \(index) a second time, expected another number on every line")
      }
      let program =
        try line.reference
        ?? file.naming(line) {
          try decoder.generate(line.specification, vocabulary: vocabulary).program
        }
      let tokens = vocabulary.encode(line.specification) + vocabulary.encode(program)
      try file.naming(line) {
        guard tokens.count <= configuration.contextLength
        else { throw GenerationError.tooLong(found: tokens.count, expected: configuration.contextLength) }
      }
      tensors["\(index).tokens"] = SafeTensor(tokens.map(Int64.init), shape: [tokens.count])
      for (name, tensor) in model.tensors(tokens, points) { tensors["\(index).\(name)"] = tensor }
    }
    try SafeTensors.write(
      tensors,
      metadata: [
        "run": run.name, "checkpoint": "\(step)", "specifications": "\(file.lines.count)",
        "encoding": configuration.encoding.rawValue,
      ], to: out.url)
  }
}

extension SpecificationFile {
  /// Runs `work` on a line's specification and adds the line to its errors.
  ///
  /// - Throws: ``InputError`` instead of `GenerationError`; rethrows other errors of `work`.
  func naming<Result>(_ line: Line, _ work: () throws -> Result) throws -> Result {
    do {
      return try work()
    } catch let error as GenerationError {
      throw InputError(name: name, problem: "line \(line.number): \(error)")
    }
  }
}
