import Foundation
import Testing

/// Where the program looks for files, and where it leaves them.
@Suite struct PlacesCommandTests {
  // MARK: Paths

  /// What an unset variable leaves is no path, and never the current folder.
  @Test(arguments: [
    ["train", "--preset", "tiny", "--seed", "1", "--steps", "2", "--out"], ["train", "--resume", "--out"],
    ["export", "--out", "copy", "--run"], ["export", "--run", "run", "--out"],
    ["step", "--once", "--run"], ["watch", "--once", "--run"], ["compare", "--once", "--run"],
    ["library", "--once", "--run"], ["--once", "--picture"], ["--once", "--record"],
    ["info", "--run"], ["metrics", "--run"], ["report", "--run"], ["report", "--csv"], ["report", "--html"],
    ["report", "--svg"], ["corpus", "--run"], ["eval", "--run"], ["steer", "--run"], ["probe", "--run"],
    ["probe", "--dump"], ["bench", "probe", "--dump"], ["bench", "infer", "--run"], ["generate", "--specs"],
    ["generate", "--specs", "-", "--run"], ["run", "--program", "move", "--world"],
  ])
  func anEmptyPathIsRefused(_ arguments: [String]) throws {
    try withFolder { folder in
      let command = try Command.shell("cd \"$1\" && shift && exec \"$0\" \"$@\"", [folder.path] + arguments + [""])
      #expect(command.status == 64 && command.output.isEmpty, "\(command.errors)")
      let option = try #require(arguments.last)
      #expect(command.errors.contains("The value '' is invalid for '\(option) <"), "\(command.errors)")
      #expect(command.errors.contains("expected a path, found an empty string; is a variable not set?"))
      #expect(try files(folder).isEmpty)
    }
  }

  @Test func aTypedPathIsNotEmptyEither() throws {
    try withFolder { folder in
      let line = "cd \"$1\" && LC_ALL=C.UTF-8 exec \"$0\" watch --script \"$2\""
      let shot = try Command.shell(line, [folder.path, ": s c r e e n s h o t space Enter"])
      #expect(shot.status == 0 && shot.output.contains("screenshot: found nothing after it, expected FILE"))
      // Without a path it takes overlays away, and reads none.
      let overlay = try Command.shell(line, [folder.path, ": o v e r l a y space space Enter"])
      #expect(overlay.status == 0 && !overlay.output.contains("holds no run"))
      #expect(try files(folder).isEmpty)
    }
  }

  // MARK: Bundled runs

  /// Runs a line of shell with a copy of the program in `folder/bin`, where the sources' runs are not to be seen.
  private func installed(_ folder: URL, _ line: String) throws -> Command {
    try Command.shell(
      """
      \(PlacesCommandTests.unshare) sh -c '
      mount -t tmpfs none "$2" && mkdir -p "$1/bin" "$1/home/here" && cp "$0" "$1/bin/karelscope" && cd "$1/home/here" || exit 99
      export HOME="$1/home" XDG_DATA_HOME= LC_ALL=C.UTF-8
      program=$1/bin/karelscope
      \(line)' "$0" "$@"
      """, [folder.path, Command.assets.path])
  }

  /// A shell in a private mount namespace; as root, or as root in a user namespace.
  private static let unshare: String = {
    let ways = ["unshare -m", "unshare -rm"]
    return ways.first { (try? Command.shell("\($0) mount -t tmpfs none /mnt").status) == 0 } ?? ""
  }()

