import PlainText

/// Every key and command as text for pages.
public enum KeyReference {
  /// The texts of each tab's own keys, and of the shared ones.
  private static var groups: [(title: String, texts: [KeyText])] {
    Instrument.tabs.flatMap { view in
      [(view.name.title, view.ownKeyTexts)] + view.modes.map { ($0.title, $0.texts) }
    }
      + [("every tab", SharedAction.bindings.map(\.text)), ("typed after `:`", commands), ("mouse", mouse)]
  }

  /// What the mouse does, also for help.
  static let mouse = [
    KeyText(keys: ["click"], hint: nil, explanation: "tab, hint, title, op, example, checkpoint; line, again to open"),
    KeyText(keys: ["wheel"], hint: nil, explanation: "scroll, or step through ops and checkpoints"),
    KeyText(keys: ["--no-mouse"], hint: nil, explanation: "option: leave the mouse to the terminal, to select text"),
  ]

  private static var commands: [KeyText] {
    TypedCommand.forms.map { form in
      KeyText(
        keys: [form.argument.isEmpty ? form.name : "\(form.name) \(form.argument)"], hint: nil,
        explanation: form.explanation)
    }
  }

  /// Lines for a reader.
  public static var text: String {
    let columns = groups.flatMap(\.texts).map { $0.keys.joined(separator: " ").count }.max() ?? 0
    return groups.map { group in
      group.title.filter { $0 != "`" } + "\n"
        + group.texts.map { text in
          let keys = text.keys.joined(separator: " ")
          return "  " + keys + String(repeating: " ", count: columns + 2 - keys.count) + text.explanation + "\n"
        }
        .joined()
    }
    .joined(separator: "\n")
  }

  /// A table in Markdown.
  public static var markdown: String {
    (["| tab | keys | what they do |", "|---|---|---|"]
      + groups.flatMap { group in
        group.texts.enumerated().map { place, text in
          let keys = text.keys.map { "`\($0)`" }.joined(separator: " ")
          return "| \(place == 0 ? group.title : "") | \(keys) | \(text.explanation) |"
        }
      })
      .map { $0 + "\n" }.joined()
  }

  /// A section of a manual page, for `man`.
  public static var manual: String {
    ".SH KEYS\n"
      + groups.map { group in
        ".SS \(group.title.filter { $0 != "`" })\n"
          + group.texts.map { text in
            ".TP\n.B \(text.keys.joined(separator: " ").manualEscaped)\n\(text.explanation.manualEscaped)\n"
          }
          .joined()
      }
      .joined()
  }
}
