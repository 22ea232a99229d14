/// Selects one of a model's hidden states.
public enum HiddenLayer: Hashable, Sendable {
  /// The mean over the embedding and all layers' outputs, the last after the final layer norm.
  case mean
  /// A single one, numbered as in Hugging Face's `hidden_states`: 0 is the embedding, then each layer's output, the
  /// last after the final layer norm.
  case layer(Int)

  /// `mean`, or the number.
  public var name: String {
    switch self {
    case .mean: "mean"
    case .layer(let number): "\(number)"
    }
  }

  /// Parses a ``name``; nil if it is invalid.
  public init?(name: some StringProtocol) {
    if name == "mean" {
      self = .mean
    } else if let number = Int(name), number >= 0, "\(number)" == name {
      self = .layer(number)
    } else {
      return nil
    }
  }
}
