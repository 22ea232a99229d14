import Foundation
import Testing

/// What the program says to arguments that it cannot take: what was found, what was expected, and a status that is not
/// 0.
@Suite struct MisuseCommandTests {
  @Test(arguments: [
    (["--size", "0x0", "--once"], "--size: found 0x0, expected 38x12 at least"),
    (["watch", "--size", "10x5", "--script", "n"], "--size: found 10x5, expected 38x12 at least"),
    (["library", "--size", "38x7", "--once"], "--size: found 38x7, expected 38x8 at least"),
    (["library", "--size", "38x8", "--script", "1"], "--size: found 38x8, expected 38x12 at least"),
    (["--size", "foo", "--once"], "'--size <size>': expected columns and rows up to 1000, for example 80x24"),
    (["--size", "1001x24", "--once"], "'--size <size>': expected columns and rows up to 1000, for example 80x24"),
    (["step", "--script", "n foo n"], "--script: found 'foo', expected a character, a key's name"),
    (["step", "--script", "n", "foo"], "Unexpected argument 'foo'"),
    (["--seed", "x"], "'--seed <seed>': expected a whole number from 0 to 18446744073709551615"),
    (["--index", "-1"], "--index: found -1, expected 0 to 9999"),
    (["--index", "one"], "'--index <index>': expected a whole number"),
    (["eval", "--lengths", "10-6"], "'--lengths <lengths>': expected the lower bound first: 6-10"),
    (
      ["eval", "--lengths", "some"], "'--lengths <lengths>': expected a number of ops or a range, for example 6 or 6-10"
    ),
    (["train", "--steps", "1e3"], "'--steps <steps>': expected a whole number"),
    (
      ["library", "--run", "/nope", "--once"],
      "--run: found no folder /nope, expected a run's folder or one that contains runs"
    ),
    (["--once", "--frame", "x.gif"], "--frame: found 'x.gif', expected a file that ends in .txt, .svg or .png"),
    (["--once", "--record", "-"], "--record: found -, expected a file"),
    (["report", "--layer", "99"], "--layer: found 99, expected mean or 0 (the embedding) to 6, the layers of this"),
    (["report", "--example", "2"], "example 2, all programs, expected some; create them with: karelscope probe"),
    (["report", "--csv", "-", "--json"], "found --csv - and --json, expected at most one on standard output"),
    (["foo"], "found 'foo', expected a command; commands: step, watch, compare, library, train, "),
    (["stpe"], "found 'stpe', expected a command; did you mean step?; commands: "),
    (["help", "foo"], "found 'foo', expected a command; commands: "),
    (["bench", "trian"], "found 'trian', expected a command after bench; did you mean train?; commands: train, "),
  ])
  func itIsExplained(_ arguments: [String], _ message: String) throws {
    let command = try Command(arguments)
    #expect(command.status != 0 && command.output.isEmpty)
    #expect(command.errors.hasPrefix("error: ") && command.errors.contains(message), "\(command.errors)")
  }

  @Test func whatIsNamedRightIsTaken() throws {
    for arguments in [["help"], ["help", "step"], ["help", "bench", "train"], ["bench", "--help"], ["--version"]] {
      #expect(try Command(arguments).status == 0, "\(arguments)")
    }
    // A script may make the screen too small; then that is what it shows.
    let small = try Command(["--script", "size=20x5"])
    #expect(small.status == 0 && small.output.contains("needs 38x12"))
  }

  @Test func aRunInPlaceOfACommandIsOpenedByAnOption() throws {
    let run = try TinyRun.path()
    #expect(try Command([run]).errors.contains("; to open this run: karelscope --run \(run); commands: step, "))
  }

  @Test(arguments: ["--html", "--svg", "--csv"])
  func aDeviceIsNoFileToWrite(_ option: String) throws {
    let command = try Command(["report", option, "/dev/full"])
    #expect(command.status == 1 && command.output.isEmpty)
    #expect(
      command.errors == "error: /dev/full: found a device, expected a file; choose a name that is not a device\n")
  }

  @Test func filesCanBeStandardOutput() throws {
    let table = try Command(["report", "--csv", "-"])
    #expect(table.status == 0 && table.lines[0].hasPrefix("step,probe,frame,"))
    #expect(table.lines.dropFirst().allSatisfy { $0.contains(",grid,") }, "nothing but the table")
    #expect(try Command(["report", "--svg", "-"]).output.hasPrefix("<svg"))
    #expect(!FileManager.default.fileExists(atPath: "-"))
    let frame = try Command.shell("LC_ALL=C.UTF-8 exec \"$0\" \"$@\"", ["--once", "--frame", "-"])
    #expect(frame.status == 0 && frame.output.contains("TRUTH"))
  }

  @Test func aReportNamesTheOtherFrame() throws {
    #expect(
      try Command(["report"]).output.contains("results in the start frame are available as well: add --frame start"))
    #expect(
      try Command(["report", "--frame", "start"]).output.contains(
        "results in the grid frame are available as well: add --frame grid"))
  }

  @Test func runsAndPresetsAreCompleted() throws {
    try withFolder { folder in
      let run = try TinyRun.copy(to: folder)
      for (script, expected) in [
        (": o v e r l a y space r Tab", " :overlay run\n"),
        (": t r a i n space t Tab", " turns · text · tiny\n :train t\n"),
      ] {
        let command = try Command.shell(
          "cd \"$1\" && LC_ALL=C.UTF-8 exec \"$0\" step --run \"$2\" --script \"$3\"", [folder.path, run.path, script])
        #expect(command.status == 0 && command.output.hasSuffix(expected), "\(command.output) \(command.errors)")
      }
    }
  }
}
