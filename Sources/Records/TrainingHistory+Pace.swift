extension TrainingHistory {
  /// Training samples taken a second between a line and the one before it; for the first, since the start. Nil where no time
  /// passed.
  public func samplesPerSecond(_ place: Int) -> Double? {
    let line = lines[place]
    let (samples, seconds) = place > 0 ? (lines[place - 1].samples, lines[place - 1].seconds) : (0, 0)
    guard line.samples > samples, line.seconds > seconds else { return nil }
    return Double(line.samples - samples) / (line.seconds - seconds)
  }

  /// Tokens predicted a second over the last lines; nil if they are not noted.
  public var tokensPerSecond: Double? {
    let recent = lines.suffix(11)
    let tokens = recent.dropFirst().compactMap(\.tokens)
    guard let first = recent.first, let last = recent.last, last.seconds > first.seconds,
      tokens.count == recent.count - 1
    else { return nil }
    return Double(tokens.reduce(0, +)) / (last.seconds - first.seconds)
  }

  /// Seconds of training until the last step at the pace of the last lines; nil if there is no pace yet.
  public var secondsLeft: Double? {
    guard let last = lines.last, last.step < steps else { return nil }
    let first = lines.count > 10 ? lines[lines.count - 11] : nil
    let (done, time) = (last.step - (first?.step ?? 0), last.seconds - (first?.seconds ?? 0))
    return done > 0 && time > 0 ? time / Double(done) * Double(steps - last.step) : nil
  }

  /// The phases reached, and the numbers of their checkpoints.
  public var phases: [(phase: Phase, places: Range<Int>)] {
    Phase.allCases.compactMap { phase in
      guard let first = checkpoints.firstIndex(where: { $0.phase == phase }),
        let last = checkpoints.lastIndex(where: { $0.phase == phase })
      else { return nil }
      return (phase, first..<last + 1)
    }
  }
}
