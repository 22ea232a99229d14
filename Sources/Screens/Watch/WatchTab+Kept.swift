import TextCanvas

/// The checkpoints whose weights are kept, so that they can be opened.
extension WatchTab {
  /// Whether the weights of the current checkpoint are kept; nil if that is not known, or there is none.
  var isKept: Bool? {
    guard let checkpoint, let kept = history?.keptSteps else { return nil }
    return kept.contains(checkpoint.step)
  }

  /// The numbers of the checkpoints whose weights are kept.
  var keptPlaces: [Int] {
    guard let history, let kept = history.keptSteps.map(Set.init) else { return [] }
    return history.checkpoints.indices.filter { kept.contains(history.checkpoints[$0].step) }
  }

  /// The description of the current checkpoint.
  var keptText: String? {
    isKept.map { $0 ? "\(Chart.axisMark) weights kept" : "weights not kept" }
  }
}
