import Corpus
import Karel

/// A program's runs on the inputs of a specification, from which the classes of every head are derived.
public struct ProgramRuns: Sendable {
  /// One for each input.
  public let traces: [Trace]
  /// The example that heads of a single example are about, from 0.
  public let example: Int
  /// Whether the program satisfies the specification.
  public let isSatisfied: Bool

  /// Runs `program` on each of `inputs` under `semantics`.
  public init(
    of program: Program, inputs: [World], example: Int, isSatisfied: Bool, semantics: Semantics = .original
  ) {
    traces = inputs.map { Trace(of: program, from: $0, semantics: semantics) }
    self.example = example
    self.isSatisfied = isSatisfied
  }

  /// The class of a head at state `number` (0 for the start), expressed in `frame`.
  ///
  /// - Returns: Nil where there is no such state, and for heads about moves where the op before the state does not move.
  public func index(_ head: ProbeHead, at number: Int, in frame: ReferenceFrame = .grid) -> Int? {
    let trace = traces[example]
    guard trace.states.indices.contains(number) else { return nil }
    switch head {
    case .blocked: return isMove(number) ? (isBlocked(trace, number) ? 1 : 0) : nil
    case .blockedCount: return isMove(number) ? traces.count { isBlocked($0, number) } : nil
    case .wallAheadCount: return traces.count { $0.states[number].isObstacleAhead }
    case .markerCount: return traces.count { $0.states[number].markerCount(at: $0.states[number].position) > 0 }
    case .satisfied: return isSatisfied ? 1 : 0
    case .direction, .dx, .dy, .obstacle, .endDx, .endDy, .column, .row, .northWall, .eastWall, .southWall, .westWall,
      .marker:
      return ProgramState(trace.states[number], start: trace.states[0], end: trace.end).index(head, in: frame)
    }
  }

  /// Whether position or direction at state `number` differ from those of `other`, the same program under other semantics, in
  /// each of some examples.
  public func differs(from other: ProgramRuns, at number: Int, in examples: some Sequence<Int>) -> Bool {
    examples.allSatisfy { example in
      let (a, b) = (traces[example].states[number], other.traces[example].states[number])
      return a.position != b.position || a.direction != b.direction
    }
  }

  /// Whether the op that led to state `number` moves under the semantics of the runs.
  private func isMove(_ number: Int) -> Bool {
    let trace = traces[example]
    return number > 0 && trace.semantics[trace.program.ops[number - 1]] == .move
  }

  private func isBlocked(_ trace: Trace, _ number: Int) -> Bool { trace.outcomes[number - 1] == .blocked }
}
