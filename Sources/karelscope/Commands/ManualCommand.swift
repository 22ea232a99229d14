import ArgumentParser
import PlainText
import Screens
import TextCanvas

struct ManualCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "manual",
    abstract: "Write the manual page.",
    discussion: """
      For example: karelscope manual > karelscope.1 && man ./karelscope.1. Commands and options are generated from \
      --help, keys from the tables of the tabs.
      """)

  func run() throws {
    var output = StandardOutput()
    try output.write(document: ManualPage.text)
    try output.flush()
  }
}

/// The manual page, in the macros of `man`.
private enum ManualPage {
  static var text: String {
    ([
      ".TH KARELSCOPE 1 \"\" \"karelscope \(Karelscope.configuration.version)\" \"User Commands\"\n",
      section("NAME", "karelscope \\- \((abstract.prefix(1).lowercased() + abstract.dropFirst()).manualEscaped)"),
      section("SYNOPSIS", ".B karelscope\n[\\fICOMMAND\\fR] [\\fIOPTIONS\\fR]"),
      section("DESCRIPTION", description.map(\.manualEscaped).joined(separator: "\n.PP\n")),
      section("COMMANDS", commands),
      section("OPTIONS OF TABS", preformatted(tabHelp)),
      KeyReference.manual,
      section("SCRIPTS", scripts.map(\.manualEscaped).joined(separator: "\n.PP\n")),
      section("FILES", terms(files)), section("ENVIRONMENT", terms(environment)),
      section("EXIT STATUS", exitStatus.manualEscaped),
    ] as [String]).joined()
  }

  private static let abstract = String(Karelscope.configuration.abstract.dropLast())

  private static let description = [
    "Karelscope shows a small language model learning what programs mean. The model writes programs for a robot on a grid; "
      + "Karelscope runs them step by step and draws the robot's true world beside the world that probes read from the "
      + "model's hidden states.",
    "Without a command it opens the Step tab on the bundled run. Keys 1 to \(Instrument.tabs.count) switch tabs; ? explains "
      + "the current tab. Unless the mouse is turned off, clicks select tabs and hints, an op of a program, a checkpoint of "
      + "a chart or a line of a list, and the wheel scrolls.",
  ]

  private static let scripts = [
    "--script replays a session without a terminal: characters and key names, separated by spaces, wait=SECONDS, "
      + "size=COLSxROWS, click=X,Y, wheelup=X,Y, wheeldown=X,Y, paste=TEXT, and :command or /filter. Time passes only while it "
      + "waits, so that the same script always ends with the same frame.",
    "In a :command, a /filter and a pasted TEXT, _ stands for a space, \\_ for an underscore, \\\\ for a backslash, and a "
      + "backslash before a space for that space: \":screenshot_my\\_run.svg\".",
    "--record writes what is shown, with or without a script, as an asciicast that asciinema plays.",
  ]

  private static let files: [(name: String, text: String)] = [
    (
      "$XDG_CONFIG_HOME/karelscope/settings.json, or ~/.config/karelscope/settings.json",
      "Settings, an object of JSON: theme (auto, dark, light), color (auto, never, always), ascii and mouse (true, false), "
        + "speed (\(Preferences.speeds.map(String.init).joined(separator: ", "))), probe (for example linear-start). "
        + "Command-line options take precedence."
    )
  ]

  private static let environment: [(name: String, text: String)] = [
    ("NO_COLOR", "If not empty, disables colours unless --color always is given."),
    ("TERM, COLORTERM", "The terminal's colour depth: true colour, 256, 16, 8 or none."),
    ("COLUMNS, LINES", "The size, from 1 to \(Size.most), of a terminal that does not report its own."),
    ("COLORFGBG", "Whether the background is light, for --theme auto. If not set, the terminal is queried."),
    (
      "LC_ALL, LC_CTYPE, LANG",
      "With a locale that is not UTF-8, screens are drawn in ASCII. A UTF-8 locale need not be installed."
    ),
    ("XDG_CONFIG_HOME", "The folder that is searched for settings."),
  ]

  private static let exitStatus =
    "0 on success, 64 for invalid arguments, 1 for other errors, and 128 plus the signal's number after a signal."

  private static var commands: String {
    terms(Karelscope.configuration.subcommands.map { ($0._commandName, $0.configuration.abstract) })
  }

  private static var tabHelp: String {
    Karelscope.helpMessage(for: InstrumentCommand<StepTab>.self, columns: 76)
  }

  private static func section(_ title: String, _ text: String) -> String { ".SH \(title)\n\(text)\n" }

  private static func terms(_ terms: [(name: String, text: String)]) -> String {
    terms.map { ".TP\n.B \($0.name.manualEscaped)\n\($0.text.manualEscaped)" }.joined(separator: "\n")
  }

  private static func preformatted(_ text: String) -> String {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return ".nf\n" + lines.map { String($0).manualEscaped }.joined(separator: "\n") + "\n.fi"
  }
}
