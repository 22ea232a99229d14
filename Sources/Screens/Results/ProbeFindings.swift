import Beliefs
import Karel
import PlainText

/// What a run's probes found, checkpoint by checkpoint: the numbers that charts and tables draw. They are computed elsewhere.
public struct ProbeFindings: Hashable, Sendable {
  /// A share, or a difference of two, with its 95% interval.
  public struct Figure: Hashable, Sendable {
    public var value, low, high: Double

    public init(_ value: Double, low: Double, high: Double) {
      self.value = value
      self.low = low
      self.high = high
    }

    /// For example `[0.658, 0.666]`.
    var interval: String {
      "[\(Numbers.fixed(low, decimals: 3)), \(Numbers.fixed(high, decimals: 3))]"
    }
  }

  /// What an accuracy is of.
  public enum Measure: Hashable, Sendable {
    /// The semantic content: the geometric mean over direction, position and obstacle.
    case content
    case feature(Feature)

    /// In the order in which they are shown.
    public static let all = [Measure.content] + Feature.standard.map(Measure.feature)

    /// For example `semantic content`.
    var name: String {
      switch self {
      case .content: "semantic content"
      case .feature(let feature): feature.rawValue
      }
    }
  }

  /// A probe, and which states it reads.
  public struct Key: Hashable, Sendable {
    public var probe: ProbeName
    public var semantics: Semantics
    /// Ops from the state after the one being written.
    public var offset: Int

    public init(_ probe: ProbeName, _ semantics: Semantics = .original, offset: Int = 0) {
      self.probe = probe
      self.semantics = semantics
      self.offset = offset
    }
  }

  /// What a probe's tests gave.
  public struct Result: Hashable, Sendable {
    public var accuracy: [Measure: Figure]
    /// The accuracy under the original semantics minus this one; none for the original itself and where that is missing.
    public var drop: [Measure: Figure]
    /// The accuracy of the training states' majority class.
    public var majority: [Measure: Double]
    /// States tested.
    public var states: Int
    /// Whether its probe learned or was tested on other states than that of the original semantics, as one that was trained
    /// beside the screen and one of the run: then there is no drop to tell.
    public var isUnlikeOriginal: Bool

    public init(
      accuracy: [Measure: Figure], drop: [Measure: Figure] = [:], majority: [Measure: Double] = [:], states: Int,
      isUnlikeOriginal: Bool = false
    ) {
      self.accuracy = accuracy
      self.drop = drop
      self.majority = majority
      self.states = states
      self.isUnlikeOriginal = isUnlikeOriginal
    }
  }

  public struct Checkpoint: Hashable, Sendable {
    public var step: Int
    /// Training samples seen.
    public var samples: Int
    public var results: [Key: Result]

    public init(step: Int, samples: Int, results: [Key: Result]) {
      self.step = step
      self.samples = samples
      self.results = results
    }
  }

  /// Those that have results, rising.
  public var checkpoints: [Checkpoint]
  /// What is wrong with the files of results, of which the rest is shown; nil if nothing is.
  public var damage: FileDamage?

  public init(checkpoints: [Checkpoint] = []) {
    self.checkpoints = checkpoints
  }
}

extension ProbeFindings {
  /// All places that have results.
  private var places: Set<Key> { checkpoints.reduce(into: []) { $0.formUnion($1.results.keys) } }

  /// The probes of the original semantics that have results, in the order in which tabs show them.
  public var probeNames: [ProbeName] {
    Set(places.filter { $0.semantics == .original }.map(\.probe)).sorted { $0.order < $1.order }
  }

  /// The default probe: in the frame in which most kinds have results, the simplest.
  var firstProbe: ProbeName? {
    let names = probeNames
    let frames = Dictionary(grouping: names, by: \.frame)
    // Where both have as many, the start's, as everywhere.
    let (start, grid) = (frames[.start]?.count ?? 0, frames[.grid]?.count ?? 0)
    return names.first { $0.frame == (grid > start ? .grid : .start) }
  }

  /// The probe with this name if it has results, else the first.
  func probe(_ name: ProbeName?) -> ProbeName? {
    name.flatMap { probeNames.contains($0) ? $0 : nil } ?? firstProbe
  }

  /// The probe after this one.
  func probe(after name: ProbeName?) -> ProbeName? {
    let names = probeNames
    guard let place = probe(name).flatMap(names.firstIndex) else { return nil }
    return names[(place + 1) % names.count]
  }

  /// The probes that differ from this one in their kind alone, itself included.
  func kinds(of name: ProbeName) -> [ProbeName] { probeNames.filter { $0.frame == name.frame } }

  /// The semantics under which probes of this name have results: those with names, then others.
  func semantics(of name: ProbeName) -> [Semantics] {
    let all = Set(places.filter { $0.probe == name }.map(\.semantics))
    let named = Semantics.named.map(\.semantics)
    return named.filter(all.contains)
      + all.filter { !named.contains($0) }.sorted { $0.name < $1.name }
  }

  /// The offsets that have results, rising.
  var offsets: [Int] { Set(places.map(\.offset)).sorted() }

  /// The result of a place at a checkpoint.
  func result(_ step: Int, _ place: Key) -> Result? { checkpoints.first { $0.step == step }?.results[place] }
}

extension ProbeName {
  /// The kinds of probes there can be, the simplest first.
  static let kinds = ["linear", "mlp1", "mlp2"]

  /// The simplest first, then those in the start's frame.
  fileprivate var order: (Int, String, Int) {
    (ProbeName.kinds.firstIndex(of: kind) ?? ProbeName.kinds.count, kind, frame == .start ? 0 : 1)
  }
}
