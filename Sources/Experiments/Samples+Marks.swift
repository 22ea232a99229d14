import Corpus
import Karel
import Records

extension [Sample] {
  /// Different programs among the references: the unique programs of a perfect model.
  var uniqueReferences: Proportion { Proportion(Set(map(\.program)).count, of: count) }

  /// The repetitive accuracy of their specifications.
  var repetitiveAccuracy: Proportion { map(\.specification).repetitiveAccuracy }
}

extension [Specification] {
  /// The most of the specifications that a single program satisfies: the accuracy of a model that always
  /// writes that program. Only programs of one op are tried; longer ones change more and satisfy fewer.
  var repetitiveAccuracy: Proportion {
    let counts = Op.allCases.map { op in
      count { $0.satisfied(by: Program([op])).allSatisfy { $0 } }
    }
    return Proportion(counts.max() ?? 0, of: count)
  }
}

extension [Program] {
  /// Mean ops of a program; 0 of none.
  var meanLength: Double { isEmpty ? 0 : Double(reduce(0) { $0 + $1.ops.count }) / Double(count) }
}
