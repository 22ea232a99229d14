/// What a token describes; loss weights and perplexities are per kind.
public enum TokenKind: Int, CaseIterable, Hashable, Sendable {
  case input, outputDirection, outputPosition, outputMarkers, program
}
