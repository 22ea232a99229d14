import Beliefs
import Corpus
import Karel
import LanguageModel

/// What a probe is given beside hidden states, or in their place: a record of what the model has read and written.
public enum ProbeRecord: String, CaseIterable, Hashable, Sendable {
  /// The ops so far, up to and with the one being produced.
  case ops
  /// These, and the input worlds of all examples: what a bookkeeper without semantics has.
  case opsAndWorlds = "ops+worlds"
}

extension ActivationDataset {
  /// A record at each state, [N, W]: for each place of a program one channel an op; with the worlds, then for each example 36
  /// channels for the walls of the inner cells, 36 for the robot's cell, and 4 for its direction.
  public func records(_ record: ProbeRecord) -> ProbeInputs {
    let ops = opRecords()
    guard record == .opsAndWorlds else { return ops }
    let cells = Position.inner.count
    let worldWidth = 2 * cells + Direction.allCases.count
    let records = ProbeInputs(count: count, width: ops.width + Specification.exampleCount * worldWidth)
    let (source, target) = (ops.matrix, records.matrix)
    for (row, origin) in origins.enumerated() {
      target.row(row).update(from: source.row(row), count: ops.width)
      for (example, world) in programs[origin.program].inputs.enumerated() {
        let start = ops.width + example * worldWidth
        for (place, cell) in Position.inner.enumerated() {
          if world.isWall(cell) { target[row, start + place] = 1 }
          if world.position == cell { target[row, start + cells + place] = 1 }
        }
        target[row, start + 2 * cells + world.direction.rawValue] = 1
      }
    }
    return records
  }

  /// For each state `offset` ops from the one after the op being produced, whether position or direction under `semantics`
  /// differ from the original's in each of some examples; false where there is no such state.
  public func differs(_ semantics: Semantics, offset: Int, in examples: some Sequence<Int>) -> [Bool] {
    let examples = Array(examples)
    var runs: (program: Int, original: ProgramRuns, other: ProgramRuns)?
    return origins.map { origin in
      if runs?.program != origin.program {
        let written = programs[origin.program]
        runs = (origin.program, written.runs(.original), written.runs(semantics))
      }
      let number = origin.step + 1 + offset
      guard let runs, (0...programs[origin.program].program.ops.count).contains(number) else { return false }
      return runs.other.differs(from: runs.original, at: number, in: examples)
    }
  }
}

extension ProbeInputs {
  /// These inputs with the channels of others after their own, row by row.
  ///
  /// - Precondition: There are as many of both.
  public func joined(_ other: ProbeInputs) -> ProbeInputs {
    precondition(count == other.count)
    let joined = ProbeInputs(count: count, width: width + other.width)
    let (first, second, target) = (matrix, other.matrix, joined.matrix)
    for row in 0..<count {
      target.row(row).update(from: first.row(row), count: width)
      (target.row(row) + width).update(from: second.row(row), count: other.width)
    }
    return joined
  }
}
