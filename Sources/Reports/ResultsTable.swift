import PlainText
import Probing

/// Exports probe results as a table.
public enum ResultsTable {
  /// The columns: the single-valued fields of a result.
  public static let columns = [
    "step", "probe", "frame", "feature", "offset", "semantics", "seed", "control", "layer", "example", "programs",
    "last",
    "accuracy", "low", "high", "n", "paired", "record", "states", "information_bits", "information_low",
    "information_high", "ends", "position",
  ]

  /// The results as comma-separated values (RFC 4180) with a header line; missing values are empty.
  public static func csv(_ results: [ProbeResult]) -> String {
    let rows = results.map { result in
      [
        "\(result.step)", result.probe, result.frame, result.feature, "\(result.offset)", result.semantics,
        "\(result.seed)", result.control ?? "", result.layer, "\(result.example)", result.programs, "\(result.last)",
        text(result.accuracy), text(result.low), text(result.high), "\(result.n)", text(result.paired),
        result.record ?? "", result.states ?? StateSubset.all.rawValue,
        text(result.information?.value), text(result.information?.low), text(result.information?.high),
        text(result.ends), result.position ?? ProbePosition.op.name,
      ].map(\.csvField).joined(separator: ",")
    }
    return ([columns.joined(separator: ",")] + rows).map { $0 + "\n" }.joined()
  }

  private static func text(_ value: (some CustomStringConvertible)?) -> String { value?.description ?? "" }
}
