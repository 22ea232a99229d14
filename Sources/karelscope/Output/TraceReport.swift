import Karel

/// The report of `run`: a trace.
struct TraceReport: Report {
  /// One state of the world and the op that produced it.
  struct State: Encodable {
    /// The op that led here, as written; nil at the start.
    let op: String?
    /// The op's outcome; nil at the start.
    let outcome: String?
    let rows: [String]
    /// The robot's column, counted from 0 at the left.
    let x: Int
    /// The robot's row, counted from 0 at the top.
    let y: Int
    let direction: String
    /// The markers under the robot.
    let markers: Int

    init(_ world: World, after op: Op?, outcome: Outcome?) {
      self.op = op?.name
      self.outcome = outcome?.rawValue
      rows = world.rows
      x = world.position.x
      y = world.position.y
      direction = world.direction.name
      markers = world.markerCount(at: world.position)
    }

    private enum CodingKeys: String, CodingKey {
      case op, outcome, rows, x, y, direction, markers
    }

    /// Unlike the synthesized version, writes `null` for missing values at the start.
    func encode(to encoder: any Encoder) throws {
      var fields = encoder.container(keyedBy: CodingKeys.self)
      try fields.encode(op, forKey: .op)
      try fields.encode(outcome, forKey: .outcome)
      try fields.encode(rows, forKey: .rows)
      try fields.encode(x, forKey: .x)
      try fields.encode(y, forKey: .y)
      try fields.encode(direction, forKey: .direction)
      try fields.encode(markers, forKey: .markers)
    }
  }

  let program: [String]
  let semantics: String
  let states: [State]

  init(_ trace: Trace) {
    program = trace.program.ops.map(\.name)
    semantics = trace.semantics.name
    let steps = zip(trace.program.ops, trace.outcomes)
    states =
      [State(trace.states[0], after: nil, outcome: nil)]
      + zip(trace.states.dropFirst(), steps).map { State($0, after: $1.0, outcome: $1.1) }
  }

  /// The trace as text: for each state a heading and the world.
  var lines: [String] {
    states.enumerated().flatMap { number, state in
      let cause = [state.op ?? "start", state.outcome].compactMap { $0 }.joined(separator: ", ")
      let robot = "facing \(state.direction) at \(state.x),\(state.y), \(state.markers) markers under it"
      return (number > 0 ? [""] : []) + ["\(number) \(cause); \(robot)"] + state.rows
    }
  }
}
