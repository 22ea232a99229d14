import PlainText

/// A recording of terminal output in asciicast format, version 2: a header and one line per event, each a JSON value.
public enum Asciicast {
  /// The first line, with its line break.
  ///
  /// - Parameters:
  ///   - timestamp: The time of the recording, in seconds since 1970.
  ///   - terminal: The value of `TERM`.
  public static func header(_ size: Size, timestamp: Int?, terminal: String?) -> String {
    var fields = ["\"version\": 2", "\"width\": \(size.columns)", "\"height\": \(size.rows)"]
    if let timestamp { fields.append("\"timestamp\": \(timestamp)") }
    fields.append("\"title\": \"karelscope\"")
    if let terminal { fields.append("\"env\": {\"TERM\": \(terminal.jsonLiteral)}") }
    return "{" + fields.joined(separator: ", ") + "}\n"
  }

  /// The line of an output event at a time since the start.
  public static func output(_ bytes: some Sequence<UInt8>, after time: Duration) -> String {
    "[\(seconds(time)), \"o\", \(String(decoding: Array(bytes), as: UTF8.self).jsonLiteral)]\n"
  }

  /// The line of a change of the terminal's size.
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
