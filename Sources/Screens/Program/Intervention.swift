import Corpus
import Karel

/// The user's changes to what the corpus and the model give: edited worlds, forced ops,
/// and steering. Empty, it changes nothing.
public struct Intervention: Hashable, Sendable {
  /// The specification with edited worlds; nil means the sample's own.
  public var specification: Specification?
  /// The ops that the program begins with, whatever the model would write.
  public var ops: [Op]
  /// Whether these are the whole program.
  public var isWhole: Bool

  /// What is done to the model's hidden states while it writes.
  public var steering: BeliefSteering?

  public init(
    specification: Specification? = nil, ops: [Op] = [], isWhole: Bool = false, steering: BeliefSteering? = nil
  ) {
    self.specification = specification
    self.ops = ops
    self.isWhole = isWhole
    self.steering = steering
  }

  /// The most ops there can be: what a corpus has at most, and what models write at most.
  public static let longest = ProgramLengths.longest

  /// The number of forced ops.
  var givenCount: Int { steering.map { ops.count > $0.step ? ops.count : $0.given } ?? ops.count }

  /// What is otherwise, in few words each.
  var texts: [String] {
    var texts: [String] = []
    if specification != nil { texts.append("edited") }
    if let steering { texts.append(steering.text) }
    if isWhole {
      texts.append("forced program")
    } else if givenCount > 0 {
      texts.append("op \(givenCount) forced")
    }
    return texts
  }
}
