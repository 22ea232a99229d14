import Beliefs
import Karel
import LanguageModel
import Tensors

/// Networks that decode beliefs from hidden states: one per head and offset.
public struct Probe: Sendable {
  /// The probe's kind, labels and training states.
  public let key: ProbeKey
  /// C: channels of a hidden state.
  public let width: Int
  /// By offset and head, on the model's raw hidden states.
  public internal(set) var nets: [Target: DenseNet]

  /// The state and the head that a net predicts.
  public struct Target: Hashable, Sendable {
    public let offset: Int
    public let head: ProbeHead

    public init(offset: Int, head: ProbeHead) {
      self.offset = offset
      self.head = head
    }
  }

  public init(_ key: ProbeKey, width: Int, nets: [Target: DenseNet] = [:]) {
    self.key = key
    self.width = width
    self.nets = nets
  }

  /// Adds the nets of another probe with the same key; they replace existing ones.
  public mutating func merge(_ other: Probe) {
    precondition(other.key == key && other.width == width)
    nets.merge(other.nets) { _, new in new }
  }

  /// Whether there is a net for every head of `Feature.standard` at every offset, as
  /// ``belief(_:offset:startDirection:)`` requires.
  public var isWhole: Bool {
    ProbedGeneration.offsets.allSatisfy { offset in
      ProbeHead.standard.allSatisfy { nets[Target(offset: offset, head: $0)] != nil }
    }
  }

  /// The probabilities of a head's classes, expressed in the probe's frame; nil if the probe has no such net.
  public func probabilities(_ hiddenState: [Float], offset: Int, head: ProbeHead) -> [Float]? {
    guard let net = nets[Target(offset: offset, head: head)] else { return nil }
    var logits = net.logits(hiddenState)
    logits.withUnsafeMutableBufferPointer { softmax($0.baseAddress!, count: $0.count) }
    return logits
  }

  /// The probe's belief about the state at an offset, given a hidden state [C], expressed in the grid frame.
  ///
  /// - Precondition: The probe ``isWhole``.
  /// - Parameter startDirection: The robot's direction at the program's start.
  public func belief(_ hiddenState: [Float], offset: Int, startDirection: Direction) -> Belief {
    func probabilities(_ head: ProbeHead) -> [Float] { self.probabilities(hiddenState, offset: offset, head: head)! }
    return Belief(
      direction: probabilities(.direction), dx: probabilities(.dx), dy: probabilities(.dy),
      obstacle: probabilities(.obstacle)
    )
    .expressedInGrid(from: key.frame, start: startDirection)
  }
}

/// Identifies a probe of a checkpoint: its kind, labels, training states and seed.
public struct ProbeKey: Hashable, Sendable {
  public var kind: ProbeKind
  /// The semantics under which the labels are computed.
  public var semantics: Semantics
  /// The frame in which its classes are expressed.
  public var frame: ReferenceFrame
  public var traces: ActivationKey
  /// Seeds the initial parameters and the order of the training states.
  public var seed: UInt64

  public init(
    kind: ProbeKind = .linear, semantics: Semantics = .original, frame: ReferenceFrame = .grid,
    traces: ActivationKey = ActivationKey(), seed: UInt64 = 1
  ) {
    self.kind = kind
    self.semantics = semantics
    self.frame = frame
    self.traces = traces
    self.seed = seed
  }

  /// The file name without seed and extension.
  public var name: String { "\(kind.rawValue)-\(semantics.name)-\(frame.rawValue)-\(traces.name)" }
}

/// Identifies the hidden states of a checkpoint and the program states that are their labels.
public struct ActivationKey: Hashable, Sendable {
  public var layer: HiddenLayer
  /// The example whose states are the labels, from 0.
  public var example: Int
  /// Whether only programs that satisfy their specification are included.
  public var isCorrectOnly: Bool
  /// Whether the position that produces the last op is included.
  public var keepsLast: Bool
  /// Whether labels include the start state at offsets before the current state, and the final one at later offsets.
  public var keepsEnds: Bool
  /// The token whose hidden states these are.
  public var position: ProbePosition

  public init(
    layer: HiddenLayer = .mean, example: Int = 0, isCorrectOnly: Bool = false, keepsLast: Bool = false,
    keepsEnds: Bool = false, position: ProbePosition = .op
  ) {
    self.layer = layer
    self.example = example
    self.isCorrectOnly = isCorrectOnly
    self.keepsLast = keepsLast
    self.keepsEnds = keepsEnds
    self.position = position
  }

  /// For example `mean-1`; `3-1-correct-last` for layer 3, correct programs only, last op included.
  public var name: String {
    "\(layer.name)-\(example + 1)" + (isCorrectOnly ? "-correct" : "") + (keepsLast ? "-last" : "")
      + (keepsEnds ? "-ends" : "") + (position == .op ? "" : "-\(position.name)")
  }
}
