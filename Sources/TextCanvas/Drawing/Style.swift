/// The part that a cell plays. Views name parts and know no colours.
public enum Style: CaseIterable, Hashable, Sendable {
  /// Ordinary text.
  case plain
  /// What the interpreter says.
  case truth
  /// What probes read, and what the model means to write.
  case belief
  /// Where belief and truth differ.
  case disagreement
  /// Names of columns and rows, and what lies ahead.
  case quiet
  /// The title of a part of the screen.
  case heading
  /// What the eye should find first: the current op, the keys.
  case accent
  /// Walls.
  case wall
  /// Open cells.
  case floor
  /// What is chosen among others: a tab, a row, a pane.
  case selected
  /// What went wrong.
  case failure
  /// The lines of a chart, in their order.
  case series1, series2, series3, series4, series5, series6
}
