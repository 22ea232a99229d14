/// A line chart: a title with the values at the cursor, lines of dots, and an axis with named bands.
///
/// Values that are not finite, or out of the range of any training metric, are omitted and break their line; on a
/// logarithmic axis so are values not above 0.
public struct Chart: Sendable {
  public struct Point: Hashable, Sendable {
    public var x: Double
    public var y: Double
    /// Drawn upright through the point.
    public var interval: ClosedRange<Double>?

    public init(x: Double, y: Double) {
      self.x = x
      self.y = y
    }
  }

  public struct Series: Sendable {
    public var name: String
    /// Sorted by x.
    public var points: [Point]
    public var style: Style
    /// Drawn at the cursor, before the name, and at points if ``marksPoints`` is set; not beside a name, which has one.
    public var mark: Character
    /// Whether points are marked, where marks have enough distance.
    public var marksPoints: Bool
    /// Whether the line is dashed: a reference for comparison.
    public var isDashed: Bool
    /// Whether this is one of several comparison lines, which share one name at their ends and whose values are omitted
    /// from the title first.
    public var isComparison = false
    /// The value at the cursor, shown with the title.
    public var value: Double?
    /// A note on that value, shown if there is room, for example its confidence interval.
    public var note: String?

    public init(
      _ name: String, _ points: [Point], _ style: Style, mark: Character, marksPoints: Bool = false,
      isDashed: Bool = false, value: Double? = nil, note: String? = nil
    ) {
      self.name = name
      self.points = points
      self.style = style
      self.mark = mark
      self.marksPoints = marksPoints
      self.isDashed = isDashed
      self.value = value
      self.note = note
    }
  }

  /// A named part of the axis.
  public struct Band: Hashable, Sendable {
    public var name: String
    public var range: ClosedRange<Double>

    public init(name: String, range: ClosedRange<Double>) {
      self.name = name
      self.range = range
    }

    /// The name's first three letters, for narrow bands.
    public var shortName: String { String(name.prefix(3)) }
  }

  public var title: String
  public var series: [Series]
  public var bands: [Band]
  /// Values marked in the axis.
  public var marks: [Double] = []
  public var x: ChartAxis
  /// The range of the vertical axis; nil to derive it from the lines.
  public var y: ClosedRange<Double>?
  /// Of the values with the title.
  public var decimals: Int
  public var cursor: Double?
  /// The text shown if no line has a point, in one line or more.
  public var emptyText = "no figures yet"
  /// The minimum widths of the vertical axis's labels and of the lines' names, in columns, so that stacked charts
  /// align.
  public var numberColumns = 0
  public var nameColumns = 0

  public init(
    _ title: String, _ series: [Series], bands: [Band] = [], x: ChartAxis, y: ClosedRange<Double>? = nil, decimals: Int,
    cursor: Double? = nil
  ) {
    self.title = title
    self.series = series
    self.bands = bands
    self.x = x
    self.y = y
    self.decimals = decimals
    self.cursor = cursor
  }

  /// Whether a value can be shown.
  public static func isNumber(_ value: Double) -> Bool { value.isFinite && value.magnitude < 1e30 }

  /// The minimum size with room for lines.
  public static let minimum = Size(columns: 16, rows: 5)
}
