/// A recording of a screen as a picture that moves: its frames, each as the cells that it changes.
public struct Animation: Hashable, Sendable {
  /// A cell that a frame changes, at column `x` and row `y`.
  struct Change: Hashable, Sendable {
    let x: Int
    let y: Int
    let cell: Cell
  }

  /// A frame, shown from `start` until the next one.
  struct Frame: Hashable, Sendable {
    let start: Duration
    var changes: [Change]
  }

  /// The smallest size that holds every frame.
  public private(set) var size = Size(columns: 0, rows: 0)
  private(set) var frames: [Frame] = []
  private var shown = Canvas(Size(columns: 0, rows: 0))
  private var end = Duration.zero

  /// Frames that follow sooner are merged: viewers of GIF images do not show them faster.
  private static let shortest = Duration.milliseconds(40)
  /// How long the last frame is shown at least, before the animation begins anew.
  private static let lastHold = Duration.seconds(2)

  public init() {}

  public var isEmpty: Bool { frames.isEmpty }

  /// The time until the animation begins anew.
  public var duration: Duration { max(end, (frames.last?.start ?? .zero) + Animation.lastHold) }

  /// Adds a frame at a time since the start; times do not fall. A canvas smaller than ``size`` leaves the rest blank.
  public mutating func show(_ canvas: Canvas, at time: Duration) {
    end = max(end, time)
    let changes = Animation.changes(from: shown, to: canvas)
    guard !changes.isEmpty || frames.isEmpty else { return }
    shown = canvas
    size = Size(columns: max(size.columns, canvas.size.columns), rows: max(size.rows, canvas.size.rows))
    if let last = frames.indices.last, end - frames[last].start < Animation.shortest {
      frames[last].changes += changes
    } else {
      frames.append(Frame(start: frames.isEmpty ? .zero : end, changes: changes))
    }
  }

  /// Shows the last frame until a time since the start.
  public mutating func end(at time: Duration) { end = max(end, time) }

  private static func changes(from old: Canvas, to new: Canvas) -> [Change] {
    let rows = 0..<max(old.size.rows, new.size.rows)
    let columns = 0..<max(old.size.columns, new.size.columns)
    return rows.flatMap { y in
      columns.compactMap { x in
        let cell = new[x, y]
        return cell == old[x, y] ? nil : Change(x: x, y: y, cell: cell)
      }
    }
  }
}

extension Canvas {
  /// The cell at a column and row; blank outside.
  fileprivate subscript(x: Int, y: Int) -> Cell {
    x < size.columns && y < size.rows ? cells[y * size.columns + x] : .blank
  }
}
