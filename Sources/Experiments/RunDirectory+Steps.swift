import Karel

extension RunDirectory {
  /// The steps that `text` names, rising, each once: names separated by commas, of which each is a number, `latest` or `all`.
  /// Numbers may have commas between thousands where only that, or only a list, names checkpoints.
  ///
  /// - Throws: ``RunError`` if a name is empty or names no checkpoint; it says which there are.
  public func steps(named text: String) throws -> [Int] {
    let all = checkpointSteps
    do throws(CommaListError) {
      let steps = try CommaList.parse(text) { name in
        name == "all" && !all.isEmpty ? all : (try? step(named: name)).map { [$0] }
      }
      return Set(steps.joined()).sorted()
    } catch {
      if let ambiguity = error.ambiguity { throw RunError(file: url, problem: "checkpoints: \(ambiguity)") }
      return [try step(named: error.found)]
    }
  }
}
