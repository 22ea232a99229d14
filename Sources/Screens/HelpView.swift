/// What a view's help says of what one sees.
public struct HelpText: Sendable {
  typealias Line = [(text: String, style: Style)]

  let paragraphs: [String]
  /// The signs, each with its meaning.
  let signs: [Line]
}

/// Draws a view's help: what one sees, what the signs mean, and every key.
struct HelpView {
  typealias Line = HelpText.Line

  let text: HelpText
  let keyTexts: [KeyText]
  let modes: [KeyMode]

  init(_ view: any View.Type) {
    text = view.help
    keyTexts = view.keyTexts
    modes = view.modes
  }

  func draw(offset: Int, into canvas: inout Canvas) {
    let size = Size(columns: canvas.columns, rows: canvas.rows)
    let inner = inner(size)
    canvas.within(inner) { canvas in
      for (y, line) in lines(columns: inner.columns).dropFirst(offset).prefix(inner.rows).enumerated() {
        var x = 0
        for span in line { x = canvas.write(span.text, x: x, y: y, span.style) }
      }
    }
  }

  /// The largest number of lines that can be scrolled away.
  func lastOffset(_ body: Size) -> Int {
    let inner = inner(body)
    return max(0, lines(columns: inner.columns).count - inner.rows)
  }

  private func inner(_ body: Size) -> Rectangle {
    Rectangle(x: 1, y: 1, columns: body.columns - 2, rows: body.rows - 1)
  }

  /// All lines of help for a width, in one column or two.
  private func lines(columns: Int) -> [Line] {
    let isTwoColumns = columns >= HelpView.leftColumns + HelpView.gap + HelpView.rightColumns
    let left =
      words(columns: isTwoColumns ? HelpView.leftColumns : columns) + [[], [("SIGNS", .heading)]] + text.signs + [[]]
      + commands
    guard isTwoColumns else { return left + [[]] + keys }
    return (0..<max(left.count, keys.count)).map { row in
      let line = row < left.count ? left[row] : []
      let length = line.reduce(0) { $0 + $1.text.count }
      let space = String(repeating: " ", count: max(1, HelpView.leftColumns + HelpView.gap - length))
      return line + [(space, .plain)] + (row < keys.count ? keys[row] : [])
    }
  }

  private static let leftColumns = 42
  private static let gap = 3
  private static let rightColumns = 33

  private func words(columns: Int) -> [Line] {
    [[("WHAT YOU SEE", .heading)]]
      + text.paragraphs.flatMap { paragraph in HelpView.wrapped(paragraph, columns: columns).map { [($0, .plain)] } }
  }

  private static let keyColumns = 8

  private var keys: [Line] {
    [[("KEYS", .heading)]] + lines(keyTexts)
      + modes.flatMap { [[], [($0.title.uppercased(), .heading)]] + lines($0.texts) }
  }

  private func lines(_ texts: [KeyText]) -> [Line] {
    texts.map { binding in
      let names = binding.keys.joined(separator: " ")
      let space = String(repeating: " ", count: max(1, HelpView.keyColumns - names.count))
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

  /// Text in lines of at most so many columns, broken between words.
  static func wrapped(_ text: String, columns: Int) -> [String] {
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
