import Beliefs
import Tensors

/// How well probes of the single examples tell, within one state, in which of them a yes-or-no feature holds.
///
/// The examples are interchangeable, and a state's ops and sum over the examples are the same for all pairs: whatever does
/// not tell the examples apart ranks exactly half of the pairs correctly.
public struct WithinStateRanking {
  /// What a probe of one example says of each tested state.
  public struct Example: Sendable {
    /// The log-odds of yes.
    public let logOdds: [Double]
    /// Whether it is so.
    public let holds: [Bool]

    public init(logOdds: [Double], holds: [Bool]) {
      self.logOdds = logOdds
      self.holds = holds
    }
  }

  /// Pairs of an example in which the feature holds and one in which it does not.
  public private(set) var pairs = 0
  /// Those ranked correctly; ties count half.
  public private(set) var right = 0.0
  /// The share of the pairs of each state that has any, and the state's program.
  public private(set) var shares: [Double] = []
  public private(set) var programs: [Int] = []

  /// - Parameters:
  ///   - examples: Of the same states.
  ///   - programs: Of each state.
  public init(_ examples: [Example], programs: [Int]) {
    for (state, program) in programs.enumerated() {
      let yes = examples.filter { $0.holds[state] }.map { $0.logOdds[state] }
      let no = examples.filter { !$0.holds[state] }.map { $0.logOdds[state] }
      guard !yes.isEmpty, !no.isEmpty else { continue }
      var right = 0.0
      for (a, b) in yes.flatMap({ a in no.map { (a, $0) } }) { right += a > b ? 1 : a == b ? 0.5 : 0 }
      let pairs = yes.count * no.count
      self.pairs += pairs
      self.right += right
      shares.append(right / Double(pairs))
      self.programs.append(program)
    }
  }

  /// The mean over states of the share of pairs ranked correctly, by resampling programs; nil if no state has any.
  public func accuracy(seed: UInt64 = 1) -> Estimate? { ProgramBootstrap(shares, programs: programs)?.mean(seed: seed) }
}

extension WithinStateRanking.Example {
  /// What a net with two classes says of the inputs that have one.
  public init(_ net: DenseNet, on inputs: ProbeInputs, _ classes: ProbeClasses, head: ProbeHead) {
    let (rows, labels) = (classes.rows, classes[head])
    var logOdds = [Double](repeating: 0, count: rows.count)
    DenseNetRunner(net).forEach(inputs.matrix, rows: rows) { place, logits in
      logOdds[place] = Double(logits[1]) - Double(logits[0])
    }
    self.init(logOdds: logOdds, holds: rows.map { labels[$0] == 1 })
  }
}
