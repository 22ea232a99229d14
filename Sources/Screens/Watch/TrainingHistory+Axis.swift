import Records

extension TrainingHistory {
  /// Where its last figure stands on an axis; nil if it has none.
  func end(on axis: WatchTab.Axis) -> Double? {
    [checkpoints.last.map { axis.value($0) }, lines.last.map { axis.value($0) }].compactMap { $0 }.max()
  }

  /// Whether the phases before the last have less than a tenth of a linear axis from 0 to `end`.
  func hidesPhases(on axis: WatchTab.Axis, to end: Double) -> Bool {
    guard phases.count > 1, let last = phases.last else { return false }
    return axis.value(checkpoints[last.places.lowerBound]) < 0.1 * end
  }
}
