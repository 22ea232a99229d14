import Foundation
import PlainText

extension Figure {
  /// Sizes in pixels of the figure and of a panel's parts.
  private enum Extent {
    static let width = 960.0
    static let height = 330.0
    static let title = 24.0
    static let legend = 22.0
    static let left = 52.0
    static let right = 14.0
    static let top = 24.0
    static let bottom = 44.0
  }

  /// The figure's height in pixels; its width is 960.
  var height: Double { Extent.height + Extent.title + Extent.legend }

  /// The figure as an SVG group with its top at `y`.
  func group(at y: Double) -> String {
    let width = Extent.width / Double(max(1, panels.count))
    var text = "<g transform=\"translate(0 \(n(y)))\">\n"
    text += label(title, x: 0, y: 16, anchor: "start", style: "title")
    text += legend
    for (place, panel) in panels.enumerated() {
      let x = Double(place) * width
      text += "<g transform=\"translate(\(n(x)) \(n(Extent.title + Extent.legend)))\">\n"
      text +=
        PanelDrawing(
          panel, left: Extent.left, right: width - Extent.right, top: Extent.top,
          bottom: Extent.height - Extent.bottom
        ).text
      text += "</g>\n"
    }
    return text + "</g>\n"
  }

  /// Each series name once, with its colour and mark.
  private var legend: String {
    var names: [String] = []
    var text = ""
    var x = 0.0
    for series in panels.flatMap(\.series) where !names.contains(series.name) {
      names.append(series.name)
      let y = Extent.title + 8
      if series.isLine { text += line(x, y, x + 24, y, style: series.lineStyle) }
      if series.hasMarks { text += mark(series.style, x + 12, y) }
      text += label(series.name, x: x + 30, y: y + 4, anchor: "start", style: "small")
      x += 52 + 7 * Double(series.name.count)
    }
    return text
  }

  /// The figure as a standalone SVG document, which can also be embedded in HTML.
  public var svg: String { Figure.svg([self]) }

