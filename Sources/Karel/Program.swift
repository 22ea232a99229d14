/// A straight-line program: ops executed in sequence, without loops or conditionals.
public struct Program: Hashable, Sendable {
  public var ops: [Op]

  public init(_ ops: [Op]) {
    self.ops = ops
  }

  /// How an op is written.
  public enum Spelling: Sendable {
    /// `turnLeft`
    case camelCase
    /// `turn_left()`, as in the paper's files.
    case snakeCaseCall
  }

  /// The ops separated by spaces.
  public func text(_ spelling: Spelling = .camelCase) -> String {
    ops.map { op in
      switch spelling {
      case .camelCase: op.name
      case .snakeCaseCall: op.snakeCaseName + "()"
      }
    }
    .joined(separator: " ")
  }

  /// Names of ops separated by spaces, with repeats collapsed into a count: `move×3 left put`.
  public static func condensed(_ names: [String]) -> String {
    var runs: [(name: String, count: Int)] = []
    for name in names {
      if runs.last?.name == name { runs[runs.count - 1].count += 1 } else { runs.append((name, 1)) }
    }
    return runs.map { $0.count > 1 ? "\($0.name)×\($0.count)" : $0.name }.joined(separator: " ")
  }

  /// The ops by their short names, with repeats collapsed.
  public var condensed: String { Program.condensed(ops.map(\.shortName)) }
}
