import Foundation
import Testing

/// The Library and Compare tabs of runs on disk, through the built program.
@Suite struct LibraryCommandTests {
  private func frame(_ arguments: String...) throws -> String {
    let command = try Command.shell("LC_ALL=C.UTF-8 exec \"$0\" \"$@\"", arguments)
    #expect(command.errors.isEmpty && command.status == 0)
    return command.output
  }

  @Test func runsUnderAFolderAreListedWithTheirStates() throws {
    try withFolder { folder in
      let runs = folder.appending(path: "runs")
      try FileManager.default.createDirectory(
        at: runs.appending(path: "empty"), withIntermediateDirectories: true)
      let run = try TinyRun.copy(to: runs)
      let broken = runs.appending(path: "broken")
      try FileManager.default.createDirectory(at: broken, withIntermediateDirectories: true)
      try Data("{}".utf8).write(to: broken.appending(path: "run.json"))
      let text = try frame("library", "--run", folder.path, "--once", "--size", "120x40")
      #expect(text.contains("turns  bundled"))
      #expect(text.contains("  run ") && text.contains("60 of 60 steps"))
      for step in [20, 40, 60] { #expect(text.contains("step      \(step)")) }
      #expect(text.contains("broken  ✗ "))
      #expect(!text.contains("empty"))
      // A run's own folder is listed too, and a checkpoint of it opens in Step.
      let opened = try frame("library", "--run", run.path, "--script", "/step_40 Down Enter", "--size", "120x40")
      #expect(opened.contains("run · step 40"))
      #expect(opened.contains("no probe"))
    }
  }

  /// A script shows failures after keys, as a terminal does; only a tab that cannot start is an error.
  @Test func whatCannotBeOpenedIsShownAtAScriptsEnd() throws {
    try withFolder { folder in
      let run = try TinyRun.copy(to: folder)
      try FileManager.default.removeItem(at: run.appending(path: "checkpoints"))
      for (script, view) in [(":8 s", "Step"), (":8 c", "Compare")] {
        let file = folder.appending(path: "\(view).txt")
        _ = try frame("library", "--run", folder.path, "--script", script, "--frame", file.path)
        let text = try String(contentsOf: file, encoding: .utf8)
        #expect(text.contains("holds no checkpoint"), "\(text)")
        let command = try Command([view.lowercased(), "--run", run.path, "--once"])
        #expect(command.status == 1 && command.errors.contains("holds no checkpoint") && command.output.isEmpty)
      }
    }
  }

  @Test func whatIsLoadedIsMarked() throws {
    let text = try frame("step", "--script", "space { 4")
    let marked = text.split(separator: "\n").filter { $0.contains("●") }
    #expect(marked.count == 2 && marked[0].contains("30,000") && marked[1].contains("54,000"))
    #expect(!(try frame("library", "--once").contains("●")))
  }

  @Test func aFilterLeavesWhatContainsIt() throws {
    let text = try frame("library", "--script", "/10000")
    #expect(text.contains("step  10,000") && !text.contains("step  30,000"))
  }

  @Test func compareShowsEveryContrast() throws {
    let semantics = try frame("compare", "--once")
    for title in ["ORIGINAL", "FLIP", "ADVERSARIAL", "PROGRAM  1/"] { #expect(semantics.contains(title)) }
    let checkpoints = try frame("compare", "--script", "c")
    for step in ["100", "2,000", "54,000"] { #expect(checkpoints.contains("STEP \(step) ")) }
    let probes = try frame("compare", "--script", "c c")
    #expect(probes.contains("LINEAR·START") && probes.contains("LINEAR·GRID"))
  }

  @Test func keysAreListed() throws {
    for (format, sign) in [("text", "Step\n"), ("markdown", "| tab | keys | what they do |"), ("man", ".SH KEYS")] {
      #expect(try frame("keys", "--format", format).hasPrefix(sign))
    }
  }
}
