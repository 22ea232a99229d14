import Corpus

/// A place in a text that means the same in every text: a part of an example, or the position that produces an op.
public struct PatchPosition: Hashable, Sendable, Comparable {
  /// The example, from 0; nil in the program.
  public let example: Int?
  public let part: TokenRole.Part
  /// In the program: the op that the position produces, from 0.
  public let step: Int?

  /// The place of a token; nil for the end, which produces nothing.
  public init?(_ role: TokenRole) {
    guard role.example != nil || role.step != nil else { return nil }
    example = role.example
    part = role.step == nil ? role.part : .op
    step = role.step
  }

  /// `example-2.walls`, with examples from 1; `op-1` for the position that produces the first op.
  public var name: String {
    if let step { return "op-\(step + 1)" }
    return "example-\((example ?? 0) + 1).\(part.rawValue)"
  }

  /// In the order of the text.
  public static func < (first: PatchPosition, second: PatchPosition) -> Bool {
    func order(_ position: PatchPosition) -> [Int] {
      [
        position.example ?? Specification.exampleCount, position.step ?? -1,
        TokenRole.Part.allCases.firstIndex(of: position.part) ?? 0,
      ]
    }
    return order(first).lexicographicallyPrecedes(order(second))
  }

  /// Which places a sweep visits.
  public enum Choice: Hashable, Sendable {
    /// Those that produce ops.
    case ops
    /// Those of one example, from 0.
    case example(Int)
    case all

    func contains(_ position: PatchPosition) -> Bool {
      switch self {
      case .ops: position.step != nil
      case .example(let example): position.example == example
      case .all: true
      }
    }
  }
}
