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
    switch record {
    case .ops: opRecords()
    case .opsAndWorlds: opRecords().joined(worldRecords(0..<Specification.exampleCount))
    }
  }

  /// The input worlds of some examples at each state, encoded as in ``records(_:)``.
  public func worldRecords(_ examples: Range<Int>) -> ProbeInputs {
    let cells = Position.inner.count
    let worldWidth = 2 * cells + Direction.allCases.count
    let records = ProbeInputs(count: count, width: examples.count * worldWidth)
    let target = records.matrix
    for (row, origin) in origins.enumerated() {
      for (number, world) in programs[origin.program].inputs[examples].enumerated() {
        let start = number * worldWidth
        for (place, cell) in Position.inner.enumerated() {
          if world.isWall(cell) { target[row, start + place] = 1 }
          if world.position == cell { target[row, start + cells + place] = 1 }
        }
        target[row, start + 2 * cells + world.direction.rawValue] = 1
      }
    }
    return records
  }

  /// The same hidden states and programs, as if each program had been run from another specification's inputs: worlds that the
  /// model never saw. With a single program, nothing changes.
  public var inForeignWorlds: ActivationDataset {
    let foreign = programs.indices.map { place in
      Written(
        index: programs[place].index, program: programs[place].program,
        inputs: programs[(place + 1) % programs.count].inputs, isSatisfied: programs[place].isSatisfied)
    }
    return ActivationDataset(
      programs: foreign, origins: origins, layers: layers, position: position, states: layers.map(hidden))
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
