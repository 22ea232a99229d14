import Beliefs
import Corpus
import Karel
import Probing

/// Synthetic inputs that encode their classes.
struct PlantedStates {
  let inputs: ProbeInputs
  let classes: ProbeClasses

  /// How classes are encoded.
  enum Code {
    /// A separate direction per class, which any probe can decode.
    case linear
    /// The sign of the encoding depends on another channel, so that a linear probe decodes nothing.
    case signed
  }

  static let width = 40

  /// - Parameter isShuffled: Whether classes and inputs are independent.
  init(_ count: Int, seed: UInt64, _ code: Code = .linear, isShuffled: Bool = false) {
    var random = SplitMix64(keys: seed)
    var hidden: [Float] = []
    var classes = ProbeHead.standard.map { _ in [UInt8]() }
    for _ in 0..<count {
      var state = (0..<Self.width).map { _ in Float(random.nextUnit() - 0.5) * 0.2 }
      let sign: Float = code == .signed && random.next(below: 2) == 1 ? -1 : 1
      state[Self.width - 1] = sign
      var base = 0
      for (place, head) in ProbeHead.standard.enumerated() {
        let index = random.next(below: head.classCount)
        state[base + index] += sign
        base += head.classCount
        classes[place].append(UInt8(index))
      }
      // Scale and offset of channels must not matter.
      hidden += state.enumerated().map { channel, value in value * Float(1 + channel) + 50 }
    }
    inputs = ProbeInputs(hidden, width: Self.width)
    let all = ProbeClasses(heads: ProbeHead.standard, classes: classes)
    self.classes = isShuffled ? all.shuffled(seed: seed) : all
  }

  /// Trains the nets of a kind on `self`, for raw inputs.
  func train(
    _ kind: ProbeKind, validation: PlantedStates, seed: UInt64 = 1,
    change: (inout ProbeTraining.Settings) -> Void = { _ in }
  ) -> [DenseNet] {
    let standardisation = Standardisation(of: validation.inputs)
    var training = ProbeTraining(kind)
    change(&training.settings)
    return training(
      standardisation(inputs), classes, validation: standardisation(validation.inputs), validation.classes, seed: seed
    ).map { $0.standardising(mean: standardisation.mean, scale: standardisation.scale) }
  }

  /// The accuracy of nets on a feature.
  func accuracy(_ nets: [DenseNet], _ feature: Feature) -> Double {
    let byHead = Dictionary(uniqueKeysWithValues: zip(classes.heads, nets))
    let tally = ProbeTally(
      feature.heads.map { byHead[$0]! }, on: inputs, classes, heads: feature.heads,
      ops: [Int](repeating: 0, count: inputs.count))
    return Double(tally.right) / Double(tally.n)
  }
}
