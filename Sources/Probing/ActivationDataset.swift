import Beliefs
import Corpus
import Karel
import LanguageModel
import Tensors

/// Hidden states of a model while it writes programs, together with the programs, from which labels under any semantics
/// are computed.
///
/// States are recorded at the positions that produce ops, before the op is appended (Jin & Rinard 2024). As in their
/// work, the last op's position is omitted unless requested: the state after it is part of the specification.
public struct ActivationDataset {
  /// A generated program that hidden states come from.
  public struct Written: Hashable, Sendable {
    /// The specification's index in its split.
    public let index: Int
    public let program: Program
    /// The input world of the example whose states are the labels.
    public let start: World

    public init(index: Int, program: Program, start: World) {
      self.index = index
      self.program = program
      self.start = start
    }
  }

  /// Where a hidden state comes from.
  public struct Origin: Hashable, Sendable {
    /// The index of its program in ``ActivationDataset/programs``.
    public let program: Int
    /// The index of the op being produced, from 0.
    public let step: Int

    public init(program: Int, step: Int) {
      self.program = program
      self.step = step
    }
  }

  /// The source programs, by ascending index.
  public let programs: [Written]
  /// One per state, grouped by program.
  public let origins: [Origin]
  public let layers: [HiddenLayer]
  private let states: [ProbeInputs]

  /// A dataset of existing hidden states.
  ///
  /// - Parameter states: For each of `layers`, one hidden state per origin.
  public init(programs: [Written], origins: [Origin], layers: [HiddenLayer], states: [ProbeInputs]) {
    precondition(states.count == layers.count && states.allSatisfy { $0.count == origins.count })
    self.programs = programs
    self.origins = origins
    self.layers = layers
    self.states = states
  }

  /// The number of hidden states, N.
  public var count: Int { origins.count }

  /// The hidden states of a layer, [N, C].
  ///
  /// - Precondition: `layer` is one of ``layers``.
  public func hidden(_ layer: HiddenLayer) -> ProbeInputs { states[layers.firstIndex(of: layer)!] }

  /// The index of the op being produced at each state.
  public var steps: [Int] { origins.map(\.step) }

  /// The classes of the states `offset` steps from the one after the op being produced, for each of
  /// ``ProbedGeneration/offsets``.
  ///
  /// The programs are re-executed under `semantics`, from the same input worlds.
  public func classes(
    of heads: [ProbeHead], semantics: Semantics = .original, frame: ReferenceFrame = .grid
  ) -> [Int: ProbeClasses] {
    let none = [[UInt8]](
      repeating: [UInt8](repeating: ProbeClasses.none, count: count),
      count: heads.count * ProbedGeneration.offsets.count)
    var columns = none
    var trace: (program: Int, states: [World])?
    for (row, origin) in origins.enumerated() {
      if trace?.program != origin.program {
        let written = programs[origin.program]
        trace = (origin.program, Trace(of: written.program, from: written.start, semantics: semantics).states)
      }
      let states = trace!.states
      for (place, offset) in ProbedGeneration.offsets.enumerated() {
        let number = origin.step + 1 + offset
        guard states.indices.contains(number) else { continue }
        let state = ProgramState(states[number], start: states[0], end: states[states.count - 1])
        for (head, column) in zip(heads, place * heads.count..<(place + 1) * heads.count) {
          columns[column][row] = UInt8(state.index(head, in: frame))
        }
      }
    }
    return Dictionary(
      uniqueKeysWithValues: ProbedGeneration.offsets.enumerated().map { place, offset in
        (offset, ProbeClasses(heads: heads, classes: Array(columns[place * heads.count..<(place + 1) * heads.count])))
      })
  }

  /// Inputs that encode only the ops: for each position of a program a one-hot vector of its op, up to and including
  /// the op being produced.
  public func opRecords() -> ProbeInputs {
    let kinds = Op.allCases.count
    let records = ProbeInputs(count: count, width: Generation.maximumLength * kinds)
    let matrix = records.matrix
    for (row, origin) in origins.enumerated() {
      for (place, op) in programs[origin.program].program.ops.prefix(origin.step + 1).enumerated() {
        matrix[row, place * kinds + op.rawValue] = 1
      }
    }
    return records
  }
}
