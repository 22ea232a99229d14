import Files
import Foundation
import PlainText

/// Writes and reads `tokenizer.json`, the tokenizer format of Hugging Face's `tokenizers`: here one that splits text at
/// white space and looks up each word.
///
/// It gives a text the same tokens as the vocabulary that it was written from. A word outside the vocabulary is an
/// error in `tokenizers`, since the declared unknown token does not exist.
public enum TokenizerFile {
  private static let modelType = "WordLevel"
  private static let splitterType = "WhitespaceSplit"

  /// The contents of the file, with token ids from the order of `tokens`. The bytes depend on nothing else.
  ///
  /// - Precondition: Tokens are distinct, non-empty, and without white space.
  public static func data(_ tokens: [String]) -> Data {
    precondition(Set(tokens).count == tokens.count, "tokens are distinct")
    precondition(
      tokens.allSatisfy { !$0.isEmpty && !$0.contains(where: \.isWhitespace) }, "a token is one word")
    let numbers = tokens.enumerated().map { "      \($1.jsonLiteral): \($0)" }.joined(separator: ",\n")
    let text = """
      {
        "version": "1.0",
        "truncation": null,
        "padding": null,
        "added_tokens": [],
        "normalizer": null,
        "pre_tokenizer": {"type": "\(splitterType)"},
        "post_processor": null,
        "decoder": null,
        "model": {
          "type": "\(modelType)",
          "vocab": {
      \(numbers)
          },
          "unk_token": "<unk>"
        }
      }

      """
    return Data(text.utf8)
  }

  /// Writes the file at `url` atomically, replacing any existing file.
  ///
  /// - Precondition: Tokens are distinct, non-empty, and without white space.
  /// - Throws: `FileError` if it cannot be written.
  public static func write(_ tokens: [String], to url: URL) throws(FileError) {
    try AtomicFile.write(data(tokens), to: url)
  }

  /// The tokens of the file at `url`, indexed by id.
  ///
  /// The file's other settings, such as how texts are split, are ignored: `transformers` may overwrite them with those
  /// of its own tokenizer class for the model. Tokens added to the vocabulary, as `transformers` does with
  /// `<|endoftext|>`, never occur in our texts and are left out.
  ///
  /// - Throws: `FileError` if it cannot be read or is not a word-level tokenizer.
  public static func tokens(contentsOf url: URL) throws(FileError) -> [String] {
    try tokens(in: RegularFile.contents(of: url), of: url)
  }

  /// The same; nil if there is no such file.
  ///
  /// - Throws: `FileError` if it cannot be read or is not a word-level tokenizer.
  static func tokens(contentsOfIfPresent url: URL) throws(FileError) -> [String]? {
    guard let content = try RegularFile.openIfPresent(url)?.contents() else { return nil }
    return try tokens(in: content, of: url)
  }

  private static func tokens(in content: Data, of url: URL) throws(FileError) -> [String] {
    let description: Description
    do {
      description = try JSONDecoder().decode(Description.self, from: content)
    } catch {
      throw JSONProblem(error, in: content).error(url)
    }
    let vocabulary = description.model.vocab.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
    for (place, (token, number)) in vocabulary.enumerated() where number != place {
      throw FileError(url, "model.vocab.\(token)", found: "\(number)", expected: "\(place), the next number")
    }
    for (place, token) in (description.addedTokens ?? []).enumerated() {
      let isKnown = vocabulary.indices.contains(token.id) && vocabulary[token.id].key == token.content
      guard isKnown || token.id >= vocabulary.count else {
        throw FileError(
          url, "added_tokens.\(place)", found: "'\(token.content)' as \(token.id)",
          expected: "a number that no other token has, from \(vocabulary.count)")
      }
    }
    return vocabulary.map(\.key)
  }

  private struct Description: Decodable {
    struct Model: Decodable {
      let vocab: [String: Int]
    }
    struct AddedToken: Decodable {
      let id: Int
      let content: String
    }

    let model: Model
    let addedTokens: [AddedToken]?

    enum CodingKeys: String, CodingKey {
      case model
      case addedTokens = "added_tokens"
    }
  }
}
