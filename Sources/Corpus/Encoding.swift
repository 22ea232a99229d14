/// How a specification and its program are written as tokens.
public enum Encoding: String, CaseIterable, Hashable, Sendable {
  /// Worlds as lists of cells, about 101 tokens a training sample. An input is `#`, the walls' cells, `o`, the markers'
  /// cells (a cell once for each marker), the robot's cell, its direction; an output is `->`, the direction, the cell,
  /// `o`, the markers' cells.
  case coordinates
  /// The paper's text: one token for each of the 36 inner cells in row order, after a token that names the state; about
  /// 380 tokens a training sample.
  case cells
}
