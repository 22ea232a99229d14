import Beliefs
import TextCanvas

/// Work that takes long, done beside the screen by whoever shows it.
public enum Request: Hashable, Sendable {
  /// Let a checkpoint write a program for a specification, and read its states with every probe that there is. Where the run
  /// keeps no such checkpoint, the nearest.
  case read(Subject)
  /// Look what has been written of a training.
  case history(RunReference)
  /// Look what probes found in a run, those included that were trained beside the screen.
  case findings(RunReference)
  /// Train probes, or test those that there are, beside the screen. One request at a time.
  case probe(ProbeTrainingRequest)
  /// Look how far the last request has come.
  case probing
  /// Cancel the last request.
  case stopProbing
  /// Look which runs there are, without reading them.
  case library
  /// Read some of them, as many as a moment allows.
  case catalogEntries([RunReference])
  /// Look what can follow in a line that is being typed.
  case complete(CompletionRequest)
  /// Write a picture into a file.
  case write(Picture)
  /// Begin to train a preset of this name, in a new run beside the others.
  case train(preset: String)
  /// Have a training that goes on here do something, or with ``TrainingControl/resume`` go on with one that nobody goes on
  /// with. Answered by ``Response/history(_:of:)``.
  case control(RunReference, TrainingControl)
}

/// What a training that goes on beside the screen can be asked to do.
public enum TrainingControl: Hashable, Sendable {
  /// Wait after the step being taken.
  case pause
  /// Go on after a pause, or from the newest checkpoint.
  case resume
  /// Save after the step being taken.
  case save
  /// Save after the step being taken, and end.
  case stop
}

/// What came of a request.
public enum Response: Sendable {
  /// What was read, and which run and probes it came from. Answers ``Request/read(_:)``.
  case reading(ProbedGeneration, by: RunSummary, of: Subject)
  /// What is on disk of a training, as far as it has come. Answers ``Request/history(_:)``.
  case history(TrainingHistory, of: RunReference)
  /// What probes found in a run. Answers ``Request/findings(_:)``.
  case findings(ProbeFindings, of: RunReference)
  /// How far a request has come. Answers ``Request/probe(_:)``, ``Request/probing`` and ``Request/stopProbing``.
  case probing(ProbingProgress)
  /// Answers ``Request/library``.
  case library(RunCatalog)
  /// What was read of each, one at least. Answers ``Request/catalogEntries(_:)``.
  case catalogEntries([RunReference: RunCatalog.Content])
  /// What can follow the command, each with what has been typed of it. Answers ``Request/complete(_:)``.
  case completions([String], of: CompletionRequest)
  /// A training has begun in this run, on a corpus of this seed; a person here would type its folder so, and nil leaves it as
  /// the run has it. Answers ``Request/train(preset:)``.
  case training(RunReference, seed: UInt64, into: String? = nil)
  /// The picture is in this file, in place of another file if there was one. Answers ``Request/write(_:)``.
  case wrote(file: String, isReplacement: Bool = false)
  /// A request came to nothing, for a reason told in one line.
  case failed(Request, reason: String)
}
