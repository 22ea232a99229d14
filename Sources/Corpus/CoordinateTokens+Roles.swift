import Karel

extension CoordinateTokens {
  /// The role of each token of a prompt without its program mark.
  func roles(of tokens: some Collection<Int>) -> [TokenRole] {
    var roles: [TokenRole] = []
    roles.reserveCapacity(tokens.count)
    var (example, part) = (-1, TokenRole.Part.walls)
    for token in tokens {
      let cell = cell(token)
      switch token {
      case wallMark:
        (example, part) = (example + 1, .walls)
        roles.append(TokenRole(.inputMark, example: example))
      case markerMark where part == .walls:
        part = .markers
        roles.append(TokenRole(.markersMark, example: example))
      case markerMark:
        part = .outputMarkers
        roles.append(TokenRole(.outputMarkersMark, example: example))
      case outputMark:
        part = .outputRobot
        roles.append(TokenRole(.outputMark, example: example))
      default:
        if cell == nil, part == .markers, let last = roles.last {
          // No mark separates the robot's cell from the markers' cells: it is the last one before the direction.
          roles[roles.count - 1] = TokenRole(.robot, example: example, cell: last.cell)
        }
        let isDirection = cell == nil
        let role = !isDirection ? part : part == .markers ? .direction : .outputDirection
        roles.append(TokenRole(role, example: example, cell: cell))
      }
    }
    return roles
  }
}
