import Beliefs
import Karel
import LanguageModel
import PlainText
import Probing

extension Findings {
  /// What the last checkpoint's results say of each claim: first whether the model knows its worlds, in bits beyond the ops; then
  /// the paper's own measure.
  public var verdicts: [Verdict] {
    Feature.counts.flatMap(informationVerdicts) + [rankingVerdict] + kinds.flatMap(contentVerdicts)
  }

  /// Bits that are worth something, and shares.
  private static let (bits, share) = (0.05, 0.01)

  private func informationVerdicts(_ feature: Feature) -> [Verdict] {
    let key = evidence.steps.last.flatMap { evidence.decisive($0, feature) }
    let name = feature.rawValue
    func verdict(_ claim: String, _ found: Estimate?, supported: String, refuted: String, settle: String) -> Verdict {
      Verdict(
        claim: claim, probe: key?.kind, frame: "worlds", step: key?.step ?? last.step, found: found,
        margin: Findings.bits, unit: "bits", supported: supported, refuted: refuted, settle: settle)
    }
    func lost(_ semantics: Semantics) -> Estimate? {
      key.flatMap { evidence.bitsLost($0.with(\.semantics, semantics)) }
    }
    let measure = "measure it: probe --features \(name) --record ops --probes mlp1 --offsets 0"
    let copied = key.flatMap { evidence.bits($0.with(\.control, .worldCopy).with(\.semantics, .adversarial)) }
    return [
      verdict(
        "\(name): hidden states tell more than the ops", key.flatMap { evidence.bits($0) },
        supported: "the ops do not tell in how many worlds a wall is met: the model follows its worlds",
        refuted: "the ops tell as much", settle: measure),
      verdict(
        "\(name): more than at initialisation",
        key.flatMap { evidence.difference($0, $0.with(\.control, .untrained)) },
        supported: "training, not the architecture, put it there", refuted: "an untrained model tells as much",
        settle: measure + " --controls untrained"),
      verdict(
        "\(name): original over flip", lost(.flip),
        supported: "flip is as learnable from true worlds: the probe does not make it up",
        refuted: "a probe finds the flipped meaning as well", settle: measure),
      verdict(
        "\(name): original over adversarial", lost(.adversarial),
        supported: copied.map { "true worlds tell \(Numbers.figure($0.value)) bits of the adversarial count: compare" }
          ?? "but the adversarial count may be harder by itself: add --controls world-copy",
        refuted: "a probe finds the adversarial meaning as well", settle: measure),
    ]
  }

  private var rankingVerdict: Verdict {
    let step = evidence.steps.last ?? last.step
    let key = ProbeKind.allCases.reversed().lazy.map { kind in
      Evidence.Key(step, .blocked, layer: selection.traces.layer).with(\.kind, kind).with(\.record, nil)
        .with(\.states, .within)
    }.first { evidence.accuracy($0) != nil }
    let found = key.flatMap { evidence.accuracy($0) }.map {
      Estimate(value: $0.value - 0.5, low: $0.low - 0.5, high: $0.high - 0.5, basis: $0.basis)
    }
    return Verdict(
      claim: "blocked: which of the five worlds, above one half", probe: key?.kind, frame: "worlds", step: step,
      found: found, margin: Findings.share, supported: "the model keeps single worlds apart",
      refuted: "the model knows how many worlds, not which",
      settle: "measure it: probe --features blocked --examples all --offsets 0")
  }

  private func contentVerdicts(_ kind: ProbeKind) -> [Verdict] {
    let now = now(kind)
    func verdict(_ claim: String, _ found: Estimate?, supported: String, refuted: String, settle: String) -> Verdict {
      Verdict(
        claim: "semantic content: \(claim)", probe: kind, frame: selection.frame.rawValue, step: last.step,
        found: found, margin: Findings.share, supported: supported, refuted: refuted, settle: settle)
    }
    func over(_ control: ProbeControl) -> Estimate? {
      guard let content = semanticContent(now), let other = semanticContent(now.with(\.control, control)) else {
        return nil
      }
      return Estimate(content, minus: other, basis: .bound)
    }
    return [
      verdict(
        "above the majority", over(.majority), supported: "the probe reads something",
        refuted: "no more than the commonest states", settle: "measure it: probe --controls majority"),
      verdict(
        "above a probe of the ops", over(.ops), supported: "hidden states hold more than the program's text",
        refuted: "the program's text alone gives as much, which the counts decide",
        settle: "measure it: probe --controls ops"),
      verdict(
        "original over flip", drop(now.with(\.semantics, .flip)),
        supported: "as in the paper", refuted: "unlike in the paper; the counts beyond the ops decide",
        settle: "measure it: probe --semantics original,flip"),
      verdict(
        "original over adversarial", drop(now.with(\.semantics, .adversarial)),
        supported: "as in the paper, though adversarial states may be harder by themselves",
        refuted: "unlike in the paper; the counts beyond the ops decide",
        settle: "measure it: probe --semantics original,adversarial"),
    ]
  }
}
