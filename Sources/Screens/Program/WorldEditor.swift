import Corpus
import Karel

/// The input world of one example while it is edited, beside the goal that the specification then has.
public struct WorldEditor: Hashable, Sendable {
  /// The number of the example, from 0.
  public let example: Int
  /// The specification with the edited world.
  public private(set) var specification: Specification
  /// The program that made the specification, where it is known.
  let reference: Program?
  /// The current cell, an inner one.
  public private(set) var cursor: Position
  /// Why the last key changed nothing; nil if it did.
  public private(set) var remark: String?
  /// The specification before each change.
  private var past: [Specification] = []

  init(_ specification: Specification, example: Int, reference: Program?) {
    self.specification = specification
    self.example = example
    self.reference = reference
    cursor = specification.inputs[example].position
  }

  /// The world that is edited.
  public var input: World { specification.inputs[example] }

  /// The goal.
  public var output: World { specification.outputs[example] }

  /// The robot's path from input to output, where it is known.
  var path: [Position] {
    reference.map { Trace(of: $0, from: input).states.map(\.position) } ?? [input.position]
  }

  mutating func perform(_ action: Action) {
    remark = refusal(of: action)
    guard remark == nil else { return }
    let cell = cursor
    let isWall = input.isWall(cell)
    switch action {
    case .left: move(.west)
    case .right: move(.east)
    case .up: move(.north)
    case .down: move(.south)
    case .wall: change { $0.setWall(!isWall, at: cell) }
    case .more: change { $0.setMarkerCount($0.markerCount(at: cell) + 1, at: cell) }
    case .fewer: change { $0.setMarkerCount($0.markerCount(at: cell) - 1, at: cell) }
    case .placeRobot: change { $0.setRobot(at: cell, facing: $0.direction) }
    case .turnRight: change { $0.setRobot(at: $0.position, facing: $0.direction.turnedRight) }
    case .turnLeft: change { $0.setRobot(at: $0.position, facing: $0.direction.turnedLeft) }
    case .undo: if let last = past.popLast() { specification = last }
    case .accept, .giveUp: break
    }
  }

  /// Why an action does not apply to the current cell; nil if it does.
  private func refusal(of action: Action) -> String? {
    let isWall = input.isWall(cursor)
    let count = input.markerCount(at: cursor)
    switch action {
    case .wall where cursor == input.position: return "the robot stands here"
    case .more where isWall, .fewer where isWall: return "a wall holds no markers"
    case .more where count >= WorldEditor.mostMarkers: return "\(WorldEditor.mostMarkers) markers at most"
    case .fewer where count == 0: return "no marker here"
    case .placeRobot where isWall: return "a wall stands here"
    case .undo where past.isEmpty: return "nothing to undo"
    default: return nil
    }
  }

  /// Whether anything has been changed.
  var hasChanged: Bool { past.first.map { $0 != specification } ?? false }

  /// As many as a world's text shows.
  private static let mostMarkers = 9

  /// Moves the cursor, as far as the ring of walls.
  private mutating func move(_ direction: Direction) {
    let cell = cursor.stepped(direction)
    if cell.isInner { cursor = cell }
  }

  private mutating func change(_ edit: (inout World) -> Void) {
    var world = input
    edit(&world)
    guard world != input else { return }
    do {
      let changed = try specification.replacing(input: world, of: example, reference: reference)
      past.append(specification)
      specification = changed
    } catch {
      remark = "the robot's goal is here"
    }
  }
}

extension WorldEditor {
  public enum Action: CaseIterable, Hashable, Sendable {
    case left, right, up, down
    case wall, more, fewer, placeRobot, turnRight, turnLeft
    case undo, accept, giveUp
  }

  public static let bindings: [KeyBinding<Action>] = [
    KeyBinding([.left], .left, hint: "→ ↑ ↓ cell", "cell to the left"),
    KeyBinding([.right], .right, "cell to the right"),
    KeyBinding([.up], .up, "cell above"),
    KeyBinding([.down], .down, "cell below"),
    KeyBinding([.character("#"), .character("x")], .wall, hint: "wall", "toggle a wall"),
    KeyBinding([.character("+"), .character("=")], .more, hint: "marker", "one marker more"),
    KeyBinding([.character("-")], .fewer, hint: "less", "one marker less"),
    KeyBinding([.character("r")], .placeRobot, hint: "robot", "place the robot here"),
    KeyBinding([.character("t")], .turnRight, hint: "turn", "turn the robot right"),
    KeyBinding([.character("T")], .turnLeft, "turn the robot left"),
    KeyBinding([.character("u")], .undo, hint: "undo", "undo the last change"),
    KeyBinding([.enter, .character("w")], .accept, hint: "done", "run the model on it"),
    KeyBinding([.escape, .character("q")], .giveUp, hint: "give up", "discard the edits"),
  ]

  static let mode = KeyMode(title: "Step, editing a world", texts: bindings.map(\.text))
}

extension StepTab {
  public static let modes = [WorldEditor.mode]

  /// While a world is edited, the editor's keys replace the tab's own.
  public mutating func press(_ key: Key) -> [TabEffect]? {
    let own = Self.bindings.first { $0.keys.contains(key) }
    guard editor != nil else { return own.map { perform($0.action) } }
    guard let binding = WorldEditor.bindings.first(where: { $0.keys.contains(key) }) else {
      return own.map { _ in [] }
    }
    return edit(binding.action)
  }

  /// Starts to edit the input world of the example that is shown.
  mutating func beginEditing() {
    guard let traced else { return }
    walk.pause()
    editor = WorldEditor(traced.reading.specification, example: example, reference: traced.reading.reference)
  }

  private mutating func edit(_ action: WorldEditor.Action) -> [TabEffect] {
    (failure, note) = (nil, nil)
    editor?.perform(action)
    switch action {
    case .accept:
      guard let edited = editor?.specification else { return [] }
      editor = nil
      guard let traced, edited != traced.reading.specification else { return [] }
      var intervention = shownIntervention
      intervention.specification = edited
      return vary(intervention)
    case .giveUp: editor = nil
    default: break
    }
    return []
  }
}
