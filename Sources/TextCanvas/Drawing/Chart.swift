/// A line chart: a title with the values at the cursor, lines of dots, an axis with the names of bands in it.
///
/// Whatever is not a finite number, or is beyond all figures of a training, is left out and breaks its line; on a logarithmic axis so is what is not above 0.
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
    /// In the order of x.
    public var points: [Point]
    public var style: Style
    /// Drawn at the cursor, before the name, and where ``marksPoints`` asks for it; not beside a name, which has one.
    public var mark: Character
    /// Whether points are marked, as far as the marks stand apart.
    public var marksPoints: Bool
    /// A line that is drawn with gaps: a reference to compare with.
    public var isDashed: Bool
    /// One of several lines that others are compared with: all of them have one name at their ends, and their values are the
    /// first to be left out of the title.
    public var isComparison = false
    /// The value at the cursor, shown with the title.
    public var value: Double?
    /// What is said of that value where there is room, for example its interval.
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

  /// A part of the axis that has a name.
  public struct Band: Hashable, Sendable {
    public var name: String
    public var range: ClosedRange<Double>

    public init(name: String, range: ClosedRange<Double>) {
      self.name = name
      self.range = range
    }

    /// What stands for the name where there is no room for it: its first three letters.
    public var shortName: String { String(name.prefix(3)) }
  }

  public var title: String
  public var series: [Series]
  public var bands: [Band]
  /// Values that have a mark in the axis.
  public var marks: [Double] = []
  public var x: ChartAxis
  /// The values from bottom to top; nil takes them from the lines.
  public var y: ClosedRange<Double>?
  /// Of the values with the title.
  public var decimals: Int
  public var cursor: Double?
  /// What is said where no line has a point, in one line or more.
  public var emptyText = "no figures yet"
  /// The least columns for the vertical axis's numbers, and for the lines' names, so that charts below each other align.
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

  /// The least extent that has room for lines.
  public static let minimum = Size(columns: 16, rows: 5)
}
