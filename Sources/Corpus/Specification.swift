import Karel

/// What a program must do, given by examples: it must turn each input world into the corresponding output world.
///
/// Worlds are compared by what their texts show, so markers under a robot do not matter.
public struct Specification: Hashable, Sendable {
  /// The number of examples in every specification.
  public static let exampleCount = 5

  /// The five worlds before the program.
  public let inputs: [World]
  /// The five worlds after it.
  public let outputs: [World]

  /// - Throws: ``SpecificationError`` if there are not five of each, or an output's walls differ from its input's.
  public init(inputs: [World], outputs: [World]) throws(SpecificationError) {
    guard inputs.count == Specification.exampleCount else { throw .inputCount(inputs.count) }
    guard outputs.count == Specification.exampleCount else { throw .outputCount(outputs.count) }
    for (example, (input, output)) in zip(inputs, outputs).enumerated() {
      guard Position.inner.allSatisfy({ input.isWall($0) == output.isWall($0) })
      else { throw .walls(example: example) }
    }
    self.inputs = inputs
    self.outputs = outputs
  }

  /// The specification that `program` satisfies on `inputs`.
  ///
  /// - Precondition: There are five inputs.
  public init(of program: Program, inputs: [World]) {
    precondition(inputs.count == Specification.exampleCount)
    self.inputs = inputs
    outputs = inputs.map { $0.after(program) }
  }

  /// For each example, whether `program` turns the input into a world that looks like the output.
  public func satisfied(by program: Program) -> [Bool] {
    zip(inputs, outputs).map { input, output in input.after(program).looksEqual(to: output) }
  }
}

/// Why worlds do not form a specification.
public enum SpecificationError: Error, Hashable, Sendable, CustomStringConvertible {
  case inputCount(Int)
  case outputCount(Int)
  case walls(example: Int)

  /// A one-line message: what was found, what was expected.
  public var description: String {
    switch self {
    case .inputCount(let count): "inputs: found \(count) worlds, expected \(Specification.exampleCount)"
    case .outputCount(let count): "outputs: found \(count) worlds, expected \(Specification.exampleCount)"
    case .walls(let example):
      "outputs[\(example)]: found walls that differ from inputs[\(example)], expected the same (no op moves a wall)"
    }
  }
}
