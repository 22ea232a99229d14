import Karel

/// What probes predict from one hidden state: for each head, a probability distribution over its classes.
public struct Belief: Hashable, Sendable {
  /// P(direction), in the order of `Direction.allCases`.
  public let direction: [Float]
  /// P(columns from the start), −6…6.
  public let dx: [Float]
  /// P(rows from the start), −6…6, downwards.
  public let dy: [Float]
  /// P(no obstacle ahead), P(obstacle ahead).
  public let obstacle: [Float]

  public init(direction: [Float], dx: [Float], dy: [Float], obstacle: [Float]) {
    self.direction = direction
    self.dx = dx
    self.dy = dy
    self.obstacle = obstacle
  }

  /// The class probabilities of a head; empty for heads outside `ProbeHead.standard`.
  public func probabilities(_ head: ProbeHead) -> [Float] {
    switch head {
    case .direction: direction
    case .dx: dx
    case .dy: dy
    case .obstacle: obstacle
    default: []
    }
  }

  /// The label made of each head's most probable class.
  public var prediction: Label {
    Label { head in
      let p = probabilities(head)
      return p.indices.max { p[$0] < p[$1] } ?? 0
    }
  }

  /// The probability assigned to the value of `feature` in `label`, for a feature in `Feature.standard`: the product
  /// over its heads.
  public func probability(of label: Label, on feature: Feature) -> Float {
    feature.heads.reduce(1) { product, head in product * (label.index(head).map { probabilities(head)[$0] } ?? 0) }
  }

  /// P(the robot is on `cell`), given that it started at `start`.
  public func probability(at cell: Position, from start: Position) -> Float {
    let column = cell.x - start.x + Label.maximumOffset
    let row = cell.y - start.y + Label.maximumOffset
    guard dx.indices.contains(column), dy.indices.contains(row) else { return 0 }
    return dx[column] * dy[row]
  }
}
