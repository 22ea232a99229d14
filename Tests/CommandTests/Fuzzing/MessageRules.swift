import Foundation
import PlainText

/// Text that no message to the user may contain.
enum MessageRules {
  /// Internal words of Foundation and Swift that mean nothing to the user.
  private static let jargon = [
    "NSCocoaErrorDomain", "NSError", "Error Domain", "DecodingError", "CodingKeys", "Swift.", "Foundation.",
    "Optional(",
    "UserInfo", "dataCorrupted", "typeMismatch", "keyNotFound", "valueNotFound", "The operation could not",
    "The data couldn", "Range(", "__C.",
  ]
  private static let types: Set<Substring> = [
    "Int", "Int8", "Int32", "Int64", "UInt", "UInt8", "UInt32", "UInt64", "Float", "Double", "Bool", "Array",
    "Dictionary",
    "Data", "Codable", "NSNull", "NSNumber",
  ]
  /// The most characters of a line, whatever it quotes.
  private static let longestLine = 1600

  /// What is wrong with the description of an error; nil if nothing is.
  ///
  /// - Parameter name: What it must name, such as the file.
  static func fault(in text: String, naming name: String? = nil) -> String? {
    if let word = internalWord(in: text) { return "says \(word)" }
    if text.isEmpty { return "says nothing" }
    if let name, !text.contains(name) { return "does not name \(name)" }
    return nil
  }

  /// A word that means nothing to the user; nil if there is none.
  private static func internalWord(in text: String) -> String? {
    jargon.first(where: text.contains)
      ?? text.split { !$0.isLetter && !$0.isNumber }.first(where: types.contains).map(String.init)
  }

  /// What is wrong with what a command wrote; nil if nothing is.
  ///
  /// - Parameter names: One of these must be named where anything is wrong.
  static func fault(in command: Command, naming names: [String]) -> String? {
    if command.status >= 128 { return "ended by signal \(command.status - 128), which is 9 after \(FuzzedRun.limit) s" }
    for (stream, text) in [("stderr", command.errors), ("stdout", command.output)] {
      if let scalar = text.unicodeScalars.first(where: { $0 != "\n" && $0.needsEscaping }) {
        return "\(stream) holds U+" + String(scalar.value, radix: 16)
      }
    }
    if let line = command.errors.split(separator: "\n").first(where: { $0.count > longestLine }) {
      return "stderr has a line of \(line.count) characters"
    }
    // Where all went well, it tells of progress at most.
    if command.status == 0 && !command.errors.contains("found ") {
      return internalWord(in: command.errors).map { "says \($0)" }
    }
    return fault(in: command.errors, naming: names.first(where: command.errors.contains) ?? names.first)
  }
}
