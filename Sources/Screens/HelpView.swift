/// Draws a view's help: what one sees, what the signs mean, and every key of its binding table.
struct HelpView: Sendable {
  typealias Line = [(text: String, style: Style)]

  let paragraphs: [String]
  let signs: [Line]
  let bindings: [KeyBinding]

  func draw(offset: Int, into canvas: inout Canvas) {
    let size = Size(columns: canvas.columns, rows: canvas.rows)
    let body = body(size)
    canvas.within(body) { canvas in
      for (y, line) in lines(columns: body.columns).dropFirst(offset).prefix(body.rows).enumerated() {
        var x = 0
        for span in line { x = canvas.write(span.text, x: x, y: y, span.style) }
      }
    }
    let scrolls = lastOffset(size) > 0 ? "↑ ↓ scroll   " : ""
    canvas.write(scrolls + "q closes help", x: 1, y: canvas.rows - 1, .quiet)
  }

  /// The largest number of lines that can be scrolled away.
  func lastOffset(_ size: Size) -> Int {
    max(0, lines(columns: body(size).columns).count - body(size).rows)
  }

  /// Takes in an action while help shows its lines from `offset` on; nil afterwards says that it is closed.
  func update(_ offset: inout Int?, _ action: Action, size: Size) -> [Effect] {
    guard let first = offset else { return [] }
    switch action {
    case .help, .leave: offset = nil
    case .scrollUp: offset = max(first - 1, 0)
    case .scrollDown: offset = min(first + 1, lastOffset(size))
    case .quit: return [.quit]
    case .redraw: return [.redraw]
    case .suspend: return [.suspend]
    default: break
    }
    return []
  }

  private func body(_ size: Size) -> Rectangle {
    Rectangle(x: 1, y: 2, columns: size.columns - 2, rows: size.rows - 3)
  }

  /// All lines of help for a width, in one column or two.
  private func lines(columns: Int) -> [Line] {
    let isTwoColumns = columns >= HelpView.leftColumns + HelpView.gap + HelpView.rightColumns
    let left = words(columns: isTwoColumns ? HelpView.leftColumns : columns) + [[]] + signs
    guard isTwoColumns else { return left + [[]] + keys }
    return (0..<max(left.count, keys.count)).map { row in
      let line = row < left.count ? left[row] : []
      let length = line.reduce(0) { $0 + $1.text.count }
      let space = String(repeating: " ", count: HelpView.leftColumns + HelpView.gap - length)
      return line + [(space, .plain)] + (row < keys.count ? keys[row] : [])
    }
  }

  private static let leftColumns = 42
  private static let gap = 3
  private static let rightColumns = 33

  private func words(columns: Int) -> [Line] {
    [[("WHAT YOU SEE", .heading)]]
      + paragraphs.flatMap { paragraph in HelpView.wrapped(paragraph, columns: columns).map { [($0, .plain)] } }
  }

  private static let keyColumns = 8

  private var keys: [Line] {
    [[("KEYS", .heading)]]
      + bindings.map { binding in
        let names = binding.keys.map(\.name).joined(separator: " ")
        let space = String(repeating: " ", count: max(1, HelpView.keyColumns - names.count))
        return [(names + space, .accent), (binding.explanation, .plain)]
      }
  }

  private static func wrapped(_ text: String, columns: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty, line.count + 1 + word.count > columns {
        lines.append(line)
        line = ""
      }
      line += line.isEmpty ? word : " " + word
    }
    return lines + [line]
  }
}

extension HelpView {
  /// Help of the Step view.
  static let step = HelpView(
    paragraphs: [
      "A language model wrote this program from five examples. It never saw a robot move.",
      "TRUTH: the world after the marked op. BELIEF: that world as a probe, a small classifier, read it in the hidden state "
        + "before the op was written.",
      "linear·start learned ways as the robot saw them at its start, ·grid with north up.",
      "−2 to +2: ops before, after. So far, test, majority: right here, elsewhere, by the commonest answer. Position: from "
        + "○.",
    ],
    signs: [
      [("SIGNS", .heading)],
      [("○•▲", .truth), ("  start, path and robot", .plain)],
      [("▲  ", .belief), ("  the robot as believed", .plain)],
      [("░▒▓", .belief), ("  likely cells, from 3, 15, 50%", .plain)],
      [("▚ ·", .belief), ("  believed ahead: wall, free way", .plain)],
      [("△ ", .truth), ("△", .quiet), ("  where it truly is, should end", .plain)],
      [("= ", .quiet), ("≠", .disagreement), ("  belief is truth, is not", .plain)],
      [("✓ ✗", .plain), ("  example solved, not solved", .plain)],
    ],
    bindings: KeyBinding.step)

  /// Help of the Watch view.
  static let watch = HelpView(
    paragraphs: [
      "A training, from random numbers to a model that writes programs for a robot. At each checkpoint it wrote a program "
        + "for the same specifications.",
      "Babbling: the same few programs whatever is asked. Syntax: many programs, few right. Semantics: they come to do what "
        + "is asked. Found from the figures.",
      "PROGRAMS, solved: all five examples right. Unique: different programs, as a share. RIGHT IN ALL FIVE: what is right "
        + "at the end, taken apart.",
    ],
    signs: [
      [("SIGNS", .heading)],
      [("●", .series1), ("▲", .series2), ("■", .series3), ("◆", .series4), ("  checkpoints of a line", .plain)],
      [("│   ", .quiet), ("  the checkpoint at hand", .plain)],
      [("┊   ", .quiet), ("  where a phase begins", .plain)],
      [("┄   ", .quiet), ("  what the references show", .plain)],
      [("✓ ✗ ", .plain), ("  specification solved, not solved", .plain)],
      [("×3  ", .plain), ("  an op three times in a row", .plain)],
    ],
    bindings: KeyBinding.watch)
}
