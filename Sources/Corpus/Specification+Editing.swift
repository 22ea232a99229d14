import Karel

extension Specification {
  /// This specification with another input world in one example.
  ///
  /// The output becomes what `reference` makes of the input. Where no program is known that made the specification, the
  /// output stays as it is asked for, with the input's walls: no op moves a wall.
  ///
  /// - Parameters:
  ///   - example: Its number, from 0.
  ///   - reference: The program that made the specification, where it is known.
  /// - Throws: ``SpecificationError/walls(example:)`` without a reference, if a wall would stand where the output's robot
  ///   is.
  public func replacing(
    input: World, of example: Int, reference: Program?
  ) throws(SpecificationError) -> Specification {
    var (inputs, outputs) = (inputs, outputs)
    inputs[example] = input
    if let reference {
      outputs[example] = input.after(reference)
    } else {
      for cell in Position.inner { outputs[example].setWall(input.isWall(cell), at: cell) }
    }
    return try Specification(inputs: inputs, outputs: outputs)
  }
}
