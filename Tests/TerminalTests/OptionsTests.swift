import Screens
import Terminal
import Testing

@Suite struct TerminalSizeTests {
  private func size(_ columns: Int, _ rows: Int, _ environment: [String: String] = [:]) -> Size {
    Terminal.Options(environment: environment).size(reported: Size(columns: columns, rows: rows))
  }

  @Test func whatTheTerminalReportsIsDrawnInUpToALimit() {
    #expect(size(120, 40) == Size(columns: 120, rows: 40))
    #expect(size(40_000, 2000) == Size(columns: 1000, rows: 1000))
    #expect(size(65_535, 1) == Size(columns: 1000, rows: 1))
    #expect(size(120, 40, ["COLUMNS": "50", "LINES": "10"]) == Size(columns: 120, rows: 40))
  }

  @Test func variablesTellWhereTheTerminalDoesNot() {
    #expect(size(0, 0, ["COLUMNS": "132", "LINES": "50"]) == Size(columns: 132, rows: 50))
    #expect(size(0, 30, ["COLUMNS": "132", "LINES": "50"]) == Size(columns: 132, rows: 30))
  }

  @Test(arguments: ["", "0", "-1", "-2147483648", "1001", "99999999999999999999", "4294967376", "80x24", " 80", "abc"])
  func absurdVariablesAreIgnored(_ value: String) {
    #expect(size(0, 0, ["COLUMNS": value, "LINES": value]) == Size(columns: 80, rows: 24))
    #expect(size(100, 30, ["COLUMNS": value, "LINES": value]) == Size(columns: 100, rows: 30))
  }
}
