import Beliefs

/// Work that takes long, done beside the screen by whoever shows it.
public enum Request: Hashable, Sendable {
  /// Let a checkpoint write a program for a specification, and read its states with every probe that there is.
  case read(Subject)
  /// Look what has been written of a training.
  case history(RunReference)
  /// Look which runs there are.
  case library
  /// Write a picture into a file.
  case write(Picture)
}

/// What came of a request.
public enum Answer: Sendable {
  /// What was read, and which run and probes it came from. Answers ``Request/read(_:)``.
  case reading(Reading, by: RunSummary, of: Subject)
  /// What is on disk of a training, as far as it has come. Answers ``Request/history(_:)``.
  case history(TrainingHistory, of: RunReference)
  /// Answers ``Request/library``.
  case library(RunLibrary)
  /// The picture is in this file. Answers ``Request/write(_:)``.
  case wrote(file: String)
  /// A request came to nothing, for a reason told in one line.
  case failed(Request, reason: String)
}
