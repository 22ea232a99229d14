/// Mean losses in nats per token, over the whole text and by token kind; nil where there are no such tokens.
public struct Losses: Codable, Hashable, Sendable {
  public var text: Double
  public var program: Double
  public var outputDirection: Double?
  public var outputPosition: Double?
  public var outputMarkers: Double?

  public init(
    text: Double, program: Double, outputDirection: Double? = nil, outputPosition: Double? = nil,
    outputMarkers: Double? = nil
  ) {
    self.text = text
    self.program = program
    self.outputDirection = outputDirection
    self.outputPosition = outputPosition
    self.outputMarkers = outputMarkers
  }
}
