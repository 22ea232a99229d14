/// Completion of the command line with the Tab key.
extension TypedCommand {
  /// What can stand in place of a text's last word, where that is more than one; none where it is one or none.
  ///
  /// - Parameter steps: The available checkpoints.
  static func candidates(_ text: String, steps: [Int]) -> [String] {
    let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    let all =
      words.count <= 1 ? names : continuations(of: [fullName(words[0])] + words.dropFirst().dropLast(), steps: steps)
    let matches = all.filter { $0.hasPrefix(words.last ?? "") }
    return matches.count > 1 ? matches : []
  }

  /// The text with what must follow in any case.
  ///
  /// - Parameter steps: The available checkpoints.
  static func completed(_ text: String, steps: [Int]) -> String {
    let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    if words.count <= 1 {
      let matches = names.filter { $0.hasPrefix(text) }
      guard let common = commonPrefix(matches) else { return text }
      let takesMore = matches.count == 1 && forms.contains { $0.name == common && !$0.argument.isEmpty }
      return takesMore ? common + " " : common
    }
    let before = [fullName(words[0])] + words.dropFirst().dropLast()
    guard let last = words.last,
      let common = commonPrefix(continuations(of: before, steps: steps).filter { $0.hasPrefix(last) })
    else { return text }
    return (words.dropLast() + [common]).joined(separator: " ")
  }

  /// The command's name that a word cuts short; the word itself where no name, or more than one, begins so.
  fileprivate static func fullName(_ word: String) -> String {
    let matches = names.filter { $0.hasPrefix(word) }
    return names.contains(word) || matches.count != 1 ? word : matches[0]
  }

  static func commonPrefix(_ texts: [String]) -> String? {
    guard var common = texts.first else { return nil }
    for text in texts { while !text.hasPrefix(common) { common.removeLast() } }
    return common
  }
}

/// A request for completions that need the outside: folders, presets.
public struct CompletionRequest: Hashable, Sendable {
  /// The command's full name.
  public let command: String
  /// What has been typed after it.
  public let argument: String

  /// - Parameter text: A line as far as it has been typed; nil if its command needs no such thing.
  init?(_ text: String) {
    let words = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    guard words.count == 2 else { return nil }
    command = TypedCommand.fullName(words[0])
    argument = words[1]
    guard ["overlay", "train", "screenshot"].contains(command) else { return nil }
  }
}

extension Instrument {
  /// Completes the command line as far as possible, and keeps the candidates for the foot of the screen.
  mutating func complete() -> [Effect] {
    guard let text = line?.text, line?.cursor == text.count else { return [] }
    let steps = tabs[shown].checkpointSteps
    let completed = TypedCommand.completed(text, steps: steps)
    line?.replace(with: completed)
    candidates = TypedCommand.candidates(completed, steps: steps)
    return CompletionRequest(completed).map { [.request(.complete($0))] } ?? []
  }

  /// Receives the completions of a command, unless something else has been typed meanwhile.
  mutating func offer(_ completions: [String], of request: CompletionRequest) {
    guard let typed = line?.text, CompletionRequest(typed) == request else { return }
    candidates = completions.count > 1 ? completions : []
    guard let common = TypedCommand.commonPrefix(completions) else { return }
    line?.replace(with: typed.prefix { $0 != " " } + " " + common)
  }
}
