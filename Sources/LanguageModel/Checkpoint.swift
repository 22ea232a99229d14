import Corpus
import Foundation

/// A model's files in a folder of their own, as Hugging Face's `transformers` opens them: `config.json`,
/// `model.safetensors` and `tokenizer.json`.
public enum Checkpoint {
  /// Reads a model.
  ///
  /// - Throws: ``CheckpointError``, `SafeTensorsError` or `TokenizerFileError`, where a file is not what it should be.
  public static func read(_ folder: URL) throws -> Parameters {
    let configurationFile = folder.appendingPathComponent("config.json")
    let configuration: Configuration
    do {
      configuration = try JSONDecoder().decode(Configuration.self, from: try Data(contentsOf: configurationFile))
    } catch let error as DecodingError {
      let facts = JSONProblem(error)
      throw CheckpointError(file: configurationFile, place: facts.place, problem: facts.problem)
    } catch {
      throw CheckpointError(file: configurationFile, place: nil, problem: "cannot be read: \(error.systemReason)")
    }
    let tokens = try TokenizerFile.tokens(contentsOf: folder.appendingPathComponent("tokenizer.json"))
    let vocabulary = Vocabulary(configuration.encoding)
    guard tokens == vocabulary.tokens else {
      throw CheckpointError(
        file: folder.appendingPathComponent("tokenizer.json"), place: nil,
        problem: "found other tokens than those of the \(configuration.encoding.rawValue) encoding")
    }
    guard configuration.vocabularySize == vocabulary.count else {
      throw CheckpointError(
        file: configurationFile, place: "vocab_size",
        problem: "expected \(vocabulary.count), the tokens of the \(configuration.encoding.rawValue) encoding, "
          + "found \(configuration.vocabularySize)")
    }
    return try Parameters(
      configuration, from: SafeTensorsFile(contentsOf: folder.appendingPathComponent("model.safetensors")))
  }

  /// Writes a model into `folder`, which is made if need be.
  ///
  /// The folder appears under its name only when it is complete.
  ///
  /// - Parameter optimizer: Written beside the model, so that training can go on from here.
  public static func write(_ parameters: Parameters, optimizer: Optimizer? = nil, to folder: URL) throws {
    try WholeFolder.write(to: folder) { partial in
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      try WholeFile.write(
        try encoder.encode(parameters.configuration), to: partial.appendingPathComponent("config.json"))
      try TokenizerFile.write(
        Vocabulary(parameters.configuration.encoding).tokens, to: partial.appendingPathComponent("tokenizer.json"))
      try SafeTensors.write(
        parameters.safeTensors(), metadata: ["format": "pt"], to: partial.appendingPathComponent("model.safetensors"))
      try optimizer?.write(to: partial)
    }
  }
}

extension Parameters {
  /// Reads every tensor of `configuration` from `file`, stored in 16 or 32 bits.
  ///
  /// - Parameter prefix: Stands before each tensor's name in the file.
  public convenience init(
    _ configuration: Configuration, from file: SafeTensorsFile, prefix: String = ""
  ) throws(SafeTensorsError) {
    // Before any memory is asked for: the sizes that a configuration claims may be anything.
    for (name, shape) in Parameters.shapes(configuration) { try file.requireFloats(prefix + name, shape: shape) }
    self.init(configuration)
    for tensor in tensors {
      try file.copyFloats(prefix + tensor.name, shape: tensor.shape, into: tensor.floats)
    }
  }

  /// The tensors under their names, as files hold them.
  ///
  /// - Parameter prefix: Put before each name.
  func safeTensors(prefix: String = "", where isIncluded: (Tensor) -> Bool = { _ in true }) -> [String: SafeTensor] {
    Dictionary(
      uniqueKeysWithValues: tensors.filter(isIncluded).map { tensor in
        (prefix + tensor.name, SafeTensor(tensor.floats, shape: tensor.shape))
      })
  }
}

extension Parameters.Tensor {
  /// The numbers, row by row.
  var floats: UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: matrix.base, count: matrix.rows * matrix.columns)
  }
}

/// Where and why a checkpoint's files cannot be used.
public struct CheckpointError: Error, Hashable, Sendable, CustomStringConvertible {
  public let file: URL
  /// The field, if the problem is one field's.
  public let place: String?
  public let problem: String

  /// One line for a person: file, field, what was found and expected.
  public var description: String { ([file.path] + (place.map { [$0] } ?? []) + [problem]).joined(separator: ": ") }
}
