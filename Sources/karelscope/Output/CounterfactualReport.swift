import Experiments
import Foundation
import Probing

/// The report of `counterfactual`.
struct CounterfactualReport: Report {
  let run: String
  let job: CounterfactualJob
  let results: CounterfactualResults

  /// A number with its 95% interval.
  private struct Interval: Encodable {
    let value, low, high: Double

    init(_ estimate: Estimate) { (value, low, high) = (estimate.value, estimate.low, estimate.high) }
  }

  private struct Satisfied: Encodable {
    let before, after, withoutWall, elsewhere: Interval?
  }

  private struct Reading: Encodable {
    let specification: String
    let count, trueCount, inExample: Interval?
  }

  private struct Steering: Encodable {
    let push: String
    let worlds: Double
    let changes, satisfies: Interval?
  }

  private enum CodingKeys: String, CodingKey {
    case run, step, count, seed, cases, leftOut, satisfied, beliefs, steering
  }

  func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: CodingKeys.self)
    try fields.encode(run, forKey: .run)
    try fields.encode(job.step, forKey: .step)
    try fields.encode(job.count, forKey: .count)
    try fields.encode(job.seed, forKey: .seed)
    try fields.encode(results.cases.count, forKey: .cases)
    try fields.encode(results.leftOut, forKey: .leftOut)
    try fields.encode(
      Satisfied(
        before: results.share(\.before).map(Interval.init), after: results.share(\.after).map(Interval.init),
        withoutWall: results.share(\.withoutWall).map(Interval.init),
        elsewhere: results.share(\.elsewhere).map(Interval.init)), forKey: .satisfied)
    try fields.encode(
      CounterfactualReport.specifications.enumerated().map { place, name in
        func mean(_ value: (CounterfactualResults.Reading) -> Double) -> Interval? {
          results.mean { value($0.readings[place]) }.map(Interval.init)
        }
        return Reading(
          specification: name, count: mean(\.count), trueCount: mean(\.trueCount), inExample: mean(\.inExample))
      }, forKey: .beliefs)
    try fields.encode(
      CounterfactualResults.Push.allCases.map { push in
        Steering(
          push: push.rawValue, worlds: job.strength, changes: changes(push).map(Interval.init),
          satisfies: satisfies(push).map(Interval.init))
      }, forKey: .steering)
  }

  /// The names of a case's readings.
  private static let specifications = ["before", "after", "elsewhere"]

  private func changes(_ push: CounterfactualResults.Push) -> Estimate? {
    results.share { $0.pushes[push]?.changes ?? false }
  }

  private func satisfies(_ push: CounterfactualResults.Push) -> Estimate? {
    results.share { $0.pushes[push]?.satisfies ?? false }
  }

  var lines: [String] {
    func text(_ estimate: Estimate?) -> String {
      estimate.map { String(format: "%.3f [%.3f, %.3f]", $0.value, $0.low, $0.high) } ?? "-"
    }
    func row(_ name: String, _ cells: [String]) -> String {
      name.padding(toLength: 42, withPad: " ", startingAt: 0)
        + cells.dropLast().map { $0.padding(toLength: 23, withPad: " ", startingAt: 0) }.joined()
        + (cells.last ?? "")
    }
    let beliefs = CounterfactualReport.specifications.enumerated().map { place, name in
      row(
        name,
        [
          text(results.mean { $0.readings[place].trueCount }), text(results.mean { $0.readings[place].count }),
          text(results.mean { $0.readings[place].inExample }),
        ])
    }
    let steering = CounterfactualResults.Push.allCases.map { push in
      row(push.rawValue, [text(changes(push)), text(satisfies(push))])
    }
    return [
      "run \(run), step \(job.step), seed \(job.seed): \(results.cases.count) of \(job.count) test specifications, a wall in one world each",
      "", "satisfied",
      row("before", [text(results.share(\.before))]),
      row("after: the wall put, the output recomputed", [text(results.share(\.after))]),
      row("after, written from the new output alone", [text(results.share(\.withoutWall))]),
      row("a wall elsewhere", [text(results.share(\.elsewhere))]),
      "", row("at the move that meets the wall", ["true count", "count read", "blocked here, read"]),
    ] + beliefs + [
      "", row("steered by \(job.strength) worlds along the count", ["next op changes", "satisfied"]),
    ] + steering
  }
}
