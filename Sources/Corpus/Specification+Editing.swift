import Karel

extension Specification {
  /// This specification with one example's input world replaced.
  ///
  /// The output becomes the result of running `reference` on the input. Without a reference, the requested output is
  /// kept, except that it gets the input's walls, since no op moves a wall.
  ///
  /// - Parameters:
  ///   - example: Its index, counted from 0.
  ///   - reference: The program that the specification was made from, if known.
  /// - Throws: ``SpecificationError/walls(example:)`` without a reference, if the output's robot would be inside a
  ///   wall.
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
