/// Generative accuracy by what makes specifications hard, and whether programs that satisfy them have understood them.
public struct Strata: Codable, Hashable, Sendable {
  /// By the reference's moves that are blocked in some of the five worlds and not in others.
  public var blockedMoves: [Stratum]
  /// By the reference's picks that find a marker in some of the five worlds and not in others.
  public var foundMarkers: [Stratum]
  /// The number of programs that satisfy their specification, and of those among them that end like the reference in each of
  /// ``freshWorlds`` worlds that are not in the specification.
  public var satisfying: Int
  public var generalising: Int

  /// The specifications whose reference has a number of such ops.
  public struct Stratum: Codable, Hashable, Sendable {
    /// The number of ops; the last stratum holds all references with so many or more.
    public var count: Int
    public var specifications: Int
    public var satisfied: Int

    public init(count: Int, specifications: Int, satisfied: Int) {
      self.count = count
      self.specifications = specifications
      self.satisfied = satisfied
    }

    /// The share that is satisfied; nil without specifications.
    public var accuracy: Double? { specifications > 0 ? Double(satisfied) / Double(specifications) : nil }
  }

  /// The share of satisfying programs that generalise; nil if none satisfies.
  public var generalisation: Double? { satisfying > 0 ? Double(generalising) / Double(satisfying) : nil }

  /// Worlds in which a program is compared with its reference.
  public static let freshWorlds = 20
  /// The counts of the last strata.
  public static let (mostBlockedMoves, mostFoundMarkers) = (4, 2)

  public init(blockedMoves: [Stratum], foundMarkers: [Stratum], satisfying: Int, generalising: Int) {
    self.blockedMoves = blockedMoves
    self.foundMarkers = foundMarkers
    self.satisfying = satisfying
    self.generalising = generalising
  }
}
