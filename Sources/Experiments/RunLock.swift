import Foundation

/// Keeps a second process from training in the same folder, for as long as this object or its process lives.
final class RunLock {
  private let descriptor: Int32

  /// - Throws: ``RunError`` if another process holds the lock, or the folder cannot be opened or locked.
  init(_ folder: URL) throws {
    descriptor = open(folder.path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw RunError(file: folder, problem: "cannot be opened: \(String(cString: strerror(errno)))")
    }
    // Who looks whether the folder is locked has it for a moment.
    var attempts = 0
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      let code = errno
      attempts += 1
      if code == EWOULDBLOCK, attempts < RunLock.attempts {
        usleep(RunLock.pause)
        continue
      }
      close(descriptor)
      throw RunError(
        file: folder,
        problem: code == EWOULDBLOCK
          ? "another process is training here; wait for it, or stop it first"
          : "cannot be locked: \(String(cString: strerror(code)))")
    }
  }

  deinit { close(descriptor) }

  /// Together a tenth of a second.
  private static let attempts = 20
  private static let pause: UInt32 = 5000
}

extension RunDirectory {
  /// Whether a process trains the run: it holds the lock of its folder. Of a process on another machine that is known only where
  /// the file system tells it.
  public var isLocked: Bool {
    let descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    // Shared and given back at once: what others look at the same time is not in the way.
    return flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
  }
}
