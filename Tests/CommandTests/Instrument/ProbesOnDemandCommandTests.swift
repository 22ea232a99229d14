import Foundation
import Testing

/// Probe results in the tabs, and probes trained from there, through the built program.
@Suite struct ProbesOnDemandCommandTests {
  private func frame(_ view: String, _ script: String, _ arguments: String...) throws -> Command {
    try Command.shell("LC_ALL=C.UTF-8 exec \"$0\" \"$@\"", [view, "--script", script] + arguments)
  }

  /// Everything under a folder, with what the files hold.
  private func contents(_ folder: URL) throws -> [String: Data] {
    var contents: [String: Data] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
      contents[path] = FileManager.default.contents(atPath: folder.appending(path: path).path) ?? Data()
    }
    return contents
  }

  @Test func aScriptTrainsProbesAndLeavesTheRunAlone() throws {
    try withFolder { folder in
      let run = try TinyRun.copy(to: folder)
      let before = try contents(run)
      let shots = ["step", "watch"].map { folder.appending(path: "\($0).txt").path }
      let script = "space T k :screenshot_\(shots[0]) Esc 2 c :screenshot_\(shots[1]) 3 v"
      let command = try frame("step", script, "--run", run.path)
      #expect(command.status == 0 && command.errors.isEmpty)
      let step = try String(contentsOfFile: shots[0], encoding: .utf8)
      #expect(step.contains("CALIBRATION direction linear·start") && step.contains("ECE 0."))
      // The results appear in every tab.
      let watch = try String(contentsOfFile: shots[1], encoding: .utf8)
      #expect(watch.contains("SEMANTIC CONTENT   ● linear·start 0."))
      #expect(command.output.contains("LINEAR·START") && command.output.contains("linear ● original"))
      #expect(try contents(run) == before)
    }
  }

  @Test func aProbeThatIsNotWholeYetIsNotShown() throws {
    try withFolder { folder in
      let run = try TinyRun.copy(to: folder)
      let probed = try Command([
        "probe", "--run", run.path, "--semantics", "original", "--probes", "linear", "--frames", "start", "--offsets",
        "0",
        "--training", "40", "--validation", "20", "--test", "20",
      ])
      #expect(probed.status == 0, "\(probed.errors)")
      let step = try frame("step", "space", "--run", run.path)
      #expect(step.status == 0 && step.output.contains("PROGRAM"))
      #expect(step.output.contains("No probes for this checkpoint yet"))
      let trained = try frame("step", "space T", "--run", run.path)
      #expect(trained.status == 0 && trained.output.contains("BELIEF linear·start"))
    }
  }

  @Test func aDropBetweenAProbeOfTheRunAndOneTrainedOnDemandIsNotTold() throws {
    try withFolder { folder in
      let run = try TinyRun.copy(to: folder)
      let probed = try Command([
        "probe", "--run", run.path, "--semantics", "original", "--probes", "linear", "--frames", "start",
        "--controls", "majority", "--training", "300", "--validation", "50", "--test", "100",
      ])
      #expect(probed.status == 0, "\(probed.errors)")
      let command = try frame("compare", "v T", "--run", run.path)
      #expect(command.status == 0 && command.errors.isEmpty)
      let rows = command.output.split(separator: "\n")
      #expect(rows.contains { $0.contains("linear ▲ flip ") && $0.contains("] not comparable") })
      #expect(rows.contains { $0.contains("linear ■ adversarial ") && $0.contains("] not comparable") })
    }
  }

  @Test func resultsOfTheRunAreShown() throws {
    let watch = try frame("watch", "c", "--size", "80x24").output
    #expect(watch.contains("SEMANTIC CONTENT   ● 0.") && watch.contains("majority"))
    let compare = try frame("compare", "v").output
    #expect(compare.contains("LINEAR·START") && compare.contains("RESULTS 54,000"))
    // The figures are those of `report`.
    let report = try Command(["report", "--frame", "start"])
    let line = try #require(report.lines.first { $0.hasPrefix("linear original ") })
    let content = try #require(line.split(separator: " ").dropFirst(2).first)
    #expect(compare.contains(content + " ["))
    let bare = try frame("watch", "c", "--run", TinyRun.path()).output
    #expect(bare.contains("no probe results yet") && bare.contains("--checkpoint all"))
  }

  @Test func anotherRunIsOverlaid() throws {
    let link = FileManager.default.temporaryDirectory.appending(path: "karelscope\(UInt64.random(in: 0...UInt64.max))")
    try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: TinyRun.path())
    defer { try? FileManager.default.removeItem(at: link) }
    let shown = try frame("step", ":overlay_\(link.path)", "--size", "120x40").output
    #expect(shown.contains("overlaid  ◆ "))
    #expect(!(try frame("step", ":overlay_\(link.path) :overlay", "--size", "120x40").output.contains("overlaid")))
    #expect(try frame("watch", ":overlay_/nowhere").output.contains("✗ overlay: /nowhere: holds no run"))
  }

  @Test func trainingProbesEndsWithTheProgram() throws {
    for signal in [nil, "TERM"] {
      // The last checkpoint has every kind of probe.
      let screen = try TmuxScreen(columns: 80, rows: 24, arguments: "--seed 3 --checkpoint 30000")
      try screen.wait { $0.contains("PROGRAM") }
      try screen.press("T")
      try screen.wait { $0.contains("T stops · ") && $0.contains(" programs for mlp1·start") }
      // The tab goes on answering keys meanwhile.
      try screen.press("End")
      try screen.wait { $0.contains("PROGRAM  end") && $0.contains("T stops · ") }
      if let signal {
        try screen.kill(signal)
        try screen.wait { $0.contains("ended") && $0.contains("echo on") && !$0.contains("TRUTH") }
      } else {
        try screen.press("T")
        try screen.wait { $0.contains("stopped: mlp1·start") }
        try screen.press("T")
        try screen.wait { $0.contains(" programs for mlp1·start") }
        try screen.press("q")
        try screen.wait { $0.contains("ended 0") && $0.contains("echo on") }
      }
    }
  }
}
