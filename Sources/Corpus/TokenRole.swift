import Karel

/// What a token of a sample's text stands for.
public struct TokenRole: Hashable, Sendable {
  /// A part of an example, or of the program. Raw values are the names that commands write.
  public enum Part: String, CaseIterable, Hashable, Sendable {
    /// `#` before the walls of ``Encoding/coordinates``, `input` of ``Encoding/cells``.
    case inputMark = "input-mark"
    case walls
    /// `o`, in ``Encoding/coordinates``.
    case markersMark = "markers-mark"
    case markers
    /// The robot's cell; in ``Encoding/cells`` it shows the direction as well.
    case robot
    /// The robot's direction, in ``Encoding/coordinates``.
    case direction
    /// A cell with nothing on it, in ``Encoding/cells``.
    case free
    /// `->` or `output`.
    case outputMark = "output-mark"
    case outputDirection = "output-direction"
    case outputRobot = "output-robot"
    case outputWalls = "output-walls"
    case outputMarkersMark = "output-markers-mark"
    case outputMarkers = "output-markers"
    case outputFree = "output-free"
    /// The mark that begins the program.
    case program
    case op
    /// The mark that ends the program.
    case end
  }

  public let part: Part
  /// The index of the example, from 0; nil in the program.
  public let example: Int?
  /// The cell that the token names or shows.
  public let cell: Position?
  /// In the program, the index of the op that the token's position produces; the end counts as one. Nil elsewhere and for
  /// the end itself, which produces nothing.
  public let step: Int?

  public init(_ part: Part, example: Int? = nil, cell: Position? = nil, step: Int? = nil) {
    self.part = part
    self.example = example
    self.cell = cell
    self.step = step
  }

  /// Whether the token belongs to an example's output.
  public var isOutput: Bool {
    switch part {
    case .outputMark, .outputDirection, .outputRobot, .outputWalls, .outputMarkersMark, .outputMarkers, .outputFree:
      true
    default: false
    }
  }
}

extension Vocabulary {
  /// The role of each token of a sample's text, or of its beginning.
  ///
  /// - Precondition: The tokens are those of ``encode(_:)-(Sample)``, or of its beginning. Other tokens get roles that
  ///   mean nothing.
  public func roles(of tokens: [Int]) -> [TokenRole] {
    let programStart = tokens.firstIndex(of: programMark) ?? tokens.count
    let prompt = tokens[..<programStart]
    let examples =
      switch worldTokens {
      case .coordinates(let worlds): worlds.roles(of: prompt)
      case .cells(let worlds): worlds.roles(of: prompt)
      }
    let program = tokens[programStart...].enumerated().map { step, token in
      switch token {
      case programMark: TokenRole(.program, step: step)
      case end: TokenRole(.end)
      default: TokenRole(.op, step: step)
      }
    }
    return examples + program
  }
}
