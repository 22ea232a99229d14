import Beliefs
import Karel
import PlainText

/// A condition at which playback stops: before leaving the current op.
public enum Breakpoint: Hashable, Sendable {
  /// The current op is this one.
  case op(Op)
  /// The probe is wrong about this feature of the world after the op.
  case wrong(Feature)
  /// The probe's confidence about this feature is less than this.
  case unsure(Feature, below: Double)

  /// Whether it holds at a step. Those of beliefs hold only where probes are tested: not at the last op, and without a probe
  /// nowhere.
  public func holds(at step: Int, in traced: TracedGeneration) -> Bool {
    switch self {
    case .op(let op): return step < traced.endStep && traced.ops[step] == op
    case .wrong(let feature):
      return traced.isTested(at: step) && traced.agrees(at: step, offset: 0, on: feature) == false
    case .unsure(let feature, let limit):
      guard traced.isTested(at: step), let belief = traced.belief(at: step, offset: 0) else { return false }
      return Double(belief.probability(of: belief.prediction, on: feature)) < limit
    }
  }

  /// As it is typed: `move`, `wrong direction`, `P(direction) < 0.5`.
  public var text: String {
    switch self {
    case .op(let op): return op.name
    case .wrong(let feature): return "wrong \(feature.rawValue)"
    case .unsure(let feature, let limit):
      var share = Numbers.fixed(limit, decimals: 3)
      while share.hasSuffix("0"), share.contains(".") { share.removeLast() }
      if share.hasSuffix(".") { share.removeLast() }
      return "P(\(feature.rawValue)) < \(share)"
    }
  }

  /// Reads what ``text`` gives; ops also by their short names, features also by their first letters.
  ///
  /// - Throws: ``TypedCommandError``.
  public init(parsing text: String) throws(TypedCommandError) {
    let words = text.split(separator: " ")
    if words.count == 1, let op = Op(name: words[0]) {
      self = .op(op)
    } else if words.count == 2, words[0] == "wrong", let feature = Breakpoint.feature(words[1]) {
      self = .wrong(feature)
    } else if let unsure = Breakpoint(comparison: words.joined()) {
      self = unsure
    } else {
      throw TypedCommandError(
        description: "break: found '\(text)', expected an op, wrong FEATURE, P(FEATURE) < 0.5, or off; a feature is "
          + Feature.standard.map(\.rawValue).joined(separator: ", "))
    }
  }

  /// Reads `P(direction)<0.5`, without blanks.
  private init?(comparison text: String) {
    let sides = text.split(separator: "<", omittingEmptySubsequences: false)
    guard sides.count == 2, sides[0].lowercased().hasPrefix("p("), sides[0].hasSuffix(")"),
      let feature = Breakpoint.feature(sides[0].dropFirst(2).dropLast()), let limit = Double(sides[1]),
      limit > 0, limit <= 1
    else { return nil }
    self = .unsure(feature, below: limit)
  }

  /// The feature that a word begins.
  private static func feature(_ word: some StringProtocol) -> Feature? {
    word.isEmpty ? nil : Feature.standard.first { $0.rawValue.hasPrefix(word) }
  }
}

/// Where playback stops, in the order in which they were set.
public struct Breakpoints: Hashable, Sendable {
  public private(set) var all: [Breakpoint] = []

  /// Changes of them.
  public enum Change: Hashable, Sendable {
    /// Only list them.
    case list
    /// Set this one, or clear it if it is set.
    case toggle(Breakpoint)
    case clear
  }

  public init(_ all: [Breakpoint] = []) {
    self.all = all
  }

  /// Applies a change. Of one feature, only the limit set last counts.
  public mutating func apply(_ change: Change) {
    switch change {
    case .list: break
    case .clear: all = []
    case .toggle(let breakpoint):
      if let place = all.firstIndex(of: breakpoint) {
        all.remove(at: place)
      } else {
        if case .unsure(let feature, _) = breakpoint {
          all.removeAll { if case .unsure(feature, _) = $0 { true } else { false } }
        }
        all.append(breakpoint)
      }
    }
  }

  /// The first that holds at a step.
  public func first(at step: Int, in traced: TracedGeneration) -> Breakpoint? {
    all.first { $0.holds(at: step, in: traced) }
  }

  /// All of them in one line, for example `● move, wrong direction`; nil if there are none.
  public var text: String? { all.isEmpty ? nil : "● " + all.map(\.text).joined(separator: ", ") }
}
