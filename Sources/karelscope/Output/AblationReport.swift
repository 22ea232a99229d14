import Lens
import PlainText
import Reports

/// The report of `ablate`.
struct AblationReport {
  let run: String
  let step: Int
  let study: AblationStudy
  let specifications: Int

  /// The JSON line of one component and kind of ablation.
  struct Line: Encodable {
    let step: Int
    let component: String
    let layer: Int
    /// Omitted for components other than heads.
    let head: Int?
    let ablation: String
    let accuracy: Double
    let low: Double
    let high: Double
    let baseline: Double
    let loss: Double
    let lossLow: Double
    let lossHigh: Double
    let n: Int
  }

  var jsonLines: [Line] {
    study.results.map { result in
      Line(
        step: step, component: result.component.kind.rawValue, layer: result.component.block,
        head: result.component.headNumber, ablation: result.kind.rawValue, accuracy: result.accuracy.value,
        low: result.accuracy.low, high: result.accuracy.high, baseline: study.baseline.value, loss: result.loss.value,
        lossLow: result.loss.low, lossHigh: result.loss.high, n: specifications)
    }
  }

  /// A text table.
  var lines: [String] {
    Table(
      "run \(run), step \(step): generative accuracy \(Numbers.interval(study.baseline)) on \(specifications) test specifications",
      columns: ["without", "replaced by", "accuracy", "loss"],
      rows: study.results.map { result in
        let place = [result.component.block, result.component.headNumber].compactMap { $0.map(String.init) }
        return [
          "\(result.component.kind.rawValue) \(place.joined(separator: "."))", result.kind.rawValue,
          Numbers.interval(result.accuracy), Numbers.interval(result.loss),
        ]
      },
      notes: ["95% confidence intervals: Wilson; for the loss paired, over the same specifications (Agresti & Min)."]
    ).lines
  }
}

extension AblatedComponent {
  /// The head's number in its layer; nil for other components.
  fileprivate var headNumber: Int? {
    if case .head(_, let head) = self { head } else { nil }
  }
}
