import TextCanvas

/// Columns, where there could be more than are made at a time: they come in pages.
extension CompareTab {
  /// How many columns there could be.
  var columnCount: Int {
    switch contrast {
    case .semantics: columns.count
    case .checkpoints: comparedSteps.count
    case .probes: max(1, run?.probeNames().count ?? 0)
    }
  }

  /// The checkpoints up to the target's.
  var comparedSteps: [Int] { target.step.map { step in checkpointSteps.filter { $0 <= step } } ?? [] }

  /// The places of the current columns among all that there could be.
  var columnPlaces: [Int] {
    let pages = columnPages
    return pages[columnPage % pages.count]
  }

  /// The first page has the first columns, of checkpoints some evenly from the first to the target's; every other page the first
  /// column, and some that no page before it had.
  private var columnPages: [[Int]] {
    let count = columnCount
    let size = min(count, CompareTab.maximumColumns)
    var first = Array(0..<size)
    if contrast == .checkpoints, size > 1 {
      first = first.map { ($0 * (count - 1) + (size - 1) / 2) / (size - 1) }
    }
    let rest = contrast == .semantics ? [] : (0..<count).filter { !first.contains($0) }
    let others = CompareTab.maximumColumns - 1
    return [first]
      + stride(from: 0, to: rest.count, by: others).map { [0] + rest[$0..<min($0 + others, rest.count)] }
  }

  /// Whether all columns of the page lie on the screen; nil while its extent is not known.
  private var pageFits: Bool? { CompareLayout(body, self).map { $0.columns.count >= columns.count } }

  /// Whether there are columns that are not on the screen.
  var leavesColumnsOut: Bool { !columns.isEmpty && (pageFits == false || columnPages.count > 1) }

  /// Shows those of the page's columns that did not fit, one after the other, and then the next page.
  mutating func showOtherColumns() -> [TabEffect] {
    let fits = pageFits ?? false
    if !fits, let layout = CompareLayout(body, self), let last = CompareView.contents(self, layout).last,
      last.content.title == focusedPane
    {
      note = "f focuses others; Esc lets C show them"
      return []
    }
    if !fits, hiddenColumns + 2 < columns.count {
      hiddenColumns += 1
      return []
    }
    hiddenColumns = 0
    let count = columnPages.count
    guard count > 1 else {
      if fits || columns.count == 2 { note = "all columns are on screen" }
      return []
    }
    columnPage = (columnPage + 1) % count
    return showColumns()
  }
}
