import Corpus
import Foundation
import Testing

/// Trainings that are killed or stopped, and gone on with.
@Suite struct TrainInterruptionTests {
  private static let steps = 450

  /// Starts the program in the background, waits until it is about to train, runs `line`, in which `$process` is its
  /// number, and waits for its end.
  ///
  /// - Parameter hangsUp: Whether the program is told when the terminal goes, also if whoever runs the tests is not.
  private func whileTraining(_ arguments: [String], _ line: String, hangsUp: Bool = false) throws -> Command {
    try Command.shell(
      """
      \(hangsUp ? "env --default-signal=HUP" : "") "$0" "$@" & process=$!
      for attempt in {1..3000}; do
        [ -e "\(arguments[2])/metrics.jsonl" ] && break
        kill -0 $process 2> /dev/null || break
        sleep 0.02
      done
      \(line)
      wait $process
      """, arguments)
  }

  private func begin(_ out: URL) -> [String] {
    ["train", "--out", out.path, "--preset", "tiny", "--seed", "3", "--steps", "\(Self.steps)", "--threads", "2"]
  }

  private static let whole: Result<[Data], any Error> = Result {
    try withFolder { folder in
      let command = try Command(
        ["train", "--out", folder.path, "--preset", "tiny", "--seed", "3", "--steps", "\(steps)", "--threads", "1"])
      #expect(command.status == 0)
      return try checkpoint(folder, step: steps)
    }
  }

  /// Killed again and again: at once, then each time a random while after it was about to train.
  @Test(arguments: 1...3)
  func aKilledTrainingGoesOnAsIfNothingHadHappened(_ seed: Int) throws {
    let whole = try Self.whole.get()
    try withFolder { folder in
      let out = folder.appending(path: "run")
      var random = SplitMix64(keys: UInt64(seed), 31)
      var kills = 0
      for attempt in 0..<6 {
        let arguments = attempt == 0 ? begin(out) : ["train", "--out", out.path, "--resume"]
        let delay = attempt == 0 ? 0 : 0.5 * random.nextUnit()
        let command = try whileTraining(arguments, "sleep \(delay); kill -KILL $process")
        if command.status == 128 + SIGKILL { kills += 1 } else { #expect(command.status == 0, "\(command.errors)") }
      }
      #expect(kills > 0)
      let last = try Command(["train", "--out", out.path, "--resume"])
      #expect(last.status == 0, "\(last.errors)")
      #expect(last.errors.hasSuffix("done\n"))

      #expect(try checkpoint(out, step: Self.steps) == whole)
      let expected = stride(from: 20, through: Self.steps, by: 20).map { $0 } + [Self.steps]
      #expect(try lines(out).map(\.step) == expected)
      // Nothing half-written stays behind, and only the newest checkpoint has the optimizer's state.
      let files = try files(out)
      #expect(!files.contains { $0.contains(".partial") })
      #expect(
        files.filter { $0.hasSuffix("optimizer.safetensors") } == ["checkpoints/step-000450/optimizer.safetensors"])
      #expect(
        files.filter { $0.hasSuffix("/config.json") }
          == ["000020", "000040", "000450"].map { "checkpoints/step-\($0)/config.json" })
    }
  }

  /// Killed when a checkpoint is half-written.
  @Test func aTrainingKilledWhileItSavesGoesOn() throws {
    let whole = try Self.whole.get()
    try withFolder { folder in
      let out = folder.appending(path: "run")
      // A save that is done before the signal comes leaves nothing half-written: then the next one is tried.
      var isHalfWritten = false
      for attempt in 0..<6 where !isHalfWritten {
        let killed = try whileTraining(
          attempt == 0 ? begin(out) : ["train", "--out", out.path, "--resume"],
          """
          until compgen -G "\(out.path)/checkpoints/.*.partial" > /dev/null; do kill -0 $process 2> /dev/null || break; done
          kill -KILL $process
          """)
        #expect(killed.status == 128 + SIGKILL, "\(killed.errors)")
        isHalfWritten = try FileManager.default.contentsOfDirectory(atPath: out.path + "/checkpoints")
          .contains { $0.hasSuffix(".partial") }
      }
      #expect(isHalfWritten)
      let resumed = try Command(["train", "--out", out.path, "--resume"])
      #expect(resumed.status == 0, "\(resumed.errors)")
      #expect(try checkpoint(out, step: Self.steps) == whole)
      #expect(try !files(out).contains { $0.contains(".partial") })
    }
  }

  /// A terminal that goes may say so several times.
  @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
  func aStoppedTrainingSavesAndSaysHowToGoOn(_ signal: Int32) throws {
    let whole = try Self.whole.get()
    try withFolder { folder in
      let out = folder.appending(path: "it's a run")
      let again = signal == SIGHUP ? "; kill -HUP $process" : ""
      let stopped = try whileTraining(begin(out), "kill -\(signal) $process\(again)", hangsUp: signal == SIGHUP)
      #expect(stopped.status == 128 + signal, "\(stopped.errors)")
      #expect(stopped.output.isEmpty)
      #expect(
        stopped.errors.hasSuffix(
          "\nsaved; resume with: karelscope train --out '\(folder.path)/it'\\''s a run' --resume\n"),
        "\(stopped.errors)"
      )
      let last = try #require(try lines(out).last).step
      #expect(last < Self.steps)
      #expect(try files(out).contains { $0.hasSuffix("\(last)/optimizer.safetensors") })

      let resumed = try Command(["train", "--out", out.path, "--resume", "--threads", "1"])
      #expect(resumed.status == 0, "\(resumed.errors)")
      #expect(resumed.errors.hasPrefix("resuming \(out.path) after step \(last) of \(Self.steps)\n"))
      #expect(try checkpoint(out, step: Self.steps) == whole)
    }
  }

  @Test func aTrainingUnderNohupOutlastsItsTerminal() throws {
    try withFolder { folder in
      let out = folder.appending(path: "run")
      let command = try Command.shell(
        """
        trap '' HUP
        "$0" "$@" & process=$!
        until [ -e "$3/metrics.jsonl" ] || ! kill -0 $process 2> /dev/null; do sleep 0.02; done
        kill -HUP $process; wait $process
        """, begin(out))
      #expect(command.status == 0 && command.errors.hasSuffix("done\n"), "\(command.errors)")
      #expect(try lines(out).last?.step == Self.steps)
    }
  }

  @Test func aTrainingThatDivergesSaysWhatItSaved() throws {
    try withFolder { folder in
      let out = folder.appending(path: "run")
      let command = try Command(
        [
          "train", "--out", out.path, "--preset", "tiny", "--seed", "1", "--steps", "400",
          "--set", "optimizer.adamRate=1e30", "--set", "optimizer.muonRate=1e30",
        ])
      #expect(command.status == 1)
      #expect(
        command.errors.contains("gradient that is not finite") && command.errors.contains("; no checkpoint was saved"))
      #expect(try !files(out).contains { $0.hasPrefix("checkpoints/") })
    }
  }

  @Test func aSecondTrainingInTheSameFolderIsRefused() throws {
    try withFolder { folder in
      let out = folder.appending(path: "run")
      var arguments = begin(out)
      arguments[8] = "100000"
      let command = try whileTraining(
        arguments,
        """
        "$0" train --out "$3" --resume; echo "status $?"
        kill -KILL $process
        """)
      #expect(command.status == 128 + SIGKILL)
      #expect(
        command.errors.contains("error: \(out.path): another process is training here; wait for it, or stop it first\n")
      )
      #expect(command.output == "status 1\n")
    }
  }
}
