import Karel

/// The context of a probed generation: the run and the checkpoint that wrote the program, and the probes that read its states.
public struct RunSummary: Hashable, Sendable {
  /// The run's name, for example its folder's.
  public let name: String
  /// The preset it was trained by.
  public let preset: String
  /// The optimizer steps done at this checkpoint.
  public let step: Int
  /// The training samples seen at this checkpoint.
  public let samplesSeen: Int
  /// The checkpoint's generative accuracy, if measured.
  public let generativeAccuracy: GenerativeAccuracy?
  /// In the order of the beliefs in a reading; none if none was trained.
  public let probes: [ProbeSummary]
  /// The steps of all checkpoints of the run, rising.
  public var checkpoints: [Int]
  /// What is wrong with the checkpoint's results, of which the rest is shown.
  public var damage: LogDamage

  public init(
    name: String, preset: String, step: Int, samplesSeen: Int, generativeAccuracy: GenerativeAccuracy? = nil,
    probes: [ProbeSummary], checkpoints: [Int] = [], damage: LogDamage = LogDamage()
  ) {
    self.name = name
    self.preset = preset
    self.step = step
    self.samplesSeen = samplesSeen
    self.generativeAccuracy = generativeAccuracy
    self.probes = probes
    self.checkpoints = checkpoints
    self.damage = damage
  }
}

extension RunSummary {
  /// The kinds and frames of the probes trained under a semantics, in their order, each once.
  public func probeNames(_ semantics: Semantics = .original) -> [ProbeName] {
    var names: [ProbeName] = []
    for probe in probes where probe.semantics == semantics && !names.contains(probe.name) { names.append(probe.name) }
    return names
  }

  /// The number of the probe of this kind and frame trained under a semantics; nil if there is none.
  public func probe(_ name: ProbeName?, _ semantics: Semantics = .original) -> Int? {
    probes.firstIndex { $0.name == name && $0.semantics == semantics }
  }
}
