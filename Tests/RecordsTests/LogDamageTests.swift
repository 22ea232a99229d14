import Records
import Testing

@Suite struct LogDamageTests {
  private func remark(_ line: Int) -> LogDamage.Remark {
    LogDamage.Remark(
      file: "/runs/a/metrics.jsonl", place: "line \(line)", finding: "found x, expected y", remedy: "remove it")
  }

  @Test func aRemarkIsALine() {
    #expect(
      remark(3).description == "/runs/a/metrics.jsonl: line 3: found x, expected y; remove it")
    #expect(remark(3).fileName == "metrics.jsonl")
    #expect(LogDamage.Remark(file: "a", finding: "found x, expected y").description == "a: found x, expected y")
  }

  @Test func theRestIsCounted() {
    var damage = LogDamage()
    #expect(damage.isEmpty && damage.lines == [])
    for line in 1...15 { damage.add(remark(line)) }
    var all = damage
    all.add(damage)
    #expect(all.count == 30 && all.remarks.count == 20)
    #expect(all.lines.count == 21)
    #expect(all.lines.last == "/runs/a/metrics.jsonl: 10 more such lines")
  }
}
