import Beliefs
import TextCanvas

/// Long-running work, done in the background by the host of the screen.
public enum Request: Hashable, Sendable {
  /// Generate a program for a specification with a checkpoint, and apply every available probe to its states. Where the run
  /// keeps no such checkpoint, use the nearest.
  case read(Subject)
  /// Load what has been written of a training.
  case history(RunReference)
  /// Load a run's probe results, those trained in the background included.
  case findings(RunReference)
  /// Train probes, or test existing ones, in the background. One request at a time.
  case probe(ProbeTrainingRequest)
  /// Report the progress of the last request.
  case probing
  /// Cancel the last request.
  case stopProbing
  /// List the runs, without reading them.
  case library
  /// Read some of them, as many as a moment allows.
  case catalogEntries([RunReference])
  /// Complete the command line.
  case complete(CompletionRequest)
  /// Write a picture into a file.
  case write(Picture)
  /// Begin to train a preset of this name, in a new run beside the others.
  case train(preset: String)
  /// Control a training that runs here, or with ``TrainingControl/resume`` resume one that no process
  /// runs. Answered by ``Response/history(_:of:)``.
  case control(RunReference, TrainingControl)
}

/// Controls of a training in the background.
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

/// The response to a request.
public enum Response: Sendable {
  /// What was read, and which run and probes it came from. Answers ``Request/read(_:)``.
  case reading(ProbedGeneration, by: RunSummary, of: Subject)
  /// What is on disk of a training so far. Answers ``Request/history(_:)``.
  case history(TrainingHistory, of: RunReference)
  /// A run's probe results. Answers ``Request/findings(_:)``.
  case findings(ProbeFindings, of: RunReference)
  /// The progress of a request. Answers ``Request/probe(_:)``, ``Request/probing`` and ``Request/stopProbing``.
  case probing(ProbingProgress)
  /// Answers ``Request/library``.
  case library(RunCatalog)
  /// What was read of each, one at least. Answers ``Request/catalogEntries(_:)``.
  case catalogEntries([RunReference: RunCatalog.Content])
  /// The completions of the command, each with the typed part. Answers ``Request/complete(_:)``.
  case completions([String], of: CompletionRequest)
  /// A training has begun in this run, on a corpus of this seed; the user here would type its folder so, and nil leaves it as
  /// the run has it. Answers ``Request/train(preset:)``.
  case training(RunReference, seed: UInt64, into: String? = nil)
  /// The picture is in this file, in place of another file if there was one. Answers ``Request/write(_:)``.
  case wrote(file: String, isReplacement: Bool = false)
  /// A request failed, with a reason in one line.
  case failed(Request, reason: String)
}
