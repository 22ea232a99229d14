import Karel

extension RunDirectory {
  /// The steps that `text` names, ascending and unique: comma-separated names, each a number, `latest` or `all`.
  /// Numbers may have thousands separators if only one interpretation names existing checkpoints.
  ///
  /// - Throws: ``RunError`` if a name is empty or names no checkpoint; it lists the existing ones.
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
