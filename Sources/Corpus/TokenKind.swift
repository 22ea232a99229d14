/// What a token says, for loss weights and for perplexity by kind.
public enum TokenKind: Int, CaseIterable, Hashable, Sendable {
  case input, outputDirection, outputPosition, outputMarkers, program
}
