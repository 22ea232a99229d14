extension RunDirectory {
  /// The steps that `text` names, rising, each once: names separated by commas, of which each is a number, `latest` or `all`.
  ///
  /// - Throws: ``RunError`` if a name is empty or names no checkpoint; it says which there are.
  public func steps(named text: String) throws -> [Int] {
    let all = checkpointSteps
    let steps = try text.split(separator: ",", omittingEmptySubsequences: false).flatMap { name in
      name == "all" && !all.isEmpty ? all : [try step(named: String(name))]
    }
    return Set(steps).sorted()
  }
}
