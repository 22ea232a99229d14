import Files
import Foundation
import PlainText

/// Writes and reads `tokenizer.json`, the file in which Hugging Face's `tokenizers` keeps a tokenizer: here one that splits
/// a text at white space and looks each word up.
///
/// It turns a text into the same tokens as the vocabulary that it was written from. A word that is no token is an error
/// there, since the token named as unknown does not exist.
public enum TokenizerFile {
  private static let modelType = "WordLevel"
  private static let splitterType = "WhitespaceSplit"

  /// The file for tokens numbered by their place in `tokens`. The bytes depend on nothing else.
  ///
  /// - Precondition: Tokens are distinct, not empty, and without white space.
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

  /// Writes the file at `url` whole, in place of any file of that name.
  ///
  /// - Precondition: Tokens are distinct, not empty, and without white space.
  /// - Throws: ``AtomicFileError`` if it cannot be written.
  public static func write(_ tokens: [String], to url: URL) throws(AtomicFileError) {
    try AtomicFile.write(data(tokens), to: url)
  }

  /// The tokens of the file at `url`, each at the place that its number says.
  ///
  /// What else the file says of how texts are split counts for nothing: it is for others, and `transformers` writes there what
  /// its own class for the model would have. Tokens that were added beside the vocabulary, as `transformers` does with
  /// `<|endoftext|>`, have numbers that no text of ours has; they are left out.
  ///
  /// - Throws: ``TokenizerFileError`` if it cannot be read, or is not a tokenizer with a vocabulary of words.
  public static func tokens(contentsOf url: URL) throws(TokenizerFileError) -> [String] {
    let content: Data
    do {
      content = try RegularFile.contents(of: url)
    } catch {
      throw TokenizerFileError(error)
    }
    return try tokens(in: content, of: url)
  }

  /// The same, if something has that name; nil if nothing has.
  ///
  /// - Throws: ``TokenizerFileError`` if it cannot be read, or is not a tokenizer with a vocabulary of words.
  static func tokens(contentsOfIfPresent url: URL) throws(TokenizerFileError) -> [String]? {
    let content: Data?
    do {
      content = try RegularFile.openIfPresent(url)?.contents()
    } catch {
      throw TokenizerFileError(error)
    }
    guard let content else { return nil }
    return try tokens(in: content, of: url)
  }

  private static func tokens(in content: Data, of url: URL) throws(TokenizerFileError) -> [String] {
    func error(_ place: String, found: String, expected: String) -> TokenizerFileError {
      TokenizerFileError(file: url, place: place, found: found, expected: expected)
    }
    let description: Description
    do {
      description = try JSONDecoder().decode(Description.self, from: content)
    } catch let failure {
      let facts = JSONProblem(failure, in: content)
      throw error(facts.place ?? "text", found: facts.found, expected: facts.expectation)
    }
    let vocabulary = description.model.vocab.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
    for (place, (token, number)) in vocabulary.enumerated() where number != place {
      throw error("model.vocab.\(token)", found: "\(number)", expected: "\(place), the next number")
    }
    for (place, token) in (description.addedTokens ?? []).enumerated() {
      let isKnown = vocabulary.indices.contains(token.id) && vocabulary[token.id].key == token.content
      guard isKnown || token.id >= vocabulary.count else {
        throw error(
          "added_tokens.\(place)", found: "'\(token.content)' as \(token.id)",
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

/// Where and why a tokenizer's file cannot be used.
public struct TokenizerFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The file.
  public let file: URL
  /// The field.
  public let place: String
  /// What stands there.
  public let found: String
  /// What should stand there.
  public let expected: String

  /// One line for a person: file, place, what was found, what was expected.
  public var description: String { "\(file.path): \(place): found \(found), expected \(expected)" }
}

extension TokenizerFileError {
  fileprivate init(_ error: FileError) {
    self.init(file: error.file, place: "file", found: error.found, expected: error.expectation)
  }
}
