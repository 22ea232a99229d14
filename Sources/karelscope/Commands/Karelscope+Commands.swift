import ArgumentParser
import Experiments
import Foundation
import PlainText
import Screens

extension Karelscope {
  /// Checks the words that name a command, before options: `bench train`, `help step`. The parser would pass an unknown
  /// one to the default command.
  ///
  /// - Throws: `ValidationError` with the closest match and all commands.
  static func requireCommand(_ arguments: some Sequence<String>) throws {
    var commands = configuration.subcommands
    var path = ""
    for (place, word) in arguments.enumerated() {
      if place == 0, word == "help" { continue }
      guard !commands.isEmpty, !word.isEmpty, !word.hasPrefix("-") else { return }
      let names = commands.compactMap { $0.configuration.commandName }
      guard let command = commands.first(where: { $0.configuration.commandName == word }) else {
        throw ValidationError(
          "found '\(word)', expected a command\(path)" + remedy(for: word, among: names)
            + "; commands: " + names.joined(separator: ", "))
      }
      commands = command.configuration.subcommands
      path += (path.isEmpty ? " after " : " ") + word
    }
  }

  /// A suggestion: the command line that opens a run, or the command with the closest spelling.
  private static func remedy(for word: String, among names: [String]) -> String {
    if (try? RunDirectory(URL(fileURLWithPath: word))) != nil {
      return "; to open this run: karelscope --run \(word.shellWord)"
    }
    let nearest = names.min { word.distance(to: $0) < word.distance(to: $1) }
    return nearest.map { word.distance(to: $0) <= 2 || $0.hasPrefix(word) ? "; did you mean \($0)?" : "" } ?? ""
  }
}

extension String {
  /// The Levenshtein distance, in characters.
  func distance(to other: String) -> Int {
    let other = Array(other)
    var row = Array(0...other.count)
    for (place, character) in enumerated() {
      var diagonal = row[0]
      row[0] = place + 1
      for column in other.indices {
        let changed = diagonal + (character == other[column] ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = Swift.min(changed, row[column] + 1, diagonal + 1)
      }
    }
    return row[other.count]
  }
}