  @Test(.enabled(if: !unshare.isEmpty))
  func withoutBundledRunsTheFolderIsListedAndThePlacesAreNamed() throws {
    try withFolder { folder in
      let none = try installed(
        folder,
        """
        "$program" library --once; "$program" step --once; echo "status $?"; "$program" library --script 1; \
        "$program" info | grep bundled; "$program" info --json | grep -c \\"bundled_run\\"
        """)
      let root = folder.resolvingSymlinksInPath().path
      let places = [
        "assets in \(root)/bin or a folder around it", "\(root)/share/karelscope",
        "\(root)/home/.local/share/karelscope",
        Command.assets.path,
      ]
      #expect(none.output.contains("No runs here"))
      for place in ["\(root)/home/here"] + places { #expect(none.output.contains("searched: \(place)".prefix(76))) }
      let message = "found none, searched \(places.joined(separator: "; ")); name a run's folder with --run"
      #expect(none.errors == "error: bundled run: \(message)\n")
      #expect(none.output.contains("status 1\n"))
      // On screen it is broken into lines.
      func letters(_ text: String) -> String { text.filter { !$0.isWhitespace } }
      #expect(letters(none.output).contains(letters("nothing to show for the bundled run ✗ bundled run: \(message)")))
      #expect(none.output.contains("none; searched \(places.joined(separator: "; "))\n"))
      #expect(none.output.hasSuffix("\n0\n"))

      _ = try TinyRun.copy(to: folder.appending(path: "home/here"))
      let listed = try installed(folder, "\"$program\" library --once")
      #expect(listed.status == 0 && listed.errors.isEmpty)
      #expect(listed.output.contains("1 run · 3 checkpoints") && listed.output.contains("60 of 60 steps"))
    }
  }

  @Test(.enabled(if: !unshare.isEmpty))
  func anInstalledProgramFindsItsRuns() throws {
    try withFolder { folder in
      let root = folder.resolvingSymlinksInPath().path
      let share = folder.appending(path: "share/karelscope")
      let data = folder.appending(path: "data/karelscope")
      for (place, name) in [(share, "turns"), (share, "other"), (data, "turns"), (data, "mine")] {
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: TinyRun.path(), toPath: place.appending(path: name).path)
      }
      let command = try installed(
        folder,
        """
        ln -s "$program" "$1/karel"
        for variable in "" "$1/data" relative; do
          XDG_DATA_HOME=$variable "$1/karel" info | grep bundled
          XDG_DATA_HOME=$variable "$1/karel" library --once | grep " bundled"
        done
        rm -r "$1/share"; XDG_DATA_HOME=$1/data "$program" step --once | head -1
        XDG_DATA_HOME=$1/data "$program" info | grep bundled
        """)
      #expect(command.errors.isEmpty)
      let lines = command.lines.map { $0.split(separator: " ").prefix(3).joined(separator: " ") }
      let alone = ["bundled run \(root)/share/karelscope/turns", "▸ turns bundled", "other bundled 960"]
      // Of two of one name the first counts.
      #expect(
        lines.prefix(10).joined(separator: "\n")
          == (alone + alone + ["mine bundled 960"] + alone).joined(separator: "\n"))
      #expect(command.lines[10].contains("turns · step 60"), "\(command.output)")
      #expect(lines[11] == "bundled run \(root)/data/karelscope/turns")
    }
  }

  // MARK: Descriptors, recordings

  /// A file that is opened never gets the number of standard output or error.
  @Test func closedDescriptorsAreNoFiles() throws {
    try withFolder { folder in
      let run = folder.appending(path: "run").path
      let command = try Command.shell(
        "exec \"$0\" \"$@\" <&- >&- 2>&-",
        ["train", "--out", run, "--preset", "tiny", "--seed", "3", "--steps", "5"])
      #expect(command.status == 0)
      let whole = try Command(["train", "--out", run + "2", "--preset", "tiny", "--seed", "3", "--steps", "5"])
      #expect(whole.status == 0)
      for path in try files(URL(fileURLWithPath: run)) where path != "run.json" && path != "metrics.jsonl" {
        let same = FileManager.default.contentsEqual(atPath: "\(run)/\(path)", andPath: "\(run)2/\(path)")
        #expect(same, "\(path)")
      }
      // Nobody is told that there is nowhere to write; the status tells it.
      let lost = try Command.shell("\"$0\" corpus --count 3 >&-; echo $? >&2", [])
      #expect(lost.errors.hasSuffix("\n1\n"))
      let unread = try Command.shell("exec \"$0\" generate --specs - <&-")
      #expect(unread.status == 1 && unread.errors.hasPrefix("error: standard input: "))
    }
  }

  @Test func aRecordingThatDoesNotBeginLeavesNoFile() throws {
    try withFolder { folder in
      let file = folder.appending(path: "x.cast").path
      let full = try Command.shell(
        """
        (trap '' XFSZ; ulimit -f 0; LC_ALL=C.UTF-8 exec "$0" "$@" 2>&1 > /dev/null) | cat
        exit "${PIPESTATUS[0]}"
        """, ["--once", "--record", file])
      #expect(full.status == 1)
      #expect(full.output.hasPrefix("error: cannot record into \(file): found \"File too large\""), "\(full)")
      let noTerminal = try Command(["library", "--record", file])
      #expect(noTerminal.status == 1)
      #expect(try files(folder).isEmpty)
      // One that somebody else made stays.
      try Data().write(to: URL(fileURLWithPath: file))
      #expect(try Command(["library", "--record", file]).status == 1)
      #expect(try contents(folder) == ["x.cast": Data()])
      #expect(try Command.shell("LC_ALL=C.UTF-8 exec \"$0\" --once --record \"$1\"", [file]).status == 0)
      #expect(try Data(contentsOf: URL(fileURLWithPath: file)).count > 1000)
    }
  }

  /// A training that cannot begin leaves none of the folders that it made, and all others.
  @Test(.enabled(if: !unshare.isEmpty))
  func aFullDiskLeavesNoEmptyRun() throws {
    try withFolder { folder in
      let command = try Command.shell(
        """
        \(Self.unshare) sh -c '
        mount -t tmpfs -o size=32k none "$1" || exit 99
        mkdir "$1/mine"; head -c 40000 /dev/zero > "$1/rest" 2> /dev/null
        for out in run mine/a/run; do "$0" train --preset tiny --seed 1 --out "$1/$out"; echo "status $?"; done
        cd "$1"; find . | sort
        ' "$0" "$@"
        """, [folder.path])
      #expect(command.lines == ["status 1", "status 1", ".", "./mine", "./rest"], "\(command.output)")
      let reason = "run.json: found \"No space left on device\", expected to write it; free some space"
      #expect(command.errors.components(separatedBy: reason).count == 3, "\(command.errors)")
    }
  }

  /// Of a frame for which there is no room nothing is left, and what was there can be played.
  @Test(.enabled(if: !unshare.isEmpty))
  func aFullDiskLeavesWholeFramesOrNothing() throws {
    try withFolder { folder in
      let command = try Command.shell(
        """
        \(Self.unshare) sh -c '
        mount -t tmpfs -o size=32k none "$1" || exit 99
        export LC_ALL=C.UTF-8
        "$0" --script "2 3 4 1 2 3 4 1 2 3 4 1 2 3 4" --record "$1/x.cast" > /dev/null; echo "status $?"; cat "$1/x.cast"
        rm "$1/x.cast"; head -c 32768 /dev/zero > "$1/rest"
        "$0" --once --record "$1/y.cast" > /dev/null; echo "status $?"; ls -A "$1"
        ' "$0" "$@"
        """, [folder.path])
      #expect(command.errors.contains("cannot record into \(folder.path)/x.cast: found \"No space left on device\""))
      let lines = command.lines
      #expect(lines.first == "status 1" && lines.suffix(2) == ["status 1", "rest"], "\(command.output)")
      let recording = lines.dropFirst().dropLast(2)
      #expect(recording.count > 2)
      for line in recording { _ = try JSONSerialization.jsonObject(with: Data(line.utf8)) }
    }
  }

  // MARK: Processors

  @Test(.enabled(if: (try? Command.shell("taskset -c 0 true").status) == 0))
  func threadsAreAsManyAsTheProcessIsBoundTo() throws {
    let bench = try Command.shell("taskset -c 0 \"$0\" bench corpus --count 100 --repetitions 1 --json")
    #expect(bench.status == 0 && bench.output.contains("\"threads\":1,"), "\(bench.output)")
    let info = try Command.shell("taskset -c 0 \"$0\" info")
    let count = ProcessInfo.processInfo.activeProcessorCount
    #expect(info.output.contains("1 by default; this process may use 1 of \(count) processors by affinity"))
    struct Report: Decodable {
      let processors: Int
      let allowedProcessors: Int
      let threads: Int
    }
    let report: Report = try decoded(try Command.shell("taskset -c 0 \"$0\" info --json").output)
    #expect((report.processors, report.allowedProcessors, report.threads) == (count, 1, 1))
  }
}
