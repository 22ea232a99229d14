import PlainText

/// Lines of a run's files that are left out because something is wrong with them, or that later lines replace.
public struct FileDamage: Hashable, Sendable {
  public var count: Int
  /// Where the first of them is, and what is wrong with it.
  public var file: String
  public var place: String
  public var problem: String

  public init(count: Int, file: String, place: String, problem: String) {
    self.count = count
    self.file = file
    self.place = place
    self.problem = problem
  }

  /// All of it in a sentence.
  var text: String {
    let others = count > 1 ? " (and \(Numbers.counted(count - 1, "other line")))" : ""
    return "\(file), \(place): \(problem)\(others)"
  }
}
