import Corpus
import Karel

/// What a person has made otherwise than the corpus and the model would have it: worlds, and ops that the model is made to
/// write. Nothing in it leaves everything as it is.
public struct Variation: Hashable, Sendable {
  /// The specification with edited worlds; nil means the sample's own.
  public var specification: Specification?
  /// The ops that the program begins with, whatever the model would write.
  public var ops: [Op]
  /// Whether these are the whole program.
  public var isWhole: Bool

  public init(specification: Specification? = nil, ops: [Op] = [], isWhole: Bool = false) {
    self.specification = specification
    self.ops = ops
    self.isWhole = isWhole
  }

  /// The most ops there can be: what a corpus has at most, and what models write at most.
  public static let longest = ProgramLengths.longest

  /// What is otherwise, in few words each.
  var texts: [String] {
    var texts: [String] = []
    if specification != nil { texts.append("edited") }
    if isWhole {
      texts.append("forced program")
    } else if !ops.isEmpty {
      texts.append("op \(ops.count) taken")
    }
    return texts
  }
}
