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
  /// - Throws: ``WholeFileError`` if it cannot be written.
  public static func write(_ tokens: [String], to url: URL) throws(WholeFileError) {
    try WholeFile.write(data(tokens), to: url)
  }

  /// The tokens of the file at `url`, each at the place that its number says.
  ///
  /// - Throws: ``TokenizerFileError`` if it cannot be read, or is not a tokenizer of this kind.
  public static func tokens(contentsOf url: URL) throws(TokenizerFileError) -> [String] {
    func error(_ place: String, found: String, expected: String) -> TokenizerFileError {
      TokenizerFileError(file: url, place: place, found: found, expected: expected)
    }
    let content: Data
    do {
      content = try Data(contentsOf: url)
    } catch let failure {
      throw error("file", found: failure.systemReason, expected: "a file that can be read")
    }
    let description: Description
    do {
      description = try JSONDecoder().decode(Description.self, from: content)
    } catch let failure {
      let facts = JSONProblem(failure, in: content)
      throw error(facts.place ?? "text", found: facts.found, expected: facts.expected)
    }
    guard description.model.type == modelType
    else { throw error("model.type", found: description.model.type, expected: modelType) }
    guard description.splitter?.type == splitterType
    else { throw error("pre_tokenizer.type", found: description.splitter?.type ?? "none", expected: splitterType) }
    guard description.normalizer == nil
    else { throw error("normalizer", found: description.normalizer!.type, expected: "none") }
    guard description.addedTokens?.isEmpty ?? true
    else { throw error("added_tokens", found: "\(description.addedTokens!.count)", expected: "none") }

    let vocabulary = description.model.vocab.sorted { ($0.value, $0.key) < ($1.value, $1.key) }
    for (place, (token, number)) in vocabulary.enumerated() where number != place {
      throw error("model.vocab.\(token)", found: "\(number)", expected: "\(place), the next number")
    }
    return vocabulary.map(\.key)
  }

  private struct Description: Decodable {
    struct Part: Decodable { let type: String }
    struct Model: Decodable {
      let type: String
      let vocab: [String: Int]
    }
    struct AddedToken: Decodable {}

    let model: Model
    let splitter: Part?
    let normalizer: Part?
    let addedTokens: [AddedToken]?

    enum CodingKeys: String, CodingKey {
      case model, normalizer
      case splitter = "pre_tokenizer"
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
