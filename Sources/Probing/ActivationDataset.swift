import Beliefs
import Corpus
import Karel
import LanguageModel
import Tensors

/// Hidden states of a model while it writes programs, and the programs, from which the truth can be told under any semantics.
///
/// States are taken at the positions that produce ops, before the op is appended (Jin & Rinard 2024). The last op's position
/// is left out, as theirs is, unless asked for: the state after it stands in the specification.
public struct ActivationDataset {
  /// A program that hidden states come from.
  public struct Written: Hashable, Sendable {
    /// The specification's number in its split.
    public let index: Int
    public let program: Program
    /// Where the robot begins, in the example whose states are the truth.
    public let start: World

    public init(index: Int, program: Program, start: World) {
      self.index = index
      self.program = program
      self.start = start
    }
  }

  /// Where a hidden state comes from.
  public struct Origin: Hashable, Sendable {
    /// The place of its program in ``ActivationDataset/programs``.
    public let program: Int
    /// The number of the op being produced, from 0.
    public let step: Int

    public init(program: Int, step: Int) {
      self.program = program
      self.step = step
    }
  }

  /// The programs that states come from, by rising index.
  public let programs: [Written]
  /// One for each state, program by program.
  public let origins: [Origin]
  public let layers: [HiddenLayer]
  private let states: [ProbeInputs]

  /// Hidden states that were made elsewhere.
  ///
  /// - Parameter states: For each of `layers`, one hidden state for each of `origins`.
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
  /// - Precondition: It is one of ``layers``.
  public func hidden(_ layer: HiddenLayer) -> ProbeInputs { states[layers.firstIndex(of: layer)!] }

  /// The number of the op being produced at each state.
  public var steps: [Int] { origins.map(\.step) }

  /// The classes of the states `offset` steps from the one after the op being produced, for each of ``ProbedGeneration/offsets``.
  ///
  /// The programs are run anew under `semantics`, from the same starts.
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

  /// What the ops themselves tell at each state: for each place of a program one number an op, 1 where that op stands, up to
  /// and with the one being produced.
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
