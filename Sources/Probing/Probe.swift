import Beliefs
import Karel
import LanguageModel
import Tensors

/// Nets that read beliefs from hidden states: one for each head and offset.
public struct Probe: Sendable {
  /// What a probe was trained to do, and on what.
  public let key: ProbeKey
  /// C: channels of a hidden state.
  public let width: Int
  /// By offset and head, on hidden states as the model has them.
  public internal(set) var nets: [Target: DenseNet]

  /// The state and the head that a net is about.
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

  /// Takes over the nets of another probe of the same key.
  public mutating func merge(_ other: Probe) {
    precondition(other.key == key && other.width == width)
    nets.merge(other.nets) { _, new in new }
  }

  /// Whether there is a net for every head of `Feature.standard` at every offset, so that ``belief(_:offset:startDirection:)``
  /// has an answer.
  public var isWhole: Bool {
    ProbedGeneration.offsets.allSatisfy { offset in
      ProbeHead.standard.allSatisfy { nets[Target(offset: offset, head: $0)] != nil }
    }
  }

  /// The probabilities that a head gives to its classes, told in the probe's frame; nil if the probe has no such net.
  public func probabilities(_ hiddenState: [Float], offset: Int, head: ProbeHead) -> [Float]? {
    guard let net = nets[Target(offset: offset, head: head)] else { return nil }
    var logits = net.logits(hiddenState)
    logits.withUnsafeMutableBufferPointer { softmax($0.baseAddress!, count: $0.count) }
    return logits
  }

  /// What the probe reads from a hidden state [C] about the state at an offset, told in the grid's frame.
  ///
  /// - Precondition: The probe ``isWhole``.
  /// - Parameter startDirection: The way the robot faced at the program's start.
  public func belief(_ hiddenState: [Float], offset: Int, startDirection: Direction) -> Belief {
    func probabilities(_ head: ProbeHead) -> [Float] { self.probabilities(hiddenState, offset: offset, head: head)! }
    return Belief(
      direction: probabilities(.direction), dx: probabilities(.dx), dy: probabilities(.dy),
      obstacle: probabilities(.obstacle)
    )
    .expressedInGrid(from: key.frame, start: startDirection)
  }
}

/// Which of a checkpoint's probes is meant: what it is made of, and what it was trained on.
public struct ProbeKey: Hashable, Sendable {
  public var kind: ProbeKind
  /// What the ops did when the labels were made.
  public var semantics: Semantics
  /// The frame in which its classes are told.
  public var frame: ReferenceFrame
  public var traces: ActivationKey
  /// Decides its initial parameters and the order in which it saw the states.
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

  /// The name of its file, without seed and extension.
  public var name: String { "\(kind.rawValue)-\(semantics.name)-\(frame.rawValue)-\(traces.name)" }
}

/// Which of a checkpoint's hidden states and states are meant.
public struct ActivationKey: Hashable, Sendable {
  public var layer: HiddenLayer
  /// The example whose states are the truth, from 0.
  public var example: Int
  /// Whether only programs count that satisfy their specification.
  public var isCorrectOnly: Bool
  /// Whether the position that produces the last op counts too.
  public var keepsLast: Bool

  public init(
    layer: HiddenLayer = .mean, example: Int = 0, isCorrectOnly: Bool = false, keepsLast: Bool = false
  ) {
    self.layer = layer
    self.example = example
    self.isCorrectOnly = isCorrectOnly
    self.keepsLast = keepsLast
  }

  /// For example `mean-1`; `3-1-correct-last` for layer 3, correct programs alone, their last ops kept.
  public var name: String {
    "\(layer.name)-\(example + 1)" + (isCorrectOnly ? "-correct" : "") + (keepsLast ? "-last" : "")
  }
}
