/// Selects one of a model's hidden states.
public enum HiddenLayer: Hashable, Sendable {
  /// The mean over the embedding and all layers' outputs, the last after the final layer norm.
  case mean
  /// A single one, numbered as in Hugging Face's `hidden_states`: 0 is the embedding, then each layer's output, the
  /// last after the final layer norm.
  case layer(Int)
  /// The embedding and all layers' outputs, one after the other.
  case concatenation

  /// `mean`, `concat`, or the number.
  public var name: String {
    switch self {
    case .mean: "mean"
    case .layer(let number): "\(number)"
    case .concatenation: "concat"
    }
  }

  /// Parses a ``name``; nil if it is invalid.
  public init?(name: some StringProtocol) {
    if name == "mean" {
      self = .mean
    } else if name == "concat" {
      self = .concatenation
    } else if let number = Int(name), number >= 0, "\(number)" == name {
      self = .layer(number)
    } else {
      return nil
    }
  }

  /// Channels of the hidden states of a model.
  public func width(of model: Configuration) -> Int {
    self == .concatenation ? (model.layerCount + 1) * model.width : model.width
  }
}
