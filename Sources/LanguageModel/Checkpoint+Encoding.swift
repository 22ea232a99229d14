import Corpus
import Files
import Foundation

extension Checkpoint {
  /// The encoding of a model that another program may have saved: the one that `config.json` names
  /// (`karelscope_encoding`), else the one whose tokens `tokenizer.json` has, else the one with as many tokens.
  ///
  /// - Throws: `FileError` if a file is invalid, or the vocabulary is that of neither encoding.
  public static func encoding(of folder: URL) throws -> Encoding {
    let file = folder.appendingPathComponent(configurationName)
    let content: VocabularyFields = try decoded(file)
    if let name = content.encoding {
      // Whether it is valid is said where the whole configuration is decoded.
      return try Encoding(rawValue: name) ?? configuration(folder).encoding
    }
    let tokenizer = folder.appendingPathComponent("tokenizer.json")
    if let tokens = try TokenizerFile.tokens(contentsOfIfPresent: tokenizer) {
      guard let encoding = Encoding.allCases.first(where: { Vocabulary($0).tokens == tokens }) else {
        throw FileError(
          tokenizer, "model.vocab", found: "\(tokens.count) tokens that are those of neither encoding",
          expected: "the tokens of \(vocabularies) in their order",
          remedy: "train with the tokenizer.json of a checkpoint of that encoding")
      }
      return encoding
    }
    guard let encoding = Encoding.allCases.first(where: { Vocabulary($0).count == content.vocabularySize }) else {
      throw FileError(
        file, "vocab_size", found: "\(content.vocabularySize)",
        expected: "the number of tokens of \(vocabularies)")
    }
    return encoding
  }

  /// The encodings with their numbers of tokens.
  private static var vocabularies: String {
    Encoding.allCases.map { "\($0.rawValue) (\(Vocabulary($0).count))" }.joined(separator: " or ")
  }

  /// Whether `config.json` ties the head's matrix to the embedding.
  ///
  /// - Throws: `FileError` if the file is missing or invalid.
  static func isHeadTied(_ folder: URL) throws(FileError) -> Bool {
    let content: HeadFields = try decoded(folder.appendingPathComponent(configurationName))
    return content.isTied ?? false
  }

  private struct VocabularyFields: Decodable {
    let encoding: String?
    let vocabularySize: Int

    enum CodingKeys: String, CodingKey {
      case encoding = "karelscope_encoding"
      case vocabularySize = "vocab_size"
    }
  }

  private struct HeadFields: Decodable {
    let isTied: Bool?

    enum CodingKeys: String, CodingKey { case isTied = "tie_word_embeddings" }
  }
}

extension Checkpoint {
  /// The smallest precision that holds every number of a model as it is stored; `single` for 64 bits, which are rounded.
  ///
  /// - Throws: `FileError` if a file is missing or invalid.
  public static func storedPrecision(_ folder: URL) throws -> Precision {
    switch try ModelWeights(in: folder).elementTypes {
    case [.float16]: .half
    case [.bfloat16]: .bfloat16
    default: .single
    }
  }

  /// Writes `tokenizer.json` and `tokenizer_config.json` into a folder that exists, as they lie beside a model.
  ///
  /// - Throws: `FileError` if they cannot be written.
  public static func writeTokenizer(
    _ encoding: Encoding, contextLength: Int, to folder: URL
  ) throws(FileError) {
    try TokenizerFile.write(Vocabulary(encoding).tokens, to: folder.appendingPathComponent("tokenizer.json"))
    try AtomicFile.write(
      TokenizerConfigurationFile.data(encoding, contextLength: contextLength),
      to: folder.appendingPathComponent(TokenizerConfigurationFile.name))
  }
}
