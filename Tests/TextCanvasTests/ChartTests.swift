import Testing
import TextCanvas

/// Charts as pictures. Their figures are invented.
@Suite struct ChartTests {
  private func line(_ points: [(x: Double, y: Double)], _ name: String = "line") -> Chart.Series {
    Chart.Series(
      name, points.map { Chart.Point(x: $0.x, y: $0.y) }, .series1, mark: "●", marksPoints: true, value: points.last?.y)
  }

  private func picture(_ chart: Chart, _ columns: Int, _ rows: Int) -> Canvas {
    var canvas = Canvas(Size(columns: columns, rows: rows))
    chart.draw(into: &canvas)
    return canvas
  }

  private let steps = ChartAxis(name: "steps", range: 0...100)

  private var rising: Chart {
    Chart(
      "RISING", [line([(0, 0), (50, 2), (100, 10)])],
      bands: [Chart.Band(name: "first", range: 0...50), Chart.Band(name: "second", range: 50...100)], x: steps,
      decimals: 1, cursor: 50)
  }

  @Test func aLineWithBandsAndACursor() {
    #expect(
      picture(rising, 50, 10).text == """
        RISING   ● line 10.0
        10                     │               ⢀⡠⠔⠊ ● line
                               │            ⣀⠤⠒⠁
                               │        ⢀⡠⠔⠉
         5                     │     ⣀⠤⠊⠁
                               │ ⢀⡠⠒⠉
                         ⣀⣀⣀⣀⠤⠤●⠊⠁
         0 ●⣀⠤⠤⠤⠤⠒⠒⠒⠒⠉⠉⠉⠉      │
           ─────── first ──────┴───── second ──────
           0                  50                100 steps

        """)
  }

  @Test func theSameInASCII() {
    #expect(
      picture(rising, 50, 10).inASCII.text == """
        RISING   * line 10.0
        10                     |               ..-' * line
                               |            .--'
                               |        ..-'
         5                     |     .-''
                               | ..-'
                         ....--*''
         0 *.--------''''      |
           ------- first ------+----- second ------
           0                  50                100 steps

        """)
  }

  @Test func onePoint() {
    #expect(
      picture(Chart("ONE", [line([(40, 3)])], x: steps, decimals: 1), 40, 8).text == """
        ONE   ● line 3.0
        5

                      ●                   ● line

        0
          ───────────────────────────────
          0             50            100 steps

        """)
  }

  @Test func aConstantLine() {
    #expect(
      picture(Chart("CONSTANT", [line([(0, 3), (100, 3)])], x: steps, decimals: 1), 40, 8).text == """
        CONSTANT   ● line 3.0
        5

          ●⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉ ● line

        0
          ───────────────────────────────
          0             50            100 steps

        """)
  }

  @Test func whatIsNoNumberBreaksALine() {
    let series = line([(0, 1), (30, 1), (50, .nan), (70, 2), (100, 2)])
    #expect(
      picture(Chart("GAP", [series], x: steps, y: 0...2, decimals: 1), 40, 8).text == """
        GAP   ● line 2.0
        2                      ●⠉⠉⠉⠉⠉⠉⠉⠉⠉ ● line

          ●⠤⠤⠤⠤⠤⠤⠤⠤●

        0
          ───────────────────────────────
          0             50            100 steps

        """)
  }

  @Test func equalFactorsAreEquallyFarApart() {
    let axis = ChartAxis(name: "steps", range: 1...1000, isLogarithmic: true)
    let series = line([(1, 1), (10, 2), (100, 3), (1000, 4)])
    #expect(
      picture(Chart("LOG", [series], x: axis, y: 0...4, decimals: 1), 50, 8).text == """
        LOG   ● line 4.0
        4                                ⢀⣀⣀⠤⠤⠔⠒⠒⠊⠉ ● line
                              ⢀⣀⣀⠤⠤⠤⠒●⠊⠉⠉⠁
                  ⢀⣀⣀⣀⠤●⠤⠒⠒⠒⠉⠉⠁
          ●⠤⠒⠒⠒⠊⠉⠉⠁
        0
          ─────────────────────────────────────────
          1           10            100          1k steps

        """)
  }

  /// A mark is drawn in the midst of a cell: of points near each other that with the curve there has it.
  @Test func marksLieOnTheirLine() {
    // In the midst of a row of cells, but for single points.
    let points: [(x: Double, y: Double)] = (0...100).map { (Double($0), $0 % 9 == 8 ? 2.5 : 1.7) }
    let edge = Chart("EDGE", [line(points)], x: steps, y: 0...3, decimals: 1)
    let lines = picture(edge, 60, 9).text.split(separator: "\n")
    #expect(lines[3].count { $0 == "●" } > 8)
    #expect(!lines[2].contains("●"), "single points off the line have no mark")
  }

  @Test func namesInTheAxisBecomeShortBesideMarksAndTheCursor() {
    func axis(_ end: Double, marks: [Double] = [], cursor: Double? = nil) -> Substring {
      var chart = Chart(
        "", [line([(0, 0), (100, 1)])],
        bands: [Chart.Band(name: "babbling", range: 0...end), Chart.Band(name: "syntax", range: end...100)], x: steps,
        decimals: 0, cursor: cursor)
      chart.marks = marks
      let lines = picture(chart, 50, 7).text.split(separator: "\n", omittingEmptySubsequences: false)
      return lines[5].drop { $0 == " " }
    }
    #expect(axis(50) == "───── babbling ─────┴───── syntax ───────")
    #expect(axis(25).hasPrefix("─── bab ──┴"))
    #expect(axis(50, cursor: 25).hasPrefix("───── bab ┴─────────┴"))
    // A name leaves marks free where it can, and is whole where it cannot.
    #expect(axis(50, marks: [10]).hasPrefix("────◉ babbling ─────┴"))
    #expect(axis(50, marks: [25]).hasPrefix("───── bab ◉─────────┴"))
    #expect(axis(50, marks: (0...100).map(Double.init)).hasPrefix("◉◉◉◉◉ babbling ◉◉◉◉◉◉"))
    #expect(axis(50, marks: [25], cursor: 25).hasPrefix("───── bab ◉─────────┴"))
  }

  @Test func nothingToShowIsSaid() {
    for series in [[], [line([])], [line([(0, .nan), (1, .infinity)])], [line([(.nan, 1)])]] {
      #expect(picture(Chart("NONE", series, x: steps, decimals: 1), 40, 8).text.contains("no figures yet"))
    }
  }

  @Test func everyLineIsNamedAtItsEnd() {
    // More ends at one place than there are rows below it.
    let series = ["one", "two", "three"].map { line([(0, 5), (100, 0)], $0) } + [line([(0, 0), (100, 5)], "four")]
    let lines = picture(Chart("", series, x: steps, decimals: 0), 60, 9).text.split(
      separator: "\n", omittingEmptySubsequences: false)
    for (row, name) in [(1, "four"), (4, "one"), (5, "two"), (6, "three")] {
      #expect(lines[row].hasSuffix("● " + name), "\(name)")
    }
  }

  @Test func strangeFiguresDrawAtEverySize() {
    let values: [Double] = [
      0, -1, 1e-300, 1e300, -1e300, .nan, .infinity, -.infinity, .greatestFiniteMagnitude, .leastNonzeroMagnitude,
    ]
    for isLogarithmic in [false, true] {
      for high in [0, 1, 1e300] {
        let axis = ChartAxis(name: "steps", range: 0...high, isLogarithmic: isLogarithmic)
        for first in values {
          let series = line(values.map { ($0, first) } + values.map { (1, $0) })
          let chart = Chart("STRANGE", [series], x: axis, decimals: 2, cursor: first)
          for size in [(0, 0), (1, 1), (15, 5), (16, 5), (40, 9), (200, 40)] {
            #expect(picture(chart, size.0, size.1).cells.count == size.0 * size.1)
          }
        }
      }
    }
  }
}
