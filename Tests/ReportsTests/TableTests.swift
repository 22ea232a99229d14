import Foundation
import Karel
import Probing
import Reports
import Testing

@Suite struct TableTests {
  private func table(_ title: String, of findings: Findings) throws -> String {
    try #require(findings.tables.first { $0.title.hasPrefix(title) }, "no table \(title)").text
  }

  private let findings = Findings(MadeUp.training, Selection())!

  @Test func theCourse() throws {
    #expect(
      try table("Semantic content beside", of: findings) == """
        Semantic content beside generative accuracy (current state, original semantics)
        step      phase   generative accuracy  linear   mlp1  majority
        100    babbling  0.010 [0.002, 0.054]   0.300      -         -
        200   semantics  0.200 [0.133, 0.289]   0.400      -         -
        300   semantics  0.600 [0.502, 0.691]   0.600  0.800     0.500
        Semantic content is the geometric mean of the accuracies for direction, position
        and obstacle. majority: that of the majority class in each checkpoint's own
        programs.

        """)
  }

  @Test func contentAndDrops() throws {
    let text = try table("Semantic content at step 300", of: findings)
    #expect(
      text.hasPrefix(
        """
        Semantic content at step 300 (current state)
        probe, semantics        semantic content  majority                  drop  paper
        linear original     0.600 [0.502, 0.691]     0.500                     -  0.632
        linear flip         0.500 [0.404, 0.596]         -  0.100 [0.015, 0.185]      -
        """), "\(text)")
    let drops = try table("Drop", of: findings)
    #expect(drops.contains("paired") && drops.contains("Newcombe"))
    #expect(drops.contains("0.600           0.500  0.100 [0.012, 0.184]\n"), "\(drops)")
  }

  @Test func everythingElse() throws {
    let regression = try table("Semantic content = ", of: findings)
    #expect(regression.contains(/\nlinear 0 +3 +0.507/), "\(regression)")
    let controls = try table("Controls", of: findings)
    #expect(controls.contains("majority original 0             0.500     0.500     0.500\n"), "\(controls)")
    let layers = try table("Accuracy by layer", of: findings)
    #expect(layers.contains("linear 1          0.700     0.700     0.700             0.700\n"), "\(layers)")
    let ops = try table("Accuracy of linear probes by position", of: findings)
    #expect(ops.contains("2       50      0.200     0.200     0.200"), "\(ops)")
    let reliability = try table("Reliability of linear", of: findings)
    #expect(reliability.contains("0.933 to 1.000  0.950 0.800 75"), "\(reliability)")
    let expected = try table("Expectations", of: findings)
    #expect(expected.contains("linear: original > flip > adversarial  yes  0.600, 0.500, 0.400"), "\(expected)")
    #expect(expected.contains("linear: +1 above the majority           no"), "\(expected)")
    #expect(expected.contains("linear: rises in the third phase       yes"), "\(expected)")
  }

  /// What has no results is left out or reported as missing.
  @Test func littleIsEnough() throws {
    let results = [MadeUp.result(4, .obstacle, right: 70)]
    let little = try #require(
      Findings([ProbedCheckpoint(step: 4, generativeAccuracy: nil, results: results)], Selection()))
    let text = little.tables.map(\.text).joined()
    #expect(text.contains("Needs three checkpoints"))
    #expect(text.contains("original 0"))
    for missing in ["Drop", "Controls", "by layer"] { #expect(!text.contains(missing)) }
    #expect(!little.figures.isEmpty)
  }

  @Test func linesFitATerminal() {
    for table in findings.tables {
      for line in table.text.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    }
  }

  @Test func commaSeparatedValues() throws {
    let typed = try Semantics(parsing: "put,pick,move,right,left")
    var empty = MadeUp.result(9, .obstacle, right: 0, of: 0)
    empty.paired = nil
    let csv = ResultsTable.csv([
      MadeUp.result(9, .direction, kind: .mlp2, right: 50, offset: -2, semantics: typed, control: .ops, paired: 12),
      empty,
    ])
    let lines = csv.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(
      lines[0]
        == "step,probe,frame,feature,offset,semantics,seed,control,layer,example,programs,last,accuracy,low,high,n,paired,"
        + "record,states,information_bits,information_low,information_high,ends,position")
    #expect(
      lines[1].hasPrefix(
        "9,mlp2,grid,direction,-2,\"put,pick,move,right,left\",1,ops,mean,1,all,false,0.5,0.40"), "\(lines[1])")
    #expect(lines[1].hasSuffix(",100,12,,all,,,,false,op"))
    #expect(lines[2] == "9,linear,grid,obstacle,0,original,1,,mean,1,all,false,,,,0,,,all,,,,false,op")
    #expect(lines.count == 4 && lines[3].isEmpty)
  }

  @Test func aValueOfAResultIsOneFieldOnOneLine() {
    var result = MadeUp.result(9, .direction, right: 50)
    result.semantics = "a\"\u{301},\u{1B}[2J\r\n\u{2028}"
    let lines = ResultsTable.csv([result]).unicodeScalars.split(separator: "\n").map(String.init)
    #expect(lines.count == 2)
    let field = "\"a\"\"\u{301}," + #"\u{1B}[2J\r\n\u{2028}""#
    #expect(lines[1].hasPrefix("9,linear,grid,direction,0,\(field),1,,mean,"), "\(lines[1])")
  }
}
