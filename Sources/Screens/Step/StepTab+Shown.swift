import Beliefs
import Records

extension StepTab {
  /// What is on screen, all of it from one response.
  struct Shown: Sendable {
    /// The program, and the beliefs of the chosen probe about it.
    var traced: TracedGeneration
    /// The checkpoint that wrote it.
    let run: RunSummary
    /// What had been asked for.
    let subject: Subject
  }

  /// What is shown; nil until the first response.
  public var traced: TracedGeneration? { shown?.traced }

  /// The run of what is shown.
  public var run: RunSummary? { shown?.run }

  /// The reference of the run that is shown.
  var shownRun: RunReference? { shown?.subject.run }

  /// The specification that is shown.
  var sample: SampleReference? { shown?.subject.sample }

  /// The intervention in what is shown.
  var shownIntervention: Intervention { shown?.subject.intervention ?? Intervention() }

  /// The probe whose beliefs are shown; nil if there is none.
  public var probe: ProbeSummary? { shown.flatMap { shown in shown.traced.probe.map { shown.run.probes[$0] } } }

  public var programs: [TracedGeneration] { shown.map { [$0.traced] } ?? [] }
}
