import Foundation
import Testing

@Suite struct BenchTrainCommandTests {
  private struct Report: Decodable {
    let preset: String
    let encoding: String
    let batchSize: Int
    let threads: Int
    let steps: Int
    let seconds: Double
    let samplesPerSecond: Double
    let tokensPerSecond: Double
    let gigaflopsPerSecond: Double
    let peakGigaflopsPerSecond: Double
    let shareOfPeak: Double
    let peakResidentBytes: Int
    let residentGrowthBytes: Int?
  }

  private func report(_ arguments: String...) throws -> Report {
    let command = try Command(["bench", "train", "--preset", "tiny", "--json"] + arguments)
    #expect(command.status == 0, "\(command.errors)")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Report.self, from: Data(command.output.utf8))
  }

  @Test func figuresFitTogether() throws {
    let report = try report("--steps", "3", "--threads", "2")
    #expect(report.preset == "tiny" && report.encoding == "coordinates")
    #expect(report.batchSize == 16 && report.threads == 2 && report.steps == 3)
    #expect(abs(report.samplesPerSecond * report.seconds - 3 * 16) < 1e-6)
    #expect(abs(report.shareOfPeak * report.peakGigaflopsPerSecond / report.gigaflopsPerSecond - 1) < 1e-9)
    #expect(report.peakResidentBytes > 1_000_000)
  }

  /// Products are counted, so the work of a step is the same whoever does it; and it is the work of this model: forward and
  /// backward take six operations for each token and weight, attention and optimizer some more.
  @Test func operationsAreThoseOfTheModel() throws {
    let reports = try [report("--steps", "2", "--threads", "1"), report("--steps", "2", "--threads", "3")]
    let operations = reports.map { $0.gigaflopsPerSecond * $0.seconds * 1e9 }
    #expect(abs(operations[0] / operations[1] - 1) < 1e-9)
    let tokens = reports[0].tokensPerSecond * reports[0].seconds
    let (width, layers, vocabulary) = (32.0, 2.0, 50.0)
    let least = 6 * tokens * width * (12 * width * layers + vocabulary)
    #expect(operations[0] > least && operations[0] < 2 * least, "\(operations[0]) for \(least)")
  }

  @Test func cellTextsAreLonger() throws {
    let coordinates = try report("--steps", "1")
    let cells = try report("--steps", "1", "--encoding", "cells")
    #expect(cells.encoding == "cells")
    let tokens = [coordinates, cells].map { $0.tokensPerSecond / $0.samplesPerSecond }
    #expect((70...135).contains(tokens[0]) && (370...390).contains(tokens[1]), "\(tokens)")
  }

  @Test(arguments: [(["--preset", "none"], "--preset: found none"), (["--steps", "0"], "--steps: found 0")])
  func misuseIsAnError(_ arguments: [String], _ message: String) throws {
    let command = try Command(["bench", "train"] + arguments)
    #expect(command.status == 64)
    #expect(command.output.isEmpty && command.errors.contains(message), "\(command.errors)")
  }
}
