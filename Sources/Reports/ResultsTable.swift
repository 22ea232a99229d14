import PlainText
import Probing

/// Exports probe results as a table.
public enum ResultsTable {
  /// The columns: the single-valued fields of a result.
  public static let columns = [
    "step", "probe", "frame", "feature", "offset", "semantics", "seed", "control", "layer", "example", "programs",
    "last",
    "accuracy", "low", "high", "n", "paired",
  ]

  /// The results as comma-separated values (RFC 4180) with a header line; missing values are empty.
  public static func csv(_ results: [ProbeResult]) -> String {
    let rows = results.map { result in
      [
        "\(result.step)", result.probe, result.frame, result.feature, "\(result.offset)", result.semantics,
        "\(result.seed)", result.control ?? "", result.layer, "\(result.example)", result.programs, "\(result.last)",
        text(result.accuracy), text(result.low), text(result.high), "\(result.n)", text(result.paired),
      ].map(\.csvField).joined(separator: ",")
    }
    return ([columns.joined(separator: ",")] + rows).map { $0 + "\n" }.joined()
  }

  private static func text(_ value: (some CustomStringConvertible)?) -> String { value?.description ?? "" }
}
