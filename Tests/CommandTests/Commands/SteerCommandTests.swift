import Foundation
import Testing

@Suite struct SteerCommandTests {
  private struct Line: Decodable {
    let step: Int
    let layer: Int
    let strength: Double
    let push: String
    let axis: String
    let frame: String
    let cases: Int
    let leftOut: Int
    let deciding: Int
    let fits: Int
    let share: Double?
    let low: Double?
    let high: Double?
    let lead: Double?
    let changes: Int
    let satisfies: Int
    let reads: Int
    let probeRight: Int
    let turnedSatisfies: Int
  }

  private static let sizes = ["--training", "60", "--validation", "20", "--test", "30"]

  private static func lines(_ arguments: [String]) throws -> [Line] {
    let command = try Command(["steer", "--json", "--run", TinyRun.path()] + sizes + arguments)
    #expect(command.status == 0, "\(command.errors)")
    return try command.lines.map { try decoded($0, as: Line.self) }
  }

  @Test func everyLayerStrengthAndPushIsCounted() throws {
    let lines = try Self.lines(["--strength", "0.5,8", "--axis", "means"])
    let layers = Set(lines.map(\.layer)).sorted()
    #expect(layers.first == 1)
    let expected = layers.flatMap { layer in
      ["0.5", "8.0"].flatMap { strength in ["belief", "opposite", "random"].map { "\(layer) \(strength) \($0)" } }
    }
    #expect(lines.map { "\($0.layer) \($0.strength) \($0.push)" } == expected)
    for line in lines {
      #expect(line.step == 60 && line.axis == "means" && line.frame == "start")
      #expect(line.cases + line.leftOut == 30 && line.fits <= line.deciding && line.deciding <= line.cases)
      for count in [line.changes, line.satisfies, line.reads, line.probeRight, line.turnedSatisfies] {
        #expect((0...line.cases).contains(count))
      }
      #expect((line.share == nil) == (line.deciding == 0))
      #expect((line.lead == nil) == (line.deciding == 0 || line.push == "belief"))
    }
  }

  @Test func threadsChangeNothing() throws {
    let outputs = try ["1", "2"].map { threads in
      try Command(["steer", "--run", TinyRun.path(), "--threads", threads, "--strength", "2"] + Self.sizes).output
    }
    #expect(outputs[0] == outputs[1] && outputs[0].contains("Next op as if the robot had turned"))
  }

  @Test(arguments: [
    (["--layer", "0"], "--layer: found '0', expected all or numbers from 1"),
    (["--strength", "1,-1"], "--strength: found '-1', expected numbers above 0 and up to 1000"),
    (["--test", "10001"], "--test: found 10001, expected 1 to 10000"),
  ])
  func misuseIsExplained(_ arguments: [String], _ message: String) throws {
    let command = try Command(["steer"] + arguments)
    #expect(command.status == 64 && command.errors.contains(message), "\(command.errors)")
  }

  @Test func aLayerThatIsNotThereIsNamed() throws {
    let command = try Command(["steer", "--run", TinyRun.path(), "--layer", "99"])
    #expect(command.status == 1)
    #expect(command.errors.contains("layer: found 99, expected 1 to "), "\(command.errors)")
  }
}
