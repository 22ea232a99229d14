import Corpus
import Karel

extension [Sample] {
  /// Different programs among the references, as a share of the samples: what a model that writes the references would show.
  var uniqueReferences: Double {
    isEmpty ? 0 : Double(Set(map(\.program)).count) / Double(count)
  }

  /// The same of their specifications.
  var repetitiveAccuracy: Double { map(\.specification).repetitiveAccuracy }
}

extension [Specification] {
  /// The share of the specifications that one and the same program satisfies at best: what a model that always writes that
  /// program would show. The best is sought among the programs of one op; a longer one changes more, and satisfies fewer.
  var repetitiveAccuracy: Double {
    let counts = Op.allCases.map { op in
      count { $0.satisfied(by: Program([op])).allSatisfy { $0 } }
    }
    return isEmpty ? 0 : Double(counts.max()!) / Double(count)
  }
}
