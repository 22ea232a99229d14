/// Panels side by side under one title, drawn by ``svg``.
public struct Figure: Sendable {
  /// A point with an optional interval in y.
  public struct Point: Hashable, Sendable {
    public var x, y: Double
    public var low, high: Double?

    public init(x: Double, y: Double, low: Double? = nil, high: Double? = nil) {
      self.x = x
      self.y = y
      self.low = low
      self.high = high
    }
  }

  public struct Series: Sendable {
    public var name: String
    /// Its colour and mark, the same in every panel: 0 to ``Palette/count`` − 1.
    public var style: Int
    /// By ascending x.
    public var points: [Point]
    public var isLine = true
    public var isDashed = false
    public var hasMarks = true

    public init(_ name: String, style: Int, _ points: [Point]) {
      self.name = name
      self.style = style
      self.points = points
    }
  }

  public struct Axis: Sendable {
    public var name: String
    public var range: ClosedRange<Double>
    /// The labelled values; chosen automatically if nil.
    public var ticks: [(value: Double, text: String)]?

    public init(_ name: String, _ range: ClosedRange<Double>, ticks: [(value: Double, text: String)]? = nil) {
      self.name = name
      self.range = range.lowerBound < range.upperBound ? range : range.lowerBound - 1...range.lowerBound + 1
      self.ticks = ticks
    }

    /// An axis for proportions, from 0 to 1.
    public static func share(_ name: String) -> Axis { Axis(name, 0...1) }
  }

  public struct Panel: Sendable {
    public var title: String
    public var x, y: Axis
    public var series: [Series]

    public init(_ title: String, x: Axis, y: Axis, _ series: [Series]) {
      self.title = title
      self.x = x
      self.y = y
      self.series = series
    }
  }

  public var title: String
  public var caption: String
  public var panels: [Panel]

  public init(_ title: String, caption: String, _ panels: [Panel]) {
    self.title = title
    self.caption = caption
    self.panels = panels
  }

  /// The palette of Okabe & Ito (2008), safe for colour-blind readers, without yellow, which is faint on white.
  enum Palette {
    static let colours = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9"]
    static var count: Int { colours.count }
  }
}
