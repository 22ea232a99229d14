import Corpus
import Karel

extension [Sample] {
  /// Different programs among the references, as a share of the samples: the unique programs of a perfect model.
  var uniqueReferences: Double {
    isEmpty ? 0 : Double(Set(map(\.program)).count) / Double(count)
  }

  /// The repetitive accuracy of their specifications.
  var repetitiveAccuracy: Double { map(\.specification).repetitiveAccuracy }
}

extension [Specification] {
  /// The largest share of the specifications that a single program satisfies: the accuracy of a model that always
  /// writes that program. Only programs of one op are tried; longer ones change more and satisfy fewer.
  var repetitiveAccuracy: Double {
    let counts = Op.allCases.map { op in
      count { $0.satisfied(by: Program([op])).allSatisfy { $0 } }
    }
    return isEmpty ? 0 : Double(counts.max()!) / Double(count)
  }
}
