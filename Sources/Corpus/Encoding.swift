/// How a specification and its program are written as tokens.
public enum Encoding: String, CaseIterable, Hashable, Sendable {
  /// Worlds as lists of cells; about 101 tokens per training sample. An input is `#`, the walls' cells, `o`, the
  /// markers' cells (repeated once per marker), the robot's cell, its direction; an output is `->`, the direction, the
  /// cell, `o`, the markers' cells.
  case coordinates
  /// The paper's text: one token for each of the 36 inner cells in row-major order, preceded by a token that names the
  /// state; about 380 tokens per training sample.
  case cells
}
