import TextCanvas

/// The help text of a tab: what is shown.
public struct HelpText: Sendable {
  typealias Line = [(text: String, style: Style)]

  let paragraphs: [String]
  /// The signs, each with its meaning.
  let signs: [Line]
}

/// Draws a tab's help: what is shown, what the signs mean, the mouse, every command and every key, in as many columns
/// as there is room for. What does not fit is scrolled to.
struct HelpView {
  typealias Line = HelpText.Line

  let text: HelpText
  /// The tab's own keys, and the shared ones that it does not override.
  let ownKeys: [KeyText]
  let sharedKeys: [KeyText]
  let modes: [KeyMode]

  init(_ view: any Tab.Type) {
    text = view.help
    ownKeys = view.ownKeyTexts
    sharedKeys = view.sharedKeyTexts
    modes = view.modes
  }

  func draw(offset: Int, into canvas: inout Canvas) {
    let size = Size(columns: canvas.columns, rows: canvas.rows)
    let inner = inner(size)
    canvas.within(inner) { canvas in
      for (y, line) in lines(inner).dropFirst(offset).prefix(inner.rows).enumerated() {
        var x = 0
        for span in line { x = canvas.write(span.text, x: x, y: y, span.style) }
      }
    }
  }

  /// The largest number of lines that can be scrolled away.
  func lastOffset(_ body: Size) -> Int {
    let inner = inner(body)
    return max(0, lines(inner).count - inner.rows)
  }

  /// The lines that a page moves by: one less than are on screen.
  func pageRows(_ body: Size) -> Int { max(1, inner(body).rows - 1) }

  /// Which lines of how many are on screen, and how to leave: as much as fits into the columns.
  func foot(offset: Int, body: Size, columns: Int) -> String {
    let inner = inner(body)
    let count = lines(inner).count
    guard count > inner.rows else { return "q closes help" }
    let place = "lines \(offset + 1)–\(min(offset + inner.rows, count)) of \(count)"
    let ways = [
      HelpView.scrollKeys(.scrollUp, .scrollDown, .pageUp, .pageDown), HelpView.scrollKeys(.scrollUp, .scrollDown),
    ]
    let texts = ways.map { "\($0) scroll   \(place)   q closes help" }
    return texts.first { $0.count <= columns } ?? "\(ways[1]) \(place)"
  }

  /// The names of the keys that scroll, as the table of bindings has them.
  private static func scrollKeys(_ actions: SharedAction...) -> String {
    actions.compactMap { action in SharedAction.bindings.first { $0.action == action }?.text.keys.first }
      .joined(separator: " ")
  }

  private func inner(_ body: Size) -> Rectangle {
    Rectangle(x: 1, y: 1, columns: body.columns - 2, rows: body.rows - 1)
  }

  // MARK: Columns

  /// The columns that words, commands and keys take side by side.
  private static let wordColumns = 42
  private static let narrowWordColumns = 35
  private static let widestWordColumns = 64
  private static let commandColumns =
    TypedCommand.forms.map { ":\($0.name) \($0.argument)  \($0.explanation)".count }.max() ?? 0
  private static let keyListColumns = 33
  private static let gap = 3

  /// All lines of help for an extent: in one column or two, or, where there is room, in three, or four if three are too long.
  private func lines(_ inner: Rectangle) -> [Line] {
    let (gap, list) = (HelpView.gap, HelpView.keyListColumns)
    let three = HelpView.narrowWordColumns + gap + HelpView.commandColumns + gap + list
    guard inner.columns >= three else {
      guard inner.columns >= HelpView.wordColumns + gap + list else {
        return HelpView.joined([about(inner.columns), commands, keys] + modeKeys)
      }
      return HelpView.beside([
        (HelpView.joined([about(HelpView.wordColumns), commands]), HelpView.wordColumns),
        (HelpView.joined([keys] + modeKeys), list),
      ])
    }
    let wide = min(inner.columns - three + HelpView.narrowWordColumns, HelpView.widestWordColumns)
    let lines = HelpView.beside([
      (about(wide), wide), (HelpView.joined([commands] + modeKeys), HelpView.commandColumns), (keys, list),
    ])
    let room = inner.columns - three - gap - list
    guard lines.count > inner.rows, room >= 0 else { return lines }
    let words = min(HelpView.narrowWordColumns + room, HelpView.widestWordColumns)
    return HelpView.beside([
      (about(words), words), (commands, HelpView.commandColumns), (viewKeys, list),
      (HelpView.joined([everyViewKeys] + modeKeys), list),
    ])
  }

  /// Lists of lines side by side, each in its own number of columns.
  private static func beside(_ columns: [(lines: [Line], columns: Int)]) -> [Line] {
    (0..<(columns.map(\.lines.count).max() ?? 0)).map { row in
      var line: Line = []
      var (x, start) = (0, 0)
      for column in columns {
        if row < column.lines.count, !column.lines[row].isEmpty {
          if start > 0 { line.append((String(repeating: " ", count: max(1, start - x)), .plain)) }
          line += column.lines[row]
          x = line.reduce(0) { $0 + $1.text.count }
        }
        start += column.columns + gap
      }
      return line
    }
  }

  /// Lists of lines below each other, with an empty line between.
  private static func joined(_ parts: [[Line]]) -> [Line] { Array(parts.joined(separator: [[]])) }

  // MARK: Parts

  private func about(_ columns: Int) -> [Line] {
    HelpView.joined([words(columns), [[("SIGNS", .heading)]] + text.signs, mouse(columns)])
  }

  private func words(_ columns: Int) -> [Line] {
    [[("WHAT YOU SEE", .heading)]]
      + text.paragraphs.flatMap { paragraph in paragraph.wrapped(columns: columns).map { [($0, .plain)] } }
  }

  private func mouse(_ columns: Int) -> [Line] {
    let texts = KeyReference.mouse
    let names = (texts.flatMap(\.keys).map(\.count).max() ?? 0) + 2
    return [[("MOUSE", .heading)]]
      + texts.flatMap { text in
        text.explanation.wrapped(columns: max(12, columns - names)).enumerated().map { row, words in
          let name = row == 0 ? text.keys.joined(separator: " ") : ""
          return [(name + String(repeating: " ", count: names - name.count), .accent), (words, .plain)]
        }
      }
  }

  private static let keyColumns = 8

  private var keys: [Line] { HelpView.joined([viewKeys, everyViewKeys]) }

  private var viewKeys: [Line] { HelpView.list("KEYS", ownKeys) }

  private var everyViewKeys: [Line] { HelpView.list("KEYS IN EVERY TAB", sharedKeys) }

  private var modeKeys: [[Line]] { modes.map { HelpView.list($0.title.uppercased(), $0.texts) } }

  private static func list(_ title: String, _ texts: [KeyText]) -> [Line] {
    [[(title, .heading)]]
      + texts.map { binding in
        let names = binding.keys.joined(separator: " ")
        let space = String(repeating: " ", count: max(1, keyColumns - names.count))
        return [(names + space, .accent), (binding.explanation, .plain)]
      }
  }

  private var commands: [Line] {
    [[("COMMANDS", .heading)]]
      + TypedCommand.forms.map { form in
        let name = ":" + form.name
        return [
          (name, .accent), (form.argument.isEmpty ? "" : " " + form.argument, .quiet),
          ("  " + form.explanation, .plain),
        ]
      }
  }
}
