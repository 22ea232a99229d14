import TextCanvas

/// The help text of a tab: what is shown.
public struct HelpText: Sendable {
  typealias Line = [(text: String, style: Style)]

  let paragraphs: [String]
  /// The signs, each with its meaning.
  let signs: [Line]
}
