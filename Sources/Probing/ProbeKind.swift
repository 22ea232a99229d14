/// The architecture of a probe's nets, one net per head.
public enum ProbeKind: String, CaseIterable, Hashable, Sendable {
  /// One softmax layer.
  case linear
  /// One hidden layer with batch norm and ReLU.
  case mlp1
  /// Two hidden layers with batch norm and ReLU.
  case mlp2

  /// Channels of each hidden layer, as in the paper.
  public var hiddenWidths: [Int] {
    switch self {
    case .linear: []
    case .mlp1: [256]
    case .mlp2: [256, 1024]
    }
  }
}
