import PlainText

/// A recording of what a terminal was written, in version 2 of asciinema's format: a header, and then a line for each
/// event, each of them one JSON value.
public enum Asciicast {
  /// The first line, with its line break.
  ///
  /// - Parameters:
  ///   - timestamp: When it was recorded, in seconds since 1970.
  ///   - terminal: The value of `TERM`.
  public static func header(_ size: Size, timestamp: Int?, terminal: String?) -> String {
    var fields = ["\"version\": 2", "\"width\": \(size.columns)", "\"height\": \(size.rows)"]
    if let timestamp { fields.append("\"timestamp\": \(timestamp)") }
    fields.append("\"title\": \"karelscope\"")
    if let terminal { fields.append("\"env\": {\"TERM\": \(terminal.jsonLiteral)}") }
    return "{" + fields.joined(separator: ", ") + "}\n"
  }

  /// The line of what was written so long after the beginning.
  public static func output(_ bytes: some Sequence<UInt8>, after time: Duration) -> String {
    "[\(seconds(time)), \"o\", \(String(decoding: Array(bytes), as: UTF8.self).jsonLiteral)]\n"
  }

  /// The line of a change of the terminal's extent.
  public static func resize(_ size: Size, after time: Duration) -> String {
    "[\(seconds(time)), \"r\", \"\(size.columns)x\(size.rows)\"]\n"
  }

  /// Seconds with six decimals.
  private static func seconds(_ time: Duration) -> String {
    let microseconds = max(0, time / .microseconds(1))
    let whole = Int(microseconds)
    let decimals = String(whole % 1_000_000)
    return "\(whole / 1_000_000)." + String(repeating: "0", count: 6 - decimals.count) + decimals
  }
}