  /// Several figures stacked vertically in one SVG document.
  static func svg(_ figures: [Figure]) -> String {
    let gap = 18.0
    var y = 0.0
    var groups = ""
    for figure in figures {
      groups += figure.group(at: y)
      y += figure.height + gap
    }
    let height = n(max(0, y - gap))
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(n(Extent.width)) \(height)" width="\(n(Extent.width))" \
      height="\(height)" role="img">
      <style>
      \(style)</style>
      <rect class="paper" width="\(n(Extent.width))" height="\(height)"/>
      \(groups)</svg>

      """
  }

  /// Follows the viewer's light or dark colour scheme; light where that is not supported.
  private static var style: String {
    let colours = Palette.colours.enumerated().map { place, colour in
      ".line\(place) { stroke: \(colour); fill: none; stroke-width: 2 }\n.mark\(place) { fill: \(colour) }\n"
    }
    return """
      text { font: 13px system-ui, sans-serif; fill: #222 }
      .title { font-weight: bold; font-size: 15px }
      .small { font-size: 12px }
      .paper { fill: #fff }
      .grid { stroke: #ddd }
      .axis { stroke: #555 }
      .dashed { stroke-dasharray: 6 4 }

      """ + colours.joined() + """
        @media (prefers-color-scheme: dark) {
        text { fill: #eee }
        .paper { fill: #161616 }
        .grid { stroke: #3a3a3a }
        .axis { stroke: #aaa }
        .line0, .line0.dashed { stroke: #3c9dd8 }
        .mark0 { fill: #3c9dd8 }
        }

        """
  }
}

/// One panel's axes and lines.
private struct PanelDrawing {
  private let panel: Figure.Panel
  private let left, right, top, bottom: Double

  init(_ panel: Figure.Panel, left: Double, right: Double, top: Double, bottom: Double) {
    self.panel = panel
    (self.left, self.right, self.top, self.bottom) = (left, right, top, bottom)
  }

  private func x(_ value: Double) -> Double { place(value, panel.x.range, left, right) }
  private func y(_ value: Double) -> Double { place(value, panel.y.range, bottom, top) }

  private func place(_ value: Double, _ range: ClosedRange<Double>, _ from: Double, _ to: Double) -> Double {
    let inside = min(max(value, range.lowerBound), range.upperBound)
    return from + (to - from) * (inside - range.lowerBound) / (range.upperBound - range.lowerBound)
  }

  var text: String {
    var text = label(panel.title, x: (left + right) / 2, y: top - 8, anchor: "middle", style: "small")
    for tick in panel.x.shownTicks {
      text += line(x(tick.value), top, x(tick.value), bottom, style: "grid")
      text += label(tick.text, x: x(tick.value), y: bottom + 16, anchor: "middle", style: "small")
    }
    for tick in panel.y.shownTicks {
      text += line(left, y(tick.value), right, y(tick.value), style: "grid")
      text += label(tick.text, x: left - 6, y: y(tick.value) + 4, anchor: "end", style: "small")
    }
    text += line(left, bottom, right, bottom, style: "axis") + line(left, top, left, bottom, style: "axis")
    text += label(panel.x.name, x: (left + right) / 2, y: bottom + 36, anchor: "middle", style: "small")
    let middle = (top + bottom) / 2
    text +=
      "<text class=\"small\" text-anchor=\"middle\" transform=\"translate(14 \(n(middle))) rotate(-90)\">"
      + "\(panel.y.name.xmlEscaped)</text>\n"
    for series in panel.series { text += drawing(series) }
    return text
  }

  private func drawing(_ series: Figure.Series) -> String {
    let points = series.points.filter { $0.x.isFinite && $0.y.isFinite }
    var text = ""
    if series.isLine, points.count > 1 {
      let corners = points.map { "\(n(x($0.x))),\(n(y($0.y)))" }.joined(separator: " ")
      text += "<polyline class=\"\(series.lineStyle)\" points=\"\(corners)\"/>\n"
    }
    for point in points {
      if let low = point.low, let high = point.high, low.isFinite, high.isFinite {
        text += line(x(point.x), y(low), x(point.x), y(high), style: "line\(series.style)")
      }
      if series.hasMarks { text += mark(series.style, x(point.x), y(point.y)) }
    }
    return text
  }
}

extension Figure.Series {
  fileprivate var lineStyle: String { "line\(style)" + (isDashed ? " dashed" : "") }
}

extension Figure.Axis {
  /// The given ticks, or at most six round values.
  fileprivate var shownTicks: [(value: Double, text: String)] {
    if let ticks { return ticks.filter { range.contains($0.value) } }
    let span = range.upperBound - range.lowerBound
    let power = pow(10, floor(log10(span / 5)))
    let step = [1, 2, 5, 10].map { $0 * power }.first { span / $0 <= 5.001 } ?? 10 * power
    let decimals = max(0, Int(-floor(log10(step) + 1e-9)))
    let first = Int((range.lowerBound / step - 1e-9).rounded(.up))
    let last = Int((range.upperBound / step + 1e-9).rounded(.down))
    return first > last
      ? [] : (first...last).map { (Double($0) * step, Numbers.short(Double($0) * step, decimals: decimals)) }
  }
}

/// Formats a coordinate.
private func n(_ value: Double) -> String { Numbers.short(value, decimals: 1) }

private func label(_ text: String, x: Double, y: Double, anchor: String, style: String) -> String {
  "<text class=\"\(style)\" x=\"\(n(x))\" y=\"\(n(y))\" text-anchor=\"\(anchor)\">\(text.xmlEscaped)</text>\n"
}

private func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, style: String) -> String {
  "<line class=\"\(style)\" x1=\"\(n(x1))\" y1=\"\(n(y1))\" x2=\"\(n(x2))\" y2=\"\(n(y2))\"/>\n"
}

/// A different mark for each style, so that series can be distinguished without colour.
private func mark(_ style: Int, _ x: Double, _ y: Double) -> String {
  func shape(_ corners: [(Double, Double)]) -> String {
    let points = corners.map { "\(n(x + $0.0)),\(n(y + $0.1))" }.joined(separator: " ")
    return "<polygon class=\"mark\(style)\" points=\"\(points)\"/>\n"
  }
  switch style % 5 {
  case 0: return "<circle class=\"mark\(style)\" cx=\"\(n(x))\" cy=\"\(n(y))\" r=\"4\"/>\n"
  case 1: return shape([(-4, -4), (4, -4), (4, 4), (-4, 4)])
  case 2: return shape([(0, -5), (5, 4), (-5, 4)])
  case 3: return shape([(0, -5.5), (5.5, 0), (0, 5.5), (-5.5, 0)])
  default: return shape([(-5, -4), (5, -4), (0, 5)])
  }
}
