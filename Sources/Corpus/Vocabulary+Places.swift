import Karel

extension Vocabulary {
  /// Where an example's input stands in a prompt.
  public struct InputPlace: Hashable, Sendable {
    /// The token of the robot's cell. In the `cells` encoding it tells the direction too.
    public let robot: Int
    /// The last token of the input world.
    public let end: Int
  }

  /// The place of each example's input in the tokens of ``encode(_:)-(Specification)``.
  public func inputPlaces(_ specification: Specification) -> [InputPlace] {
    let tokens = encode(specification)
    switch worldTokens {
    case .coordinates(let worlds):
      // An input ends with the robot's cell and direction.
      return tokens.indices.filter { tokens[$0] == worlds.outputMark }.map { InputPlace(robot: $0 - 2, end: $0 - 1) }
    case .cells(let worlds):
      let marks = tokens.indices.filter { tokens[$0] == worlds.inputMark }
      return zip(marks, specification.inputs).map { mark, input in
        InputPlace(
          robot: mark + 1 + (Position.inner.firstIndex(of: input.position) ?? 0), end: mark + Position.inner.count)
      }
    }
  }
}
