import Foundation
import Testing

@Suite struct KarelscopeTests {
  @Test func versionIsWritten() throws {
    let command = try Command(["--version"])
    #expect(command.output.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
    #expect(command.errors.isEmpty)
    #expect(command.status == 0)
  }

  @Test func helpListsTheCommands() throws {
    let command = try Command(["--help"])
    for name in ["corpus", "run"] { #expect(command.output.contains("\n  \(name) ")) }
    #expect(command.errors.isEmpty)
    #expect(command.status == 0)
  }

  @Test(arguments: [
    (["--nope"], "--nope"), (["nope"], "nope"), (["corpus", "--nope"], "--nope"),
    (["corpus", "--format", "xml"], "xml"),
    (["run"], "--program"), (["run", "--program", "move"], "--world"),
  ])
  func misuseIsNamedOnStandardError(_ arguments: [String], named: String) throws {
    let command = try Command(arguments)
    #expect(command.output.isEmpty)
    #expect(command.errors.hasPrefix("error: "))
    #expect(command.errors.contains(named))
    #expect(command.status == 64)
  }

  /// Help is a result too, so it must not vanish unnoticed.
  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")), arguments: ["--version", "--help"])
  func aFullDiskIsReported(_ flag: String) throws {
    let command = try Command.shell("exec \"$0\" \"$@\" > /dev/full", [flag])
    #expect(command.errors.hasPrefix("error: standard output: No space left on device"))
    #expect(command.status == 1)
  }
}
