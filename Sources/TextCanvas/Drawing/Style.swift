/// The semantic role of a cell. Views use roles, not colours.
public enum Style: CaseIterable, Hashable, Sendable {
  /// Ordinary text.
  case plain
  /// The true state, from the interpreter.
  case truth
  /// Probes' beliefs, and the model's predictions.
  case belief
  /// Where belief and truth differ.
  case disagreement
  /// Names of columns and rows, and upcoming ops.
  case quiet
  /// The title of a part of the screen.
  case heading
  /// Highlights: the current op, the keys.
  case accent
  /// Walls.
  case wall
  /// Open cells.
  case floor
  /// The selection: a tab, a row, a pane.
  case selected
  /// Errors.
  case failure
  /// The lines of a chart, in their order.
  case series1, series2, series3, series4, series5, series6
}
