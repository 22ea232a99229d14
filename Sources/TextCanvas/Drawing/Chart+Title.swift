import PlainText

extension Chart {
  /// Draws the title, then each line's mark, name and value at the cursor. If room is short, omits first the notes,
  /// then the names, then the blanks, and finally some values, replaced by a symbol.
  func drawTitle(into canvas: inout Canvas) {
    let x = canvas.write(title, x: 0, y: 0, .heading) + 3
    let items = series.compactMap { series in
      series.value.map { Item(series: series, value: Numbers.fixed($0, decimals: decimals)) }
    }
    let main = items.filter { !$0.series.isComparison }
    let room = canvas.columns - x
    var choices = [Form.noted, .named, .marked, .tight].map { (items: items, form: $0) }
    if main.count < items.count { choices += [Form.marked, .tight].map { (items: main, form: $0) } }
    let choice =
      choices.first { choice in
        let missing = choice.items.count < items.count ? Chart.missingSign.count : 0
        return columns(choice.items, choice.form) + missing <= room
      } ?? (items: fitting(main, room), form: .tight)
    var end = draw(choice.items, choice.form, x: x, into: &canvas)
    if choice.items.count < items.count, end + 1 <= canvas.columns {
      if end > x, end + Chart.missingSign.count <= canvas.columns { end += Chart.missingSign.count - 1 }
      canvas.put("…", x: end, y: 0, .quiet)
    }
  }

  private struct Item {
    let series: Series
    let value: String
  }

  /// The level of detail for a line.
  private enum Form {
    case noted, named, marked, tight
  }

  /// The symbol for omitted values.
  private static let missingSign = " …"

  /// The first items that fit beside the symbol for the others.
  private func fitting(_ items: [Item], _ room: Int) -> [Item] {
    let count = items.indices.last { columns(Array(items[...$0]), .tight) + Chart.missingSign.count <= room }
    return Array(items.prefix(count.map { $0 + 1 } ?? 0))
  }

  private func parts(_ item: Item, _ form: Form) -> (name: String?, note: String?, gap: Int, after: Int) {
    switch form {
    case .noted: (item.series.name, item.series.note, 1, 3)
    case .named: (item.series.name, nil, 1, 3)
    case .marked: (nil, nil, 1, 2)
    case .tight: (nil, nil, 0, 1)
    }
  }

  /// The width of items in columns, without trailing blanks.
  private func columns(_ items: [Item], _ form: Form) -> Int {
    let columns = items.map { item in
      let (name, note, gap, after) = parts(item, form)
      return 1 + gap + (name.map { $0.columns + 1 } ?? 0) + item.value.count + (note.map { $0.count + 1 } ?? 0) + after
    }
    return columns.reduce(0, +) - (items.last.map { parts($0, form).after } ?? 0)
  }

  /// Draws items, and returns the column after the last.
  private func draw(_ items: [Item], _ form: Form, x: Int, into canvas: inout Canvas) -> Int {
    var (x, end) = (x, x)
    for item in items {
      let (name, note, gap, after) = parts(item, form)
      x = canvas.write(String(item.series.mark), x: x, y: 0, item.series.style) + gap
      if let name { x = canvas.write(name, x: x, y: 0, .quiet) + 1 }
      x = canvas.write(item.value, x: x, y: 0)
      if let note { x = canvas.write(note, x: x + 1, y: 0, .quiet) }
      (x, end) = (x + after, x)
    }
    return end
  }
}
