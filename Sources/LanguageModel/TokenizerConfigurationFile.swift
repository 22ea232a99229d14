import Corpus
import Foundation
import PlainText

/// Writes `tokenizer_config.json`, which makes `AutoTokenizer` of Hugging Face's `transformers` use the `tokenizer.json`
/// beside it as it is. Without it, a folder of a CodeGen model would get a tokenizer of GPT-2's kind, with other ids.
///
/// Nothing here reads it.
enum TokenizerConfigurationFile {
  static let name = "tokenizer_config.json"

  /// The contents of the file. The bytes depend on the arguments alone.
  ///
  /// `token_type_ids` are left out of the model's inputs, as CodeGen would add their embeddings to the text's.
  static func data(_ encoding: Encoding, contextLength: Int) -> Data {
    let vocabulary = Vocabulary(encoding)
    let text = """
      {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "model_input_names": ["input_ids", "attention_mask"],
        "model_max_length": \(contextLength),
        "bos_token": \(vocabulary.tokens[vocabulary.programMark].jsonLiteral),
        "eos_token": \(vocabulary.tokens[vocabulary.end].jsonLiteral),
        "pad_token": \(vocabulary.tokens[vocabulary.end].jsonLiteral),
        "clean_up_tokenization_spaces": false
      }

      """
    return Data(text.utf8)
  }
}
