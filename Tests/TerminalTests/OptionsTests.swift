import Screens
import Terminal
import Testing
import TextCanvas

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

@Suite struct LocaleTests {
  @Test(arguments: [
    (["LC_ALL": "xx_XX.UTF-8"], true), (["LANG": "xx_XX.utf8@euro"], true), (["LC_CTYPE": "UTF-8"], true),
    (["LC_ALL": "C", "LANG": "de_DE.UTF-8"], false), (["LC_ALL": "", "LANG": "de_DE.UTF-8"], true),
    (["LC_CTYPE": "de_DE.ISO-8859-1", "LANG": "de_DE.UTF-8"], false), ([:], false), (["LANG": "POSIX"], false),
  ])
  func theFirstVariableThatIsSetNamesTheCodeset(_ environment: [String: String], _ isUTF8: Bool) {
    #expect(Terminal.namesUTF8(environment) == isUTF8)
  }
}
