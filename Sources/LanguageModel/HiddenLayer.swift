/// Which of a model's hidden states is meant.
public enum HiddenLayer: Hashable, Sendable {
  /// The mean over the embedding and all layers' outputs, the last after the final layer norm.
  case mean
  /// One of them: 0 the embedding, then each layer's output, the last after the final layer norm, as Hugging Face's
  /// `hidden_states` numbers them.
  case layer(Int)

  /// `mean`, or the number.
  public var name: String {
    switch self {
    case .mean: "mean"
    case .layer(let number): "\(number)"
    }
  }

  /// Reads a ``name``; nil if it is none.
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
