import Corpus
import Karel

/// A specification and what becomes of it when a wall is put into one of its worlds: before the reference program in that world,
/// so that a move is blocked which was not, and for comparison where no run of it comes.
public struct Counterfactual: Hashable, Sendable {
  public let original: Specification
  /// With the wall ahead, and the output recomputed.
  public let edited: Specification
  /// The output of ``edited`` without the wall, and the input as it was.
  public let withoutWall: Specification
  /// With the wall where it changes nothing.
  public let elsewhere: Specification
  public let reference: Program
  /// The example whose world is edited, from 0.
  public let example: Int
  /// The index of the first op that meets the wall: a move.
  public let step: Int

  /// Draws an example, a move and the wall elsewhere.
  ///
  /// - Returns: Nil if no wall can be put before a move of the reference, elsewhere none, or the output stays as it is.
  public init?(of sample: Sample, using random: inout SplitMix64) {
    let reference = sample.program
    let example = random.next(below: Specification.exampleCount)
    let input = sample.specification.inputs[example]
    let trace = Trace(of: reference, from: input)
    func isFree(_ cell: Position) -> Bool {
      cell.isInner && !input.isWall(cell) && cell != input.position
        && trace.states.allSatisfy { $0.markerCount(at: cell) == 0 }
    }
    let visited = Set(trace.states.map(\.position))
    // A cell that is entered for the first time: earlier moves stay as they are.
    let moves = reference.ops.indices.filter { op in
      let (from, to) = (trace.states[op].position, trace.states[op + 1].position)
      return from != to && isFree(to) && !trace.states[...op].contains { $0.position == to }
    }
    let others = Position.inner.filter { isFree($0) && !visited.contains($0) }
    guard !moves.isEmpty, !others.isEmpty else { return nil }
    let step = moves[random.next(below: moves.count)]
    let wall = trace.states[step + 1].position
    var walled = input
    walled.setWall(true, at: wall)
    var output = walled.after(reference)
    guard let edited = sample.specification.replacing(example, input: walled, output: output) else { return nil }
    output.setWall(false, at: wall)
    guard !output.looksEqual(to: sample.specification.outputs[example]),
      let withoutWall = sample.specification.replacing(example, input: input, output: output)
    else { return nil }
    var aside = input
    aside.setWall(true, at: others[random.next(below: others.count)])
    guard let elsewhere = sample.specification.replacing(example, input: aside, output: aside.after(reference)) else {
      return nil
    }
    (original, self.edited, self.withoutWall, self.elsewhere) = (sample.specification, edited, withoutWall, elsewhere)
    (self.reference, self.example, self.step) = (reference, example, step)
  }
}

extension Specification {
  /// The specification with another pair of worlds for one example; nil if their walls differ.
  fileprivate func replacing(_ example: Int, input: World, output: World) -> Specification? {
    var (inputs, outputs) = (inputs, outputs)
    (inputs[example], outputs[example]) = (input, output)
    return try? Specification(inputs: inputs, outputs: outputs)
  }
}
