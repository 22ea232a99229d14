import Foundation
import Testing

/// What Watch says of a run that another process trains, has stopped, or has finished.
@Suite struct WatchStateCommandTests {
  /// Watch's first frame on standard output, in a line of shell after `$0` was made the program.
  private static let watch = "LC_ALL=C.UTF-8 \"$0\" watch --once --size 120x40 --run"

  /// Trains into a folder named `run` until there are lines, runs `line`, in which `$process` is the training and `$run` its
  /// folder, and waits for the training's end.
  private func whileTraining(steps: Int, in folder: URL, _ line: String) throws -> Command {
    try Command.shell(
      """
      run="$1/run"
      "$0" train --out "$run" --preset tiny --seed 3 --steps \(steps) --threads 1 2> /dev/null & process=$!
      for attempt in {1..3000}; do
        [ -s "$run/metrics.jsonl" ] && break
        kill -0 $process 2> /dev/null || break
        sleep 0.02
      done
      \(line)
      """, [folder.path])
  }

  /// The frames that the command wrote, by what each begins with.
  private func frames(_ output: String) -> [Substring] {
    output.split(separator: " karelscope  1 Step").filter { $0.contains("4 Library") }
  }

  @Test func aTrainingIsLiveUntilItEndsAndItsCopyNever() throws {
    try withFolder { folder in
      let command = try whileTraining(
        steps: 100_000, in: folder,
        """
        \(Self.watch) "$run"
        cp -R "$run" "$1/copy"
        \(Self.watch) "$1/copy"
        kill -INT $process; wait $process
        \(Self.watch) "$run"
        """)
      #expect(command.status == 0, "\(command.errors)")
      let frames = frames(command.output)
      try #require(frames.count == 3, "\(command.output)")
      #expect(frames[0].contains("run · live") && !frames[0].contains("--resume"), "\(frames[0])")
      // Its lines are as recent, but no process is training it.
      #expect(frames[1].contains("copy · stopped"), "\(frames[1])")
      #expect(frames[1].contains("karelscope train --out \(folder.path)/copy --resume"), "\(frames[1])")
      #expect(frames[2].contains("run · stopped") && frames[2].contains("stopped after step "), "\(frames[2])")
      #expect(frames[2].contains("karelscope train --out \(folder.path)/run --resume"), "\(frames[2])")
    }
  }

  @Test func aTrainingThatCameToItsEndIsFinished() throws {
    try withFolder { folder in
      let command = try whileTraining(steps: 20, in: folder, "wait $process; \(Self.watch) \"$run\"")
      let frames = frames(command.output)
      #expect(frames.count == 1 && frames[0].contains("run · finished") && !frames[0].contains("--resume"))
    }
  }

  /// The time for which the process is stopped is none of training.
  @Test func aStoppedProcessDoesNotTrain() throws {
    try withFolder { folder in
      let command = try whileTraining(
        steps: 3000, in: folder,
        """
        lines=$(wc -l < "$run/metrics.jsonl")
        kill -STOP $process; sleep 4; kill -CONT $process
        until [ $(wc -l < "$run/metrics.jsonl") -gt $((lines + 2)) ]; do sleep 0.02; done
        kill -INT $process; wait $process; echo "ended $?"
        """)
      #expect(command.output == "ended 130\n", "\(command.output)")
      let metrics = try String(contentsOf: folder.appending(path: "run/metrics.jsonl"), encoding: .utf8)
      let seconds = try metrics.split(separator: "\n").map { try decoded($0, as: Line.self).seconds }
      #expect(zip(seconds, seconds.dropFirst()).allSatisfy { $1 - $0 < 4 }, "\(seconds)")
    }
  }

  private struct Line: Decodable {
    let seconds: Double
  }

  /// Whoever opens Watch first sees the training begin.
  @Test func aFolderIsWatchedBeforeItsRunBegins() throws {
    try withFolder { parent in
      let folder = parent.appending(path: "run")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
      let screen = try TmuxScreen(columns: 80, rows: 24, arguments: "watch --run '\(folder.path)'")
      let text = try screen.wait { $0.contains("nothing to watch in run yet") && $0.contains("waiting for a run") }
      #expect(text.contains("karelscope train") && text.contains("q quit"))
      try Data("{\"preset".utf8).write(to: folder.appending(path: "run.json"))
      try screen.wait { $0.contains("run.json") && $0.contains("found invalid or truncated JSON") }
      try FileManager.default.removeItem(at: folder.appending(path: "run.json"))
      #expect(try Command(["train", "--preset", "tiny", "--seed", "5", "--out", folder.path]).status == 0)
      try screen.wait { $0.contains("· finished · step 60") && $0.contains("WRITTEN") }
      // Step reads the corpus that the run was trained on.
      try screen.press("1")
      try screen.wait { $0.contains("test 1706 · seed 5") }
    }
    let frame = try Command(["watch", "--once", "--run", "/"])
    #expect(frame.status == 1 && frame.errors.contains("/: holds no run"))
  }

  @Test func aRunThatNobodyHasTrainedYetSaysHow() throws {
    try withFolder { folder in
      let run = folder.appending(path: "it's new")
      try FileManager.default.createDirectory(at: run, withIntermediateDirectories: true)
      try FileManager.default.copyItem(atPath: TinyRun.path() + "/run.json", toPath: run.path + "/run.json")
      let text = try Command.shell("\(Self.watch) \"$1\"", [run.path]).output
      #expect(text.contains("No metrics yet, and no process trains this run."))
      #expect(text.contains("karelscope train --out '\(folder.path)/it'\\''s new' --resume\n"), "\(text)")
    }
  }
}
