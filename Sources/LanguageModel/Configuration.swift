import Corpus
import Files
import Foundation
import PlainText

/// The shape of a CodeGen model, coded under the keys of Hugging Face's `config.json`.
public struct Configuration: Codable, Hashable, Sendable {
  /// V: tokens in the vocabulary.
  public var vocabularySize: Int
  /// The maximum number of tokens in a text.
  public var contextLength: Int
  /// C: channels of the residual stream.
  public var width: Int
  public var layerCount: Int
  /// H: heads; a multiple of ``Configuration/partitions``.
  public var headCount: Int
  /// R: dimensions of each head that rotate with position; even, at most C / H.
  public var rotaryDimension: Int
  /// F: channels inside the MLP.
  public var innerWidth: Int
  public var layerNormEpsilon: Float
  /// How specifications are encoded for this model.
  public var encoding: Encoding

  /// The blocks of the fused projection, each ordered query, value, key (`mp_num` in Hugging Face's code).
  public static let partitions = 4
  /// ``innerWidth`` divided by ``width``, unless `n_inner` says otherwise.
  private static let usualInnerWidth = 4

  /// D: channels per head.
  public var headWidth: Int { width / headCount }

  /// - Parameters:
  ///   - innerWidth: By default 4 · `width`.
  ///   - vocabularySize: By default that of the encoding's vocabulary.
  public init(
    encoding: Encoding, contextLength: Int, width: Int, layerCount: Int, headCount: Int, rotaryDimension: Int,
    innerWidth: Int? = nil, vocabularySize: Int? = nil
  ) {
    self.encoding = encoding
    self.vocabularySize = vocabularySize ?? Vocabulary(encoding).count
    self.contextLength = contextLength
    self.width = width
    self.layerCount = layerCount
    self.headCount = headCount
    self.rotaryDimension = rotaryDimension
    self.innerWidth = innerWidth ?? Configuration.usualInnerWidth * width
    layerNormEpsilon = 1e-5
  }

  /// The first field in which this shape differs from `expected`, by its key in `config.json`, with both values; nil if
  /// they are equal.
  public func firstDifference(from expected: Configuration) -> (field: String, found: String, expected: String)? {
    func fields(_ shape: Configuration) -> [(key: CodingKeys, value: String)] {
      [
        (.encoding, shape.encoding.rawValue), (.vocabularySize, "\(shape.vocabularySize)"),
        (.contextLength, "\(shape.contextLength)"), (.width, "\(shape.width)"),
        (.layerCount, "\(shape.layerCount)"), (.headCount, "\(shape.headCount)"),
        (.rotaryDimension, "\(shape.rotaryDimension)"), (.innerWidth, "\(shape.innerWidth)"),
        (.layerNormEpsilon, "\(shape.layerNormEpsilon)"),
      ]
    }
    return zip(fields(self), fields(expected)).first { $0.value != $1.value }.map {
      ($0.key.rawValue, $0.value, $1.value)
    }
  }

  private enum CodingKeys: String, CodingKey {
    case vocabularySize = "vocab_size"
    case contextLength = "n_positions"
    case width = "n_embd"
    case layerCount = "n_layer"
    case headCount = "n_head"
    case innerWidth = "n_inner"
    case rotaryDimension = "rotary_dim"
    case layerNormEpsilon = "layer_norm_epsilon"
    case activation = "activation_function"
    case modelType = "model_type"
    case architectures
    case tiesEmbeddings = "tie_word_embeddings"
    case attentionDropout = "attn_pdrop"
    case embeddingDropout = "embd_pdrop"
    case residualDropout = "resid_pdrop"
    case beginToken = "bos_token_id"
    case endToken = "eos_token_id"
    case encoding = "karelscope_encoding"
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode("codegen", forKey: .modelType)
    try container.encode(["CodeGenForCausalLM"], forKey: .architectures)
    try container.encode(vocabularySize, forKey: .vocabularySize)
    try container.encode(contextLength, forKey: .contextLength)
    try container.encode(width, forKey: .width)
    try container.encode(layerCount, forKey: .layerCount)
    try container.encode(headCount, forKey: .headCount)
    try container.encode(innerWidth, forKey: .innerWidth)
    try container.encode(rotaryDimension, forKey: .rotaryDimension)
    try container.encode(layerNormEpsilon, forKey: .layerNormEpsilon)
    try container.encode("gelu_new", forKey: .activation)
    try container.encode(false, forKey: .tiesEmbeddings)
    for dropout in [CodingKeys.attentionDropout, .embeddingDropout, .residualDropout] {
      try container.encode(0.0, forKey: dropout)
    }
    let vocabulary = Vocabulary(encoding)
    try container.encode(vocabulary.programMark, forKey: .beginToken)
    try container.encode(vocabulary.end, forKey: .endToken)
    try container.encode(encoding.rawValue, forKey: .encoding)
  }

