import TextCanvas

/// Another run whose curves are drawn over those of the run that is watched.
public struct Overlay: Hashable, Sendable {
  public let run: RunReference
  /// Nil until first read.
  public internal(set) var history: TrainingHistory?
  var findings: ProbeFindings?

  /// The maximum number that stays distinguishable.
  public static let maximumCount = 3

  /// How the curves of an overlay look, by its number.
  static let looks: [(style: Style, mark: Character)] = [(.series4, "◆"), (.series5, "◇"), (.series6, "□")]
}

extension WatchTab {
  /// The histories behind the charts, that of the run that is watched first.
  var histories: [TrainingHistory] { (history.map { [$0] } ?? []) + overlays.compactMap(\.history) }

  /// Draws the curves of the run in a folder over the others; nil removes all of them.
  public mutating func overlay(_ path: String?) -> [TabEffect] {
    guard let path else {
      remark = overlays.isEmpty ? .failure("no run is overlaid; :overlay DIR overlays one") : nil
      overlays = []
      return []
    }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let run = RunReference(path: path, name: name)
    guard run.path != target.run.path, !overlays.contains(where: { $0.run == run }) else {
      remark = .failure("\(name) is already on screen")
      return []
    }
    guard overlays.count < Overlay.maximumCount else {
      remark = .failure("\(Overlay.maximumCount) runs are already overlaid; :overlay alone removes them")
      return []
    }
    overlays.append(Overlay(run: run))
    remark = nil
    return [.request(.history(run)), .request(.findings(run))]
  }

  /// Polls the overlays that may still change.
  var looksAtOverlays: [TabEffect] {
    overlays.filter { $0.history != nil && $0.history?.state != .finished }.map { .request(.history($0.run)) }
  }

  /// Receives a response about an overlay.
  mutating func receiveOverlay(_ response: Response) {
    func place(_ run: RunReference) -> Int? { overlays.firstIndex { $0.run == run } }
    switch response {
    case .history(let history, let run):
      guard let place = place(run) else { break }
      // It may have been opened under another path.
      let others = overlays[..<place].compactMap(\.history) + (self.history.map { [$0] } ?? [])
      guard history.folder == nil || !others.contains(where: { $0.folder == history.folder }) else {
        overlays.remove(at: place)
        remark = .failure("\(history.name) is already on screen; :overlay takes another run's folder")
        break
      }
      overlays[place].history = history
    case .findings(let findings, let run): if let place = place(run) { overlays[place].findings = findings }
    case .failed(.history(let run), let reason):
      guard let place = place(run) else { break }
      overlays.remove(at: place)
      remark = .failure("overlay: \(reason)")
    default: break
    }
  }
}

extension WatchChart {
  /// For each overlay the one of this chart's curves that was chosen, in the overlay's look.
  func overlaidSeries(_ tab: WatchTab, cursor: Double?) -> [Chart.Series] {
    zip(tab.overlays, Overlay.looks).compactMap { overlay, look in
      guard let history = overlay.history else { return nil }
      let curves = ownCurves(history, overlay.findings, tab)
      guard !curves.isEmpty else { return nil }
      var curve = curves[tab.overlaidCurve % curves.count]
      (curve.style, curve.mark, curve.isDashed, curve.marksPoints) = (look.style, look.mark, true, true)
      curve.name = history.name.cut(to: 11)
      curve.note = nil
      curve.value = cursor.flatMap { x in curve.points.last { $0.x <= x && Chart.isNumber($0.y) }?.y }
      return curve
    }
  }

  /// The chart's curves of a run, without what they are compared with.
  private func ownCurves(_ history: TrainingHistory, _ findings: ProbeFindings?, _ tab: WatchTab) -> [Chart.Series] {
    contents(
      ChartSource(history: history, axis: tab.axis, cursor: nil, findings: findings, probe: tab.probeName)
    ).series.filter { !$0.isDashed }
  }

  /// What the curves of overlays are of, for example `direction`; nil if nothing is known of any.
  func overlaidName(_ tab: WatchTab) -> String? {
    tab.overlays.lazy.compactMap { overlay -> String? in
      guard let history = overlay.history else { return nil }
      let curves = ownCurves(history, overlay.findings, tab)
      return curves.isEmpty ? nil : curves[tab.overlaidCurve % curves.count].name
    }.first
  }

  /// Which run, and which of its curves, each overlay shows.
  func overlayExplanations(_ tab: WatchTab) -> [(name: String, text: String)] {
    let curve = overlaidName(tab).map { "its \($0); o shows another curve" } ?? "no data for it here"
    return zip(tab.overlays, Overlay.looks).map { overlay, look in
      ("\(look.mark) \((overlay.history?.name ?? overlay.run.name).cut(to: 11))", "an overlaid run: \(curve)")
    }
  }
}

extension WatchView {
  /// Which run each overlaid curve is of.
  static func drawLegend(_ tab: WatchTab, into canvas: inout Canvas) {
    guard !tab.overlays.isEmpty else { return }
    var x = canvas.write("overlaid", x: 0, y: 0, .quiet) + 2
    for (overlay, look) in zip(tab.overlays, Overlay.looks) {
      let text = overlay.history.map { "\($0.name) \(stateText($0))" } ?? "\(overlay.run.name) …"
      guard x + 2 + text.columns <= canvas.columns else { return }
      canvas.put(look.mark, x: x, y: 0, look.style)
      x = canvas.write(text, x: x + 2, y: 0, look.style) + 3
    }
    let keys = ["o other curves   :overlay removes", "o curves  :overlay removes", "o other curves", "o curves"]
      .first { x + $0.count <= canvas.columns }
    if let keys { canvas.write(keys, endingAt: canvas.columns, y: 0, .quiet) }
  }
}
