/// What a probe is made of. One net for each head.
public enum ProbeKind: String, CaseIterable, Hashable, Sendable {
  /// One softmax layer.
  case linear
  /// A hidden layer between, with batch norm and ReLU.
  case mlp1
  /// Two.
  case mlp2

  /// Channels of each hidden layer; the paper's.
  public var hiddenWidths: [Int] {
    switch self {
    case .linear: []
    case .mlp1: [256]
    case .mlp2: [256, 1024]
    }
  }
}