  /// The key in a decoder's `userInfo` for the encoding of a model whose configuration need not name it.
  static let knownEncoding = CodingUserInfoKey(rawValue: "karelscope.encoding")

  /// Other names of GELU's approximation by tanh, which `gelu_new` is.
  private static let activations = ["gelu_new", "gelu_pytorch_tanh", "gelu_fast"]

  /// Decodes Hugging Face's `config.json` with the additional key `karelscope_encoding`. Whether the head is tied to
  /// the embedding is a matter of the tensors; see `Checkpoint.isHeadTied`.
  ///
  /// - Throws: `DecodingError` if a value is missing or unsupported.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func require(_ condition: Bool, _ key: CodingKeys, found: some Any, _ expected: String) throws {
      guard condition else { throw DecodingError.refused(found, expected: expected, forKey: key, in: container) }
    }
    func size(_ key: CodingKeys, upTo limit: Int) throws -> Int {
      let value = try container.decode(Int.self, forKey: key)
      try require((1...limit).contains(value), key, found: value, "a whole number from 1 to \(limit)")
      return value
    }
    let type = try container.decode(String.self, forKey: .modelType)
    try require(type == "codegen", .modelType, found: type, "codegen")
    let known = Configuration.knownEncoding.flatMap { decoder.userInfo[$0] as? Encoding }
    let name =
      try container.decodeIfPresent(String.self, forKey: .encoding)
      ?? known?.rawValue ?? container.decode(String.self, forKey: .encoding)
    guard let encoding = Encoding(rawValue: name) else {
      throw DecodingError.refused(name, expected: "coordinates or cells", forKey: .encoding, in: container)
    }
    try require(known ?? encoding == encoding, .encoding, found: name, "\(known?.rawValue ?? name), as was asked for")
    let activation = try container.decodeIfPresent(String.self, forKey: .activation) ?? "gelu_new"
    try require(
      Configuration.activations.contains(activation), .activation, found: activation,
      Configuration.activations.joined(separator: " or "))
    self.init(
      encoding: encoding, contextLength: try size(.contextLength, upTo: 1 << 13),
      width: try size(.width, upTo: 1 << 14),
      layerCount: try size(.layerCount, upTo: 256), headCount: try size(.headCount, upTo: 256),
      rotaryDimension: try size(.rotaryDimension, upTo: 1 << 14),
      vocabularySize: try size(.vocabularySize, upTo: 1 << 20))
    layerNormEpsilon = try container.decodeIfPresent(Float.self, forKey: .layerNormEpsilon) ?? 1e-5
    try require(layerNormEpsilon > 0, .layerNormEpsilon, found: layerNormEpsilon, "a number above 0")
    try require(
      headCount % Configuration.partitions == 0, .headCount, found: headCount,
      "a multiple of \(Configuration.partitions)")
    try require(width % headCount == 0, .width, found: width, "a multiple of n_head, \(headCount)")
    try require(
      rotaryDimension.isMultiple(of: 2) && rotaryDimension <= headWidth, .rotaryDimension, found: rotaryDimension,
      "an even number up to n_embd / n_head, \(headWidth)")
    if try container.decodeIfPresent(Int.self, forKey: .innerWidth) != nil {
      innerWidth = try size(.innerWidth, upTo: 1 << 16)
    }
  }
}
