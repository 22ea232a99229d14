/// Where and why a text was not the JSON that was expected.
public struct JSONProblem: CustomStringConvertible, Sendable {
  /// The names and numbers that lead to the field, with dots between; none for the whole text.
  public let place: String?
  /// What was wrong there.
  public let problem: String

  /// What the error of a decoder says.
  public init(_ error: any Error) {
    let path: [any CodingKey]
    switch error {
    case DecodingError.keyNotFound(let field, let context):
      path = context.codingPath + [field]
      problem = "no such field"
    case DecodingError.typeMismatch(let type, let context), DecodingError.valueNotFound(let type, let context):
      path = context.codingPath
      problem = "another type than \(type)"
    case DecodingError.dataCorrupted(let context) where context.codingPath.isEmpty && context.underlyingError != nil:
      path = []
      problem = "found what is no JSON, or a part of it, expected it as it was written: copy it anew, or take it away"
    case DecodingError.dataCorrupted(let context):
      path = context.codingPath
      let text = context.debugDescription
      problem = text.hasSuffix(".") ? String(text.dropLast()) : text
    default:
      path = []
      problem = "\(error)"
    }
    place = path.isEmpty ? nil : path.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
  }

  /// The place, if known, and the problem.
  public var description: String { place.map { "\($0): \(problem)" } ?? problem }
}
