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
    /// The worlds before the program, one for each example.
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
    of heads: [ProbeHead], semantics: Semantics = .original, frame: ReferenceFrame = .grid, example: Int = 0
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
      for (place, offset) in ProbedGeneration.offsets.enumerated() {
        for (head, column) in zip(heads, place * heads.count..<(place + 1) * heads.count) {
          if let index = runs.index(head, at: origin.step + 1 + offset, in: frame) {
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
