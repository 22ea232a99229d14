import Foundation

/// The folders of a user's files, after the XDG Base Directory Specification.
enum BaseFolder {
  case configuration, data

  /// The folder for this program's files: in the one that a variable of the environment names if its path is absolute, else
  /// in the specification's place in the home folder.
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
