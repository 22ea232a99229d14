import Screens

/// How a request is done.
public enum RequestWork: Sendable {
  /// It is done.
  case done(Response)
  /// It takes long, and is done beside other requests.
  case job(RequestJob)

  /// The response; a job is done on the calling thread.
  public func response(to request: Request, _ control: JobControl = JobControl()) -> Response {
    switch self {
    case .done(let response): return response
    case .job(let job):
      do {
        return try job.run(control)
      } catch is CancellationError {
        return .cancelled(request)
      } catch {
        return .failed(request, reason: "\(error)")
      }
    }
  }
}

/// Work that takes long.
public struct RequestJob: Sendable {
  /// What a job is about. Jobs of one kind are done one after another, those of different kinds side by side.
  public enum Kind: CaseIterable, Hashable, Sendable {
    case probing, steering
  }

  public let kind: Kind
  /// Does it. Throws `CancellationError` once it is cancelled.
  let run: @Sendable (JobControl) throws -> Response

  public init(_ kind: Kind, run: @escaping @Sendable (JobControl) throws -> Response) {
    self.kind = kind
    self.run = run
  }
}

/// What a job knows of those who wait for it.
public struct JobControl: Sendable {
  /// Whether nobody waits any more, so that the job should stop. To be polled.
  public let isCancelled: @Sendable () -> Bool
  /// Shows how far the job is.
  public let post: @Sendable (Response) -> Void

  public init(
    isCancelled: @escaping @Sendable () -> Bool = { false }, post: @escaping @Sendable (Response) -> Void = { _ in }
  ) {
    self.isCancelled = isCancelled
    self.post = post
  }
}
