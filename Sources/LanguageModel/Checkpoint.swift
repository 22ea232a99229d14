import Corpus
import Files
import Foundation

/// A model's folder in the format of Hugging Face's `transformers`: `config.json`, `model.safetensors` and
/// `tokenizer.json`.
public enum Checkpoint {
  /// Reads a model; also one saved by `transformers`, in shards or without a tokenizer.
  ///
  /// - Throws: `FileError` if a file is missing or invalid.
  public static func read(_ folder: URL) throws -> Parameters {
    let configuration = try configuration(folder)
    let tokenizer = folder.appendingPathComponent("tokenizer.json")
    let vocabulary = Vocabulary(configuration.encoding)
    // `transformers` saves models without a tokenizer; the configuration names the encoding as well.
    if let tokens = try TokenizerFile.tokens(contentsOfIfPresent: tokenizer) {
      guard tokens == vocabulary.tokens else {
        throw FileError(
          tokenizer, found: "tokens that differ from those of the \(configuration.encoding.rawValue) encoding",
          expected: "the same")
      }
    }
    guard configuration.vocabularySize == vocabulary.count else {
      throw FileError(
        folder.appendingPathComponent(configurationName), "vocab_size", found: "\(configuration.vocabularySize)",
        expected: "\(vocabulary.count), the tokens of the \(configuration.encoding.rawValue) encoding")
    }
    let weights = try ModelWeights(in: folder)
    let parameters = try Parameters(configuration) { name throws(FileError) in try weights.file(of: name) }
    try requireNoOthers(weights, configuration)
    return parameters
  }

  /// Reads the configuration of a model, without its tensors.
  ///
  /// - Throws: `FileError` if `config.json` is missing or invalid.
  public static func configuration(_ folder: URL) throws(FileError) -> Configuration {
    try decoded(folder.appendingPathComponent(configurationName))
  }

  private static let configurationName = "config.json"

  /// Decodes a JSON file in a checkpoint's folder.
  static func decoded<Content: Decodable>(_ file: URL) throws(FileError) -> Content {
    let json = try RegularFile.contents(of: file)
    do {
      return try JSONDecoder().decode(Content.self, from: json)
    } catch {
      throw JSONProblem(error, in: json).error(file)
    }
  }

  /// Checks that the files contain no unknown tensors, as those of a different model would.
  ///
  /// - Throws: `FileError` with the first unknown names.
  private static func requireNoOthers(
    _ weights: ModelWeights, _ configuration: Configuration
  ) throws(FileError) {
    let known = Set(Parameters.shapes(configuration).map(\.name)).union(Parameters.buffers(configuration))
    let others = weights.names.filter { !known.contains($0) }
    guard !others.isEmpty else { return }
    let rest = others.count - namedTensors
    throw FileError(
      weights.url, "tensors",
      found: others.prefix(namedTensors).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : ""),
      expected: "only the tensors of a model with config.json's n_layer \(configuration.layerCount)")
  }

  /// The number of tensors that an error names.
  private static let namedTensors = 3

  /// Writes a model into `folder`, creating it if needed.
  ///
  /// The folder appears only when it is complete.
  ///
  /// - Parameter optimizer: Saved with the model, so that training can resume from here.
  public static func write(_ parameters: Parameters, optimizer: Optimizer? = nil, to folder: URL) throws {
    try write(parameters, precision: .single, optimizer: optimizer, to: folder)
  }

  /// Copies the model in `source` into `folder`, converted to `precision` and without optimizer state.
  ///
  /// ``Precision/half`` rounds to nearest, ties to even.
  ///
  /// - Throws: What ``read(_:)`` throws; `FileError` if a number is beyond the range of `precision`; whatever writing
  ///   files throws.
  public static func copy(_ source: URL, to folder: URL, precision: Precision) throws {
    let parameters = try read(source)
    if precision == .half { try requireHalf(parameters, file: source.appendingPathComponent("model.safetensors")) }
    try write(parameters, precision: precision, optimizer: nil, to: folder)
  }

  private static func write(
    _ parameters: Parameters, precision: Precision, optimizer: Optimizer?, to folder: URL
  ) throws {
    try AtomicDirectory.write(to: folder) { partial in
      try AtomicFile.write(
        try JSONEncoder.indented.encode(
          ConfigurationFile(configuration: parameters.configuration, precision: precision)),
        to: partial.appendingPathComponent(configurationName))
      try TokenizerFile.write(
        Vocabulary(parameters.configuration.encoding).tokens, to: partial.appendingPathComponent("tokenizer.json"))
      try SafeTensors.write(
        parameters.safeTensors(as: precision.elementType), metadata: ["format": "pt"],
        to: partial.appendingPathComponent("model.safetensors"))
      try optimizer?.write(to: partial)
    }
  }

  /// The storage precision of a model's parameters. Computation is always in single precision.
  public enum Precision: Sendable {
    /// 32 bits per number, exact.
    case single
    /// 16 bits per number: IEEE 754 half precision, 11 significant bits.
    case half

    var elementType: SafeTensor.ElementType { self == .single ? .float32 : .float16 }
  }

  /// - Throws: `FileError` for the first number that would become infinite.
  private static func requireHalf(_ parameters: Parameters, file: URL) throws(FileError) {
    for tensor in parameters.tensors {
      if let number = tensor.floats.first(where: { !Float(float16Bits: $0.float16Bits).isFinite }) {
        throw FileError(
          file, tensor.name, found: "\(number)", expected: "numbers that 16 bits can hold, up to 65504",
          remedy: "store it in 32 bits")
      }
    }
  }
}

