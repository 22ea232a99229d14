import Files
import Foundation
import Screens
import Terminal

/// The user's settings, a JSON object with optional fields. Command-line options take precedence.
struct Settings: Equatable {
  var theme: Terminal.Theme?
  var color: Terminal.ColorChoice?
  var ascii: Bool?
  var mouse: Bool?
  var preferences = Preferences()

  /// The file: `karelscope/settings.json` in `$XDG_CONFIG_HOME`, or in `~/.config` where that is not an absolute path.
  static func file(_ environment: [String: String]) -> URL {
    BaseFolder.configuration.url(environment).appendingPathComponent("settings.json")
  }

  /// Reads the file, if it exists.
  ///
  /// - Returns: The settings, and a remark for each entry that could not be used as written.
  static func read(_ environment: [String: String]) -> (settings: Settings, remarks: [String]) {
    do {
      guard let file = try RegularFile.openIfPresent(file(environment)) else { return (Settings(), []) }
      return parse(try file.contents(limit: largest))
    } catch {
      return (Settings(), ["\(error)"])
    }
  }

  /// The maximum size of the file, in bytes.
  private static let largest = 1 << 20

  /// Parses the file's content.
  static func parse(_ data: Data) -> (settings: Settings, remarks: [String]) {
    var settings = Settings()
    guard let fields = (try? JSONSerialization.jsonObject(with: data)) as? [String: Any] else {
      return (settings, ["found no JSON object, expected one; the file is ignored: fix or remove it"])
    }
    var remarks: [String] = []
    for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
      guard let field = Field(rawValue: name) else {
        let names = Field.allCases.map(\.rawValue).joined(separator: ", ")
        remarks.append("found \(name), expected \(names)")
        continue
      }
      if let remark = settings.set(field, value) { remarks.append("\(name): \(remark)") }
    }
    return (settings, remarks)
  }

  /// All remarks in one text, which refers to `info` first if they may not fit on a screen.
  static func text(_ remarks: [String]) -> String {
    let place = remarks.count > 3 ? " (\(remarks.count) remarks, listed by karelscope info)" : ""
    return "settings\(place): " + remarks.joined(separator: "; ")
  }

  private enum Field: String, CaseIterable {
    case theme, color, ascii, mouse, speed, probe
  }

  /// Sets a field; returns a remark if the value is invalid.
  private mutating func set(_ field: Field, _ value: Any) -> String? {
    switch field {
    case .theme: return Settings.set(&theme, value)
    case .color: return Settings.set(&color, value)
    case .ascii: return Settings.set(&ascii, value)
    case .mouse: return Settings.set(&mouse, value)
    case .speed:
      guard let speed = Settings.number(value) else { return "found \(value), expected a number" }
      let nearest = Preferences.speeds.min { abs(Double($0) - speed) < abs(Double($1) - speed) }
      preferences.speed = nearest
      let speeds = Preferences.speeds.map(String.init).joined(separator: ", ")
      return nearest.map(Double.init) == speed ? nil : "found \(value), using \(nearest ?? 1) of \(speeds)"
    case .probe:
      guard let text = value as? String, let name = ProbeName(title: text.replacing("-", with: "·")) else {
        return "found \(value), expected a kind and a frame, for example linear-start"
      }
      preferences.probe = name.title
      return nil
    }
  }

  private static func set<Choice: RawRepresentable & CaseIterable>(
    _ choice: inout Choice?, _ value: Any
  ) -> String? where Choice.RawValue == String {
    choice = (value as? String).flatMap(Choice.init(rawValue:))
    let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
    return choice == nil ? "found \(value), expected \(names)" : nil
  }

  private static func set(_ flag: inout Bool?, _ value: Any) -> String? {
    flag = isBoolean(value) ? value as? Bool : nil
    return flag == nil ? "found \(value), expected true or false" : nil
  }

  private static func number(_ value: Any) -> Double? {
    isBoolean(value) ? nil : (value as? NSNumber)?.doubleValue
  }

  /// Foundation converts between 1 and true; the file distinguishes them.
  private static func isBoolean(_ value: Any) -> Bool {
    guard let number = value as? NSNumber else { return value is Bool }
    return String(cString: number.objCType) == "c"
  }
}
