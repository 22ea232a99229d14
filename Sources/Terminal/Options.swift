import CNcurses

extension Terminal {
  /// When to use colours.
  public enum ColorChoice: String, CaseIterable, Sendable {
    case never, auto, always
  }

  /// How to show screens.
  public struct Options: Sendable {
    /// `auto` shows colours unless `NO_COLOR` is set.
    public var color: ColorChoice
    /// Whether to draw in ASCII; nil leaves it to the locale.
    public var ascii: Bool?
    /// The variables that decide about the terminal: `TERM`, `COLORTERM`, `COLORFGBG`, `NO_COLOR`.
    public var environment: [String: String]

    public init(color: ColorChoice = .auto, ascii: Bool? = nil, environment: [String: String]) {
      self.color = color
      self.ascii = ascii
      self.environment = environment
    }

    /// Whether colours may be shown, if the terminal has any.
    var allowsColor: Bool {
      switch color {
      case .never: false
      case .auto: (environment["NO_COLOR"] ?? "").isEmpty
      case .always: true
      }
    }

    /// Whether the terminal claims to show any red, green and blue.
    var claimsDirectColor: Bool { ["truecolor", "24bit"].contains(environment["COLORTERM"] ?? "") }

    /// Whether the terminal's background is light. `COLORFGBG` ends with the number of the background among the 16
    /// colours: 7 and from 9 on are light.
    var isLight: Bool {
      guard let background = environment["COLORFGBG"]?.split(separator: ";").last.flatMap({ Int($0) })
      else { return false }
      return background == 7 || (9...15).contains(background)
    }
  }

  /// Whether the locale of this process can write more than ASCII.
  public static var localeIsUTF8: Bool { locale_is_utf8() == 1 }
}

/// Why a screen cannot be shown.
public enum TerminalError: Error, Hashable, Sendable, CustomStringConvertible {
  /// Standard input or output is no terminal.
  case notATerminal(stream: String)
  /// `TERM` is not set, or names a terminal that cannot move its cursor.
  case unusable(term: String)
  /// No description of the terminal is installed.
  case unknown(term: String)
  /// The system refused a pipe.
  case noPipe(code: Int32)

  /// One line for a person: what was found, and what to do.
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
    }
  }
}