/// The contents of `config.json`: the configuration and, in half precision, `torch_dtype`, so that `transformers` need
/// not infer it from the tensors.
private struct ConfigurationFile: Encodable {
  let configuration: Configuration
  let precision: Checkpoint.Precision

  private enum CodingKeys: String, CodingKey { case numberType = "torch_dtype" }

  func encode(to encoder: any Encoder) throws {
    try configuration.encode(to: encoder)
    guard precision == .half else { return }
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode("float16", forKey: .numberType)
  }
}

extension Parameters {
  /// Reads every tensor of `configuration` from `file`, stored in 16 or 32 bits.
  ///
  /// - Parameter prefix: A prefix of each tensor's name in the file.
  public convenience init(
    _ configuration: Configuration, from file: SafeTensorsFile, prefix: String = ""
  ) throws(FileError) {
    try self.init(configuration, prefix: prefix) { _ in file }
  }

  /// Reads every tensor of `configuration`, each from its own file.
  convenience init(
    _ configuration: Configuration, prefix: String = "",
    file: (_ name: String) throws(FileError) -> SafeTensorsFile
  ) throws(FileError) {
    // Checked before allocating, since a configuration may claim any size.
    for (name, shape) in Parameters.shapes(configuration) {
      try file(prefix + name).requireFloats(prefix + name, shape: shape)
    }
    self.init(configuration)
    for tensor in tensors {
      try file(prefix + tensor.name).copyFloats(prefix + tensor.name, shape: tensor.shape, into: tensor.floats)
    }
  }

  /// The tensors by name, in the format of files.
  ///
  /// - Parameters:
  ///   - prefix: Put before each name.
  ///   - elementType: The element type of every tensor.
  func safeTensors(
    prefix: String = "", as elementType: SafeTensor.ElementType = .float32,
    where isIncluded: (Tensor) -> Bool = { _ in true }
  ) -> [String: SafeTensor] {
    Dictionary(
      uniqueKeysWithValues: tensors.filter(isIncluded).map { tensor in
        (prefix + tensor.name, SafeTensor(tensor.floats, shape: tensor.shape, as: elementType))
      })
  }
}

extension Parameters.Tensor {
  /// The elements, row by row.
  var floats: UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: matrix.base, count: matrix.rows * matrix.columns)
  }
}
