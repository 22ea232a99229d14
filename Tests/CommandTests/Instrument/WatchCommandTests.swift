import Foundation
import Testing

/// The Watch tab's first frame, through the built program.
@Suite struct WatchCommandTests {
  private func frame(_ run: String, _ arguments: String...) throws -> Command {
    try Command.shell(
      "LC_ALL=C.UTF-8 exec \"$0\" \"$@\"", ["watch", "--once", "--run", run] + arguments)
  }

  @Test func aFinishedRunIsShown() throws {
    let run = try TinyRun.path()
    for size in ["80x24", "120x40", "200x60", "40x12"] {
      let command = try frame(run, "--size", size)
      let numbers = size.split(separator: "x").compactMap { Int($0) }
      let lines = command.output.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
      #expect(command.status == 0 && command.errors.isEmpty)
      #expect(lines.count == numbers[1] && lines.allSatisfy { $0.count <= numbers[0] })
      #expect(command.output.contains("PROGRAMS"))
    }
    let text = try frame(run).output
    #expect(try frame(run, "--size", "200x60").output.contains("· finished · step 60"))
    #expect(text.contains("WRITTEN  at step 60 ◉ · solves ") && text.contains(" · ◉ weights kept"))
    // The figures are those that `metrics` shows, the first program the first that is kept.
    let metrics = try JSONSerialization.jsonObject(
      with: Data(#require(try Command(["metrics", "--run", run, "--json"]).lines.last).utf8))
    let accuracy = try #require((metrics as? [String: Any])?["generative_accuracy"] as? Double)
    #expect(text.contains(String(format: "● solved %.3f", accuracy)))
    let kept = try JSONSerialization.jsonObject(
      with: Data(
        #require(
          try String(contentsOfFile: run + "/samples/step-000060.jsonl", encoding: .utf8).split(separator: "\n").first
        )
        .utf8))
    let ops = try #require((kept as? [String: Any])?["reference"] as? [String])
    let names = ["pickMarker": "pick", "putMarker": "put", "turnRight": "right", "turnLeft": "left", "move": "move"]
    let first = try #require(ops.first.flatMap { names[$0] })
    let row = try #require(text.split(separator: "\n").first { $0.hasPrefix("  1 ") })
    #expect(row.dropFirst(46).hasPrefix(first))
  }

  @Test func aCheckpointWhoseWeightsAreNotKeptOpensTheNearest() throws {
    try withFolder { folder in
      let run = try TinyRun.copy(to: folder)
      try FileManager.default.removeItem(at: run.appending(path: "checkpoints/step-000020"))
      for (script, view) in [("Home s", "TRUTH"), ("Home s 3", "ORIGINAL"), ("3 :checkpoint_21", "ORIGINAL")] {
        let command = try Command.shell(
          "LC_ALL=C.UTF-8 exec \"$0\" \"$@\"", ["watch", "--run", run.path, "--script", script])
        #expect(command.status == 0 && command.errors.isEmpty)
        #expect(command.output.contains(view) && command.output.contains(" step 40"))
        #expect(command.output.contains("no weights of step 2"), "\(script)")
        #expect(command.output.contains("; the nearest: 40"), "\(script)")
      }
    }
  }

  @Test func asciiIsASCII() throws {
    let command = try frame(TinyRun.path(), "--ascii", "--size", "200x60")
    #expect(command.output.utf8.allSatisfy { $0 < 128 })
    #expect(command.output.contains("PROGRAMS"))
  }

  @Test func anEmptyRunAndAHalfWrittenLineAreStates() throws {
    try withFolder { folder in
      let run = try TinyRun.copy(to: folder)
      let metrics = run.appending(path: "metrics.jsonl")
      let text = try String(contentsOf: metrics, encoding: .utf8)
      // All but the end of the last line.
      try Data(text.utf8.dropLast(20)).write(to: metrics)
      let half = try frame(run.path)
      #expect(half.status == 0 && half.errors.isEmpty)
      #expect(half.output.contains("WRITTEN  at step 40 "))
      // It is recent, but no process is training it.
      #expect(try frame(run.path, "--size", "120x40").output.contains(" · stopped"))
      for remove in [false, true] {
        if remove {
          try FileManager.default.removeItem(at: metrics)
        } else {
          try Data("{\"step\"".utf8).write(to: metrics)
        }
        let empty = try frame(run.path)
        #expect(empty.status == 0 && empty.errors.isEmpty)
        #expect(empty.output.contains(" · empty"))
        #expect(empty.output.contains("No metrics yet, and no process trains this run."))
      }
      try Data("{}\n".utf8).write(to: metrics)
      let broken = try frame(run.path)
      #expect(broken.status == 0 && broken.output.contains(" · empty"))
    }
  }

  @Test func aTrainingThatNoProcessGoesOnWithHasStopped() throws {
    try withFolder { folder in
      let run = try TinyRun.copy(to: folder)
      let metrics = run.appending(path: "metrics.jsonl")
      let lines = try String(contentsOf: metrics, encoding: .utf8).split(separator: "\n")
      try Data(lines.dropLast().map { $0 + "\n" }.joined().utf8).write(to: metrics)
      func expectStopped() throws {
        let stopped = try frame(run.path, "--size", "120x40").output
        #expect(stopped.contains(" · stopped") && stopped.contains("stopped after step "), "\(stopped)")
        #expect(stopped.contains("  karelscope train --out "), "\(stopped)")
      }
      let longAgo = Date(timeIntervalSinceNow: -7200)
      try expectStopped()
      try FileManager.default.setAttributes([.modificationDate: longAgo], ofItemAtPath: metrics.path)
      try expectStopped()
      // Whoever trains holds the lock of the folder.
      let descriptor = open(run.path, O_RDONLY)
      defer { close(descriptor) }
      try #require(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
      let stalled = try frame(run.path, "--size", "120x40").output
      #expect(!stalled.contains("karelscope train"))
      #expect(stalled.contains(" · stale") && stalled.contains("no line for 2 h: has it stopped?"), "\(stalled)")
    }
  }

  @Test func aRunWithoutWeightsSaysWhatCanBeDone() throws {
    try withFolder { folder in
      let run = try TinyRun.copy(to: folder)
      try FileManager.default.removeItem(at: run.appending(path: "checkpoints"))
      for script in ["s n", "1 n", "3 n"] {
        let text = try Command.shell(
          "LC_ALL=C.UTF-8 exec \"$0\" \"$@\"", ["watch", "--run", run.path, "--script", script]
        ).output
        #expect(
          text.contains("nothing to show for run") && text.contains("✗ holds no checkpoint"), "\(script): \(text)")
        #expect(text.contains("4  the Library lists all runs"))
      }
      let library = try Command.shell(
        "LC_ALL=C.UTF-8 exec \"$0\" \"$@\"", ["library", "--run", folder.path, "--once"]
      ).output
      let row = try #require(library.split(separator: "\n").first { $0.hasPrefix("   run ") })
      #expect(row.contains("–") && row.contains("%") && !row.contains("MB"), "\(row)")
    }
  }

