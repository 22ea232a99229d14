import Corpus
import Files
import Foundation
import LanguageModel
import Testing

@Suite struct TokenizerFileTests {
  private let folder: TemporaryFolder
  private let url: URL

  init() throws {
    folder = try TemporaryFolder()
    url = folder.url.appendingPathComponent("tokenizer.json")
  }

  @Test(arguments: Encoding.allCases)
  func aVocabularyRoundTrips(_ encoding: Encoding) throws {
    let tokens = Vocabulary(encoding).tokens
    try TokenizerFile.write(tokens, to: url)
    #expect(try TokenizerFile.tokens(contentsOf: url) == tokens)
  }

  @Test func tokensOfAnyGlyphsRoundTrip() throws {
    let tokens = ["\"", "\\", "\u{1}", "é", "😀", "</s>", "a/b"]
    try TokenizerFile.write(tokens, to: url)
    #expect(try TokenizerFile.tokens(contentsOf: url) == tokens)
  }

  /// The bytes that Python's `tokenizers` 0.23.3 accepted.
  @Test func layoutIsFixed() {
    let expected = """
      {
        "version": "1.0",
        "truncation": null,
        "padding": null,
        "added_tokens": [],
        "normalizer": null,
        "pre_tokenizer": {"type": "WhitespaceSplit"},
        "post_processor": null,
        "decoder": null,
        "model": {
          "type": "WordLevel",
          "vocab": {
            "program": 0,
            "end": 1
          },
          "unk_token": "<unk>"
        }
      }

      """
    #expect(TokenizerFile.data(["program", "end"]) == Data(expected.utf8))
  }

  @Test(arguments: [
    (#""version": "1.0""#, "nonsense", "text"),
    (#""added_tokens": []"#, #""added_tokens": [{"id": 2}]"#, "added_tokens.0.content"),
    (#""added_tokens": []"#, #""added_tokens": [{"id": 1, "content": "x"}]"#, "added_tokens.0"),
    (#""added_tokens": []"#, #""added_tokens": [{"id": -1, "content": "x"}]"#, "added_tokens.0"),
    (#""end": 1"#, #""end": 2"#, "model.vocab.end"),
    (#""end": 1"#, #""end": 0"#, "model.vocab.program"),
    (#""end": 1"#, #""end": "1""#, "model.vocab.end"),
    (#""vocab""#, #""words""#, "model.vocab"),
  ])
  func aDifferentTokenizerIsRejected(_ part: String, _ replacement: String, _ place: String) throws {
    let text = String(decoding: TokenizerFile.data(["program", "end"]), as: UTF8.self)
    let changed = text.replacingOccurrences(of: part, with: replacement)
    try #require(changed != text)
    try Data(changed.utf8).write(to: url)
    let error = try #require(throws: FileError.self) { try TokenizerFile.tokens(contentsOf: url) }
    #expect(error.file == url)
    #expect(error.place == place, "\(error)")
  }

  /// Settings of how texts are split are ignored.
  @Test(arguments: [
    (#""type": "WordLevel""#, #""type": "BPE""#), (#""type": "WhitespaceSplit""#, #""type": "ByteLevel""#),
    (#"{"type": "WhitespaceSplit"}"#, "null"), (#""normalizer": null"#, #""normalizer": {"type": "Lowercase"}"#),
    (#""added_tokens": []"#, #""added_tokens": [{"id": 2, "content": "x"}, {"id": 0, "content": "program"}]"#),
  ])
  func onlyTokenIdsMatter(_ part: String, _ replacement: String) throws {
    let text = String(decoding: TokenizerFile.data(["program", "end"]), as: UTF8.self)
    let changed = text.replacing(part, with: replacement)
    try #require(changed != text)
    try Data(changed.utf8).write(to: url)
    #expect(try TokenizerFile.tokens(contentsOf: url) == ["program", "end"])
  }

  @Test func aMissingFileIsAnError() throws {
    let error = try #require(throws: FileError.self) { try TokenizerFile.tokens(contentsOf: url) }
    #expect(
      error.description == "\(url.path): found no such file, expected a file; copy it there, or give another path"
    )
  }
}
