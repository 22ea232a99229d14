import CNcurses
import Files
import Foundation
import Screens
import TextCanvas

extension Terminal {
  /// When to use colours.
  public enum ColorChoice: String, CaseIterable, Sendable {
    case never, auto, always
  }

  /// Which background colours are chosen for.
  public enum Theme: String, CaseIterable, Sendable {
    case auto, dark, light
  }

  /// How to show screens.
  public struct Options: Sendable {
    /// `auto` shows colours unless `NO_COLOR` is set.
    public var color: ColorChoice
    /// `auto` uses `COLORFGBG`, otherwise the terminal's response to a query; until that arrives, a dark background is
    /// assumed.
    public var theme: Theme
    /// Whether to draw in ASCII; nil to depend on the locale.
    public var ascii: Bool?
    /// Whether to use the mouse.
    public var mouse: Bool
    /// The variables that describe the terminal: `TERM`, `COLORTERM`, `COLORFGBG`, `NO_COLOR`, `COLUMNS`, `LINES`.
    public var environment: [String: String]

    public init(
      color: ColorChoice = .auto, theme: Theme = .auto, ascii: Bool? = nil, mouse: Bool = true,
      environment: [String: String]
    ) {
      self.color = color
      self.theme = theme
      self.ascii = ascii
      self.mouse = mouse
      self.environment = environment
    }

    /// The size to draw in: the top left corner of a terminal that is larger than ``Size/most``.
    ///
    /// - Parameter reported: The size the terminal reports; 0 if unknown. Then `COLUMNS` and `LINES` apply if they are
    ///   numbers from 1 to ``Size/most``, otherwise 80x24.
    public func size(reported: Size) -> Size {
      func extent(_ reported: Int, _ variable: String, _ usual: Int) -> Int {
        guard reported <= 0 else { return min(reported, Size.most) }
        let told = environment[variable].flatMap { Int($0) } ?? usual
        return (1...Size.most).contains(told) ? told : usual
      }
      return Size(
        columns: extent(reported.columns, "COLUMNS", 80), rows: extent(reported.rows, "LINES", 24))
    }

    /// The colour depth to use on a terminal with this many colours.
    ///
    /// - Parameter isDirect: Whether the terminal has direct (RGB) colours.
    public func depth(colors: Int, isDirect: Bool) -> ColorDepth {
      guard allowsColor else { return .none }
      if isDirect { return .direct }
      return colors >= 256 ? .indexed : colors >= 16 ? .sixteen : colors >= 8 || color == .always ? .eight : .none
    }

    /// Whether colours are allowed, if the terminal has any.
    var allowsColor: Bool {
      switch color {
      case .never: false
      case .auto: (environment["NO_COLOR"] ?? "").isEmpty
      case .always: true
      }
    }

    /// Whether colours are allowed and the terminal announces true colour.
    public var asksForDirectColor: Bool {
      allowsColor && ["truecolor", "24bit"].contains(environment["COLORTERM"] ?? "")
    }

    /// Whether colours are chosen for a light background. `COLORFGBG` ends with the number of the background among the
    /// 16 colours: 7 and from 9 on are light.
    public var isLight: Bool {
      guard theme == .auto else { return theme == .light }
      return background.map { $0 == 7 || (9...15).contains($0) } ?? false
    }

    /// The index of the background among the 16 colours, if the environment defines it.
    private var background: Int? { environment["COLORFGBG"]?.split(separator: ";").last.flatMap { Int($0) } }

    /// Whether to query the terminal's background: only if nothing else determines it, and only terminals known to
    /// ignore queries they do not support.
    var asksForBackground: Bool {
      let term = environment["TERM"] ?? ""
      return theme == .auto && background == nil && allowsColor && Options.answering.contains { term.hasPrefix($0) }
    }

    private static let answering = [
      "xterm", "tmux", "rxvt", "alacritty", "foot", "kitty", "wezterm", "ghostty", "konsole", "vte", "contour",
      "mintty",
    ]
  }

  /// Whether this process's locale is UTF-8. Sets the locale for characters from the environment; if that names a UTF-8
  /// locale that is not installed, as over a remote connection, another UTF-8 locale.
  public static var localeIsUTF8: Bool {
    if locale_take("") == 0, namesUTF8(ProcessInfo.processInfo.environment) {
      let others: [String] = ["C.UTF-8", "en_US.UTF-8", "UTF-8"]
      _ = others.contains { locale_take($0) == 1 }
    }
    return locale_is_utf8() == 1
  }

  /// Whether these variables name a locale with UTF-8, installed or not, for example `de_DE.UTF-8`, or macOS's `UTF-8`.
  public static func namesUTF8(_ environment: [String: String]) -> Bool {
    let names = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }
    let name = names.first { !$0.isEmpty } ?? ""
    let codeset = name.prefix { $0 != "@" }.split(separator: ".").last ?? ""
    return codeset.lowercased().filter { $0 != "-" } == "utf8"
  }

  /// The version of ncurses, for example `6.4.20221231`.
  public static var libraryVersion: String {
    String(cString: curses_version()).replacingOccurrences(of: "ncurses ", with: "")
  }
}

/// Why a screen cannot be shown.
public enum TerminalError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Standard input or output is not a terminal.
  case notATerminal(stream: String)
  /// `TERM` is not set, or names a terminal that cannot move its cursor.
  case unusable(term: String)
  /// No description of the terminal is installed.
  case unknown(term: String)
  /// The system refused a pipe.
  case noPipe(code: Int32)
  /// A recording could not be started or continued.
  case noRecording(FileError)

  /// One line for the user: what was found, and the remedy.
  public var description: String {
    switch self {
    case .notATerminal(let stream):
      "\(stream) is not a terminal; run in a terminal, or use --once to print one frame as text"
    case .unusable(let term):
      "TERM is '\(term)', which cannot show a screen; set TERM to your terminal's name, for example xterm-256color, "
        + "or use --once"
    case .unknown(let term):
      "no description of the terminal '\(term)' is installed; set TERM to xterm-256color, or install ncurses-term"
    case .noPipe(let code):
      "the system refused a pipe (error \(code)); close some files or programs and try again"
    case .noRecording(let error): "cannot record into \(error)"
    }
  }
}