  @Test func aRunIsNotLaidOverItself() throws {
    let path = try TinyRun.path()
    let command = try Command.shell(
      "cd \"$1\" && LC_ALL=C.UTF-8 exec \"$0\" watch --run \"$1\" --script :overlay_.", [path])
    // The run's name is long, and the error wrapped.
    let words = command.output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.contains(" is already on screen; :overlay takes another run's folder"), "\(command.output)")
  }

  @Test(arguments: [
    (["watch"], "standard input is not a terminal; run in a terminal, or use --once"),
    (["watch", "--once", "--run", "/nowhere"], "/nowhere: holds no run"),
    (["watch", "--size", "80by24"], "--size"),
  ])
  func whatCannotBeShownIsSaid(_ arguments: [String], _ error: String) throws {
    let command = try Command(arguments)
    #expect(command.output.isEmpty)
    #expect(command.errors.contains(error))
    #expect(command.status != 0)
  }

  @Test func aStoppedTrainingIsTakenUpInTheView() throws {
    try withFolder { folder in
      let run = folder.appending(path: "run")
      let begun = ["train", "--out", run.path, "--preset", "tiny", "--seed", "3", "--steps", "20"]
      #expect(try Command(begun).status == 0)
      // As if more steps had been asked for.
      let file = run.appending(path: "run.json")
      let text = try String(contentsOf: file, encoding: .utf8)
      try Data(text.replacing("\"steps\" : 20", with: "\"steps\" : 100000").utf8).write(to: file)
      #expect(try frame(run.path).output.contains("stopped after step 20 of 100,000"))
      let command = try Command.shell(
        "LC_ALL=C.UTF-8 exec \"$0\" \"$@\"", ["watch", "--run", run.path, "--script", "p"])
      #expect(command.status == 0 && command.output.contains("run · training here"), "\(command.output)")
      #expect(command.errors.contains("/run --resume\n"), "\(command.errors)")
      #expect(try #require(lines(run).last).step > 20)
    }
  }

  @Test func aTrainingBegunInTheViewIsSavedAtItsEnd() throws {
    try withFolder { folder in
      let command = try Command.shell(
        "cd \"$1\" && LC_ALL=C.UTF-8 exec \"$0\" watch --script ':train_tiny'", [folder.path])
      let run = folder.appending(path: "tiny-seed1")
      #expect(command.status == 0)
      #expect(command.output.contains("tiny-seed1 · "))
      #expect(command.errors.contains("tiny-seed1 --resume\n"))
      let more = try Command(["train", "--out", run.path, "--resume"])
      #expect(more.status == 0)
      #expect(try Command(["metrics", "--run", run.path, "--json"]).lines.count == 3)

      let wrong = try Command.shell(
        "cd \"$1\" && LC_ALL=C.UTF-8 exec \"$0\" watch --script ':train_slow'", [folder.path])
      let twice = try Command.shell(
        "cd \"$1\" && LC_ALL=C.UTF-8 exec \"$0\" watch --script ':train_quick :train_quick'", [folder.path])
      #expect(twice.output.contains("quick-seed1 is being trained here; S in Watch saves and stops it first"))
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasPrefix("quick") }.count == 1)
      #expect(wrong.output.contains("train: found slow, expected one of paper, turns, text, quick, tiny"))
    }
  }
}
