import Corpus
import Karel

/// A small change to the worlds of a specification, for activation patching.
///
/// The changed specification is one that some program satisfies, and its text under ``Encoding/coordinates`` has as many
/// input tokens as before.
public enum Counterfactual: String, CaseIterable, Hashable, Sendable {
  /// A wall that the reference program never meets is moved ahead of the robot's start.
  case wall
  /// The robot's start is turned by a quarter.
  case turn
  /// A marker is moved to a free cell.
  case marker

  /// Changes examples of a specification.
  ///
  /// The outputs become those of the reference program; but if the robot is turned in all examples, they stay as they are,
  /// since then a program satisfies them that turns back first.
  ///
  /// - Parameters:
  ///   - examples: Their indices. Those that cannot be changed stay as they are.
  ///   - reference: A program that satisfies the specification.
  /// - Returns: Nil if no example can be changed.
  public func applied(
    to specification: Specification, examples: [Int], reference: Program, using random: inout SplitMix64
  ) -> Specification? {
    let turnsRight = random.next(below: 2) == 0
    var changed = specification
    for example in examples {
      let world = specification.inputs[example]
      let input =
        switch self {
        case .wall: Counterfactual.walled(world, reference, &random)
        case .turn: Counterfactual.turned(world, right: turnsRight)
        case .marker: Counterfactual.moved(world, &random)
        }
      let keepsOutput = self == .turn && examples.count == Specification.exampleCount
      guard let input,
        let next = try? changed.replacing(input: input, of: example, reference: keepsOutput ? nil : reference)
      else { continue }
      changed = next
    }
    return changed == specification ? nil : changed
  }

  private static func turned(_ world: World, right: Bool) -> World {
    var world = world
    world.setRobot(
      at: world.position, facing: right ? world.direction.turnedRight : world.direction.turnedLeft)
    return world
  }

  private static func walled(_ world: World, _ reference: Program, _ random: inout SplitMix64) -> World? {
    let ahead = world.position.stepped(world.direction)
    guard ahead.isInner, isFree(world, ahead) else { return nil }
    let trace = Trace(of: reference, from: world)
    func without(_ wall: Position) -> World {
      var world = world
      world.setWall(false, at: wall)
      return world
    }
    let unmet = Position.inner.filter { cell in
      world.isWall(cell) && Trace(of: reference, from: without(cell)).outcomes == trace.outcomes
    }
    guard !unmet.isEmpty else { return nil }
    var changed = without(unmet[random.next(below: unmet.count)])
    changed.setWall(true, at: ahead)
    return changed
  }

  private static func moved(_ world: World, _ random: inout SplitMix64) -> World? {
    let marked = Position.inner.filter { world.visibleMarkerCount(at: $0) > 0 }
    let free = Position.inner.filter { $0 != world.position && isFree(world, $0) }
    guard !marked.isEmpty, !free.isEmpty else { return nil }
    let (from, to) = (marked[random.next(below: marked.count)], free[random.next(below: free.count)])
    var changed = world
    changed.setMarkerCount(world.markerCount(at: from) - 1, at: from)
    changed.setMarkerCount(1, at: to)
    return changed
  }

  /// Whether an inner cell has neither wall nor markers.
  private static func isFree(_ world: World, _ cell: Position) -> Bool {
    !world.isWall(cell) && world.markerCount(at: cell) == 0
  }
}
