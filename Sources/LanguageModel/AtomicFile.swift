import Foundation

/// Writes files atomically: a file has either its previous contents or all of the new ones, never a part of them.
///
/// The contents go to a temporary file in the same folder, are synchronized to disk, and only then renamed. A process
/// killed while writing can leave the temporary file (`.NAME.….partial`) behind; a failure does not.
public enum AtomicFile {
  /// Writes `data` to the file at `url`, replacing any existing file.
  ///
  /// - Throws: ``AtomicFileError`` for the first step that fails.
  public static func write(_ data: Data, to url: URL) throws(AtomicFileError) {
    try write(to: url) { file throws(AtomicFileError) in try file.append(data) }
  }

  /// Writes what `contents` appends to the file at `url`, replacing any existing file. For files too large to hold in
  /// memory a second time. A symbolic link is followed: its target is replaced.
  ///
  /// - Throws: ``AtomicFileError`` for the first step that fails, or if `url` is something other than a file; or what
  ///   `contents` throws.
  public static func write(
    to url: URL, contents: (OpenFile) throws(AtomicFileError) -> Void
  ) throws(AtomicFileError) {
    let url = url.resolvingSymlinksInPath()
    let folder = url.deletingLastPathComponent()
    let (temporary, descriptor) = try openTemporary(for: url)
    do throws(AtomicFileError) {
      defer { close(descriptor) }
      try contents(OpenFile(url: url, descriptor: descriptor))
      guard fsync(descriptor) == 0 else { throw AtomicFileError(file: url, operation: .synchronize, code: errno) }
      guard rename(temporary.path, url.path) == 0
      else { throw AtomicFileError(file: url, operation: .rename, code: errno) }
    } catch {
      unlink(temporary.path)
      throw error
    }
    try synchronize(folder: folder, of: url)
  }

  /// Checks whether a file can be written, before the work whose results it is for.
  ///
  /// - Throws: ``AtomicFileError`` if it cannot.
  public static func check(_ url: URL) throws(AtomicFileError) {
    let url = url.resolvingSymlinksInPath()
    let (temporary, descriptor) = try openTemporary(for: url)
    close(descriptor)
    unlink(temporary.path)
    var status = stat()
    if stat(url.path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR {
      throw AtomicFileError(file: url, operation: .rename, code: EISDIR)
    }
  }

  /// Creates the temporary file for the file at `url` and returns it with its descriptor.
  private static func openTemporary(for url: URL) throws(AtomicFileError) -> (URL, descriptor: Int32) {
    var status = stat()
    if stat(url.path, &status) == 0, ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT) {
      // Renaming over a device or pipe would destroy it.
      throw AtomicFileError(file: url, operation: .create, code: EEXIST)
    }
    let suffix = String(UInt64.random(in: 0 ... .max), radix: 36)
    let file = url.deletingLastPathComponent().appendingPathComponent(".\(url.lastPathComponent).\(suffix).partial")
    let descriptor = open(file.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw AtomicFileError(file: url, operation: .create, code: errno) }
    return (file, descriptor)
  }

  /// Makes the rename survive a machine crash. Some file systems do not support this (`EINVAL`); the file is complete
  /// all the same.
  static func synchronize(folder: URL, of url: URL) throws(AtomicFileError) {
    let descriptor = open(folder.path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw AtomicFileError(file: url, operation: .synchronizeFolder, code: errno) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 || errno == EINVAL
    else { throw AtomicFileError(file: url, operation: .synchronizeFolder, code: errno) }
  }

  /// A file being written under its temporary name.
  public struct OpenFile {
    fileprivate let url: URL
    fileprivate let descriptor: Int32

    /// Appends `data`.
    public func append(_ data: Data) throws(AtomicFileError) {
      var written = 0
      while written < data.count {
        let count = data.withUnsafeBytes { bytes in
          Foundation.write(descriptor, bytes.baseAddress! + written, bytes.count - written)
        }
        if count >= 0 {
          written += count
        } else if errno != EINTR {
          throw AtomicFileError(file: url, operation: .write, code: errno)
        }
      }
    }
  }
}

/// Why a file was not written.
public struct AtomicFileError: Error, Hashable, Sendable, CustomStringConvertible {
  /// A step of an atomic write.
  public enum Operation: String, Hashable, Sendable {
    case create, write, synchronize, rename
    case synchronizeFolder = "synchronize the folder of"
  }

  /// The file that was to be written.
  public let file: URL
  /// The step that failed.
  public let operation: Operation
  /// The system's error number.
  public let code: Int32

  public init(file: URL, operation: Operation, code: Int32) {
    self.file = file
    self.operation = operation
    self.code = code
  }

  /// The system's message for ``code``.
  public var reason: String { String(cString: strerror(code)) }

  /// What the user can do about it, if known.
  public var remedy: String? {
    switch code {
    case ENOSPC, EDQUOT: "free some space"
    case EFBIG: "raise the file size limit"
    case EACCES, EPERM, EROFS: "choose a folder that you may write to"
    case ENOENT: "create its folder first"
    case ENOTDIR: "choose a path that does not lead through a file"
    case EEXIST: "choose a name that is not a device or pipe"
    case EISDIR: "choose a name that is not a folder"
    case ENAMETOOLONG: "choose a shorter name"
    default: nil
    }
  }

  /// A one-line message: what failed, why, and the remedy.
  public var description: String {
    "cannot \(operation.rawValue) \(file.path): \(reason)" + (remedy.map { "; \($0)" } ?? "")
  }
}
