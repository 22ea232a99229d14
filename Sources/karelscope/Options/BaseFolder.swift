import Foundation

/// The user's base folders of the XDG Base Directory Specification.
enum BaseFolder {
  case configuration, data

  /// This program's folder: inside the one that the environment variable names if that path is absolute, otherwise
  /// inside the specification's default in the home folder.
  func url(_ environment: [String: String]) -> URL {
    let (variable, place) =
      switch self {
      case .configuration: ("XDG_CONFIG_HOME", ".config")
      case .data: ("XDG_DATA_HOME", ".local/share")
      }
    func folder(_ variable: String) -> URL? {
      environment[variable].flatMap { $0.hasPrefix("/") ? URL(fileURLWithPath: $0, isDirectory: true) : nil }
    }
    let base =
      folder(variable)
      ?? (folder("HOME") ?? FileManager.default.homeDirectoryForCurrentUser).appendingPathComponent(place)
    return base.appendingPathComponent("karelscope")
  }
}
