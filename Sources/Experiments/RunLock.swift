import Files
import Foundation

/// An exclusive lock on a folder, held for the lifetime of this object, against a second process that trains in it.
final class RunLock {
  private let descriptor: Int32

  /// - Throws: ``RunError`` if another process holds the lock, `FileError` if the folder cannot be opened or locked.
  init(_ folder: URL) throws {
    descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw FileError(folder, expected: "to lock it", code: errno)
    }
    // `isLocked` in another process holds the lock for a moment.
    var attempts = 0
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      let code = errno
      attempts += 1
      if code == EWOULDBLOCK, attempts < RunLock.attempts {
        usleep(RunLock.pause)
        continue
      }
      close(descriptor)
      guard code == EWOULDBLOCK else { throw FileError(folder, expected: "to lock it", code: code) }
      throw RunError(file: folder, problem: "another process is training here; wait for it, or stop it first")
    }
  }

  deinit { close(descriptor) }

  /// A tenth of a second in total.
  private static let attempts = 20
  private static let pause: UInt32 = 5000
}

extension RunDirectory {
  /// Whether a process trains the run, that is, holds the lock of its folder. Processes on other machines are detected
  /// only if the file system shares locks.
  public var isLocked: Bool {
    let descriptor = open(url.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    // Shared and released at once, so that concurrent checks do not interfere.
    return flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
  }
}
