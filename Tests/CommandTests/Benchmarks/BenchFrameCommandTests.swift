import Foundation
import Testing

@Suite struct BenchFrameCommandTests {
  @Test func screensAreMeasured() throws {
    let command = try Command(["bench", "frame", "--frames", "20", "--idle", "0.2", "--keys", "2", "--json"])
    #expect(command.errors.isEmpty && command.status == 0)
    let figures = try #require(
      try JSONSerialization.jsonObject(with: Data(command.output.utf8)) as? [String: Double])
    var names: Set = [
      "frame_milliseconds_p50_at_80x24", "frame_milliseconds_p99_at_80x24", "frame_milliseconds_p50_at_200x60",
      "frame_milliseconds_p99_at_200x60", "bytes_per_step_mean_at_80x24", "bytes_per_step_p99_at_80x24",
      "idle_seconds", "milliseconds_to_first_frame", "milliseconds_to_first_program",
      "key_milliseconds_p50_while_training", "key_milliseconds_p99_while_training", "frames",
    ]
    #if os(Linux)
      names.formUnion(["idle_percent_of_a_core", "resident_bytes_peak"])
    #endif
    #expect(Set(figures.keys) == names)
    for (name, figure) in figures {
      #expect(figure.isFinite && (figure > 0 || name == "idle_percent_of_a_core"), "\(name)")
    }
    for (low, high) in [
      ("frame_milliseconds_p50_at_80x24", "frame_milliseconds_p99_at_80x24"),
      ("milliseconds_to_first_frame", "milliseconds_to_first_program"),
      ("key_milliseconds_p50_while_training", "key_milliseconds_p99_while_training"),
    ] { #expect(figures[low]! <= figures[high]!) }
    #expect(figures["frames"] == 20)
  }

  @Test(arguments: [
    (["--frames", "0"], "--frames: found 0, expected 1 to 100000"),
    (["--idle", "0"], "--idle: found 0.0, expected 0.1 to 600 seconds"),
    (["--keys", "-1"], "--keys: found -1, expected 0 to 10000"),
  ])
  func misuseIsNamed(_ arguments: [String], _ message: String) throws {
    let command = try Command(["bench", "frame"] + arguments)
    #expect(command.errors.contains(message) && command.output.isEmpty && command.status != 0)
  }
}
