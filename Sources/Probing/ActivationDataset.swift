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
    /// The input worlds, one per example.
    public let inputs: [World]
    /// Whether the program satisfies its specification.
    public let isSatisfied: Bool

    public init(index: Int, program: Program, inputs: [World], isSatisfied: Bool) {
      self.index = index
      self.program = program
      self.inputs = inputs
      self.isSatisfied = isSatisfied
    }

    /// Its runs on all examples; heads of a single example are about number `example`, from 0.
    public func runs(_ semantics: Semantics, example: Int = 0) -> ProgramRuns {
      ProgramRuns(of: program, inputs: inputs, example: example, isSatisfied: isSatisfied, semantics: semantics)
    }
  }

  /// Where a hidden state comes from.
  public struct Origin: Hashable, Sendable {
    /// The index of its program in ``ActivationDataset/programs``.
    public let program: Int
    /// The index of the op being produced, from 0; −1 for positions before the program.
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
  /// The token whose hidden states these are.
  public let position: ProbePosition
  private let states: [ProbeInputs]

  /// A dataset of existing hidden states.
  ///
  /// - Parameter states: For each of `layers`, one hidden state per origin.
  public init(
    programs: [Written], origins: [Origin], layers: [HiddenLayer], position: ProbePosition = .op, states: [ProbeInputs]
  ) {
    precondition(states.count == layers.count && states.allSatisfy { $0.count == origins.count })
    self.programs = programs
    self.origins = origins
    self.layers = layers
    self.position = position
    self.states = states
  }

  /// The number of hidden states, N.
  public var count: Int { origins.count }

  /// The hidden states of a layer, [N, C].
  ///
  /// - Precondition: `layer` is one of ``layers``.
  public func hidden(_ layer: HiddenLayer) -> ProbeInputs { states[layers.firstIndex(of: layer)!] }

  /// The index of the op being produced at each state; 0 before the program.
  public var steps: [Int] { origins.map { max(0, $0.step) } }

  /// The classes of the states `offset` steps from the one after the op being produced, for each of
  /// ``ProbedGeneration/offsets``.
  ///
  /// The programs are re-executed under `semantics`, from the same input worlds.
  ///
  /// - Parameter keepsEnds: Whether states before have the start as label, and states after the final one, both of which the
  ///   specification tells. Jin and Rinard drop them.
  public func classes(
    of heads: [ProbeHead], semantics: Semantics = .original, frame: ReferenceFrame = .grid, example: Int = 0,
    keepsEnds: Bool = true
  ) -> [Int: ProbeClasses] {
    let none = [[UInt8]](
      repeating: [UInt8](repeating: ProbeClasses.none, count: count),
      count: heads.count * ProbedGeneration.offsets.count)
    var columns = none
    var runs: (program: Int, runs: ProgramRuns)?
    for (row, origin) in origins.enumerated() {
      if runs?.program != origin.program {
        runs = (origin.program, programs[origin.program].runs(semantics, example: example))
      }
      guard let runs = runs?.runs else { continue }
      let last = runs.traces[0].program.ops.count
      for (place, offset) in ProbedGeneration.offsets.enumerated() {
        let number = origin.step + 1 + offset
        guard keepsEnds || !(offset < 0 && number == 0) && !(offset > 0 && number == last) else { continue }
        for (head, column) in zip(heads, place * heads.count..<(place + 1) * heads.count) {
          if let index = runs.index(head, at: number, in: frame) {
            columns[column][row] = UInt8(index)
          }
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
