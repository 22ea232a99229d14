import Foundation

/// Writes files whole: under their name stands either what stood there before or everything that was written, never a
/// part of it.
///
/// The contents go to a temporary file in the same folder, reach the disk, and only then take the name. A process killed
/// meanwhile can leave that temporary file (`.NAME.….partial`) behind; a failure does not.
public enum AtomicFile {
  /// Writes `data` as the file at `url`, in place of any file of that name.
  ///
  /// - Throws: ``AtomicFileError`` at the first step that fails.
  public static func write(_ data: Data, to url: URL) throws(AtomicFileError) {
    try write(to: url) { file throws(AtomicFileError) in try file.append(data) }
  }

  /// Writes what `contents` appends as the file at `url`, in place of any file of that name. For files too large to hold
  /// in memory a second time. A link stays, and the file it leads to is replaced.
  ///
  /// - Throws: ``AtomicFileError`` at the first step that fails, or if something else than a file has that name; or what
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

  /// Finds out whether a file could be written, before the work of which it is to tell.
  ///
  /// - Throws: ``AtomicFileError`` if it could not.
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

  /// A new file in the folder of one that is to be written, and its descriptor.
  private static func openTemporary(for url: URL) throws(AtomicFileError) -> (URL, descriptor: Int32) {
    var status = stat()
    if stat(url.path, &status) == 0, ![S_IFREG, S_IFDIR].contains(status.st_mode & S_IFMT) {
      // A device or a pipe would be gone for good.
      throw AtomicFileError(file: url, operation: .create, code: EEXIST)
    }
    let suffix = String(UInt64.random(in: 0 ... .max), radix: 36)
    let file = url.deletingLastPathComponent().appendingPathComponent(".\(url.lastPathComponent).\(suffix).partial")
    let descriptor = open(file.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw AtomicFileError(file: url, operation: .create, code: errno) }
    return (file, descriptor)
  }

  /// Makes the new name last through a crash of the machine. Some file systems cannot (`EINVAL`); there the file is
  /// whole all the same.
  static func synchronize(folder: URL, of url: URL) throws(AtomicFileError) {
    let descriptor = open(folder.path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw AtomicFileError(file: url, operation: .synchronizeFolder, code: errno) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 || errno == EINVAL
    else { throw AtomicFileError(file: url, operation: .synchronizeFolder, code: errno) }
  }

  /// A file that is being written and does not have its name yet.
  public struct OpenFile {
    fileprivate let url: URL
    fileprivate let descriptor: Int32

    /// Adds `data` at the end.
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
  /// A step of writing a file whole.
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

  /// The system's words for ``code``.
  public var reason: String { String(cString: strerror(code)) }

  /// What a person can do about it, if that is known.
  public var remedy: String? {
    switch code {
    case ENOSPC, EDQUOT: "free some space"
    case EFBIG: "raise the limit on the size of files"
    case EACCES, EPERM, EROFS: "choose a folder that you may write to"
    case ENOENT: "create its folder first"
    case ENOTDIR: "choose a path whose folders are folders"
    case EEXIST: "choose a name that no device or pipe has"
    case EISDIR: "choose a name that no folder has"
    case ENAMETOOLONG: "choose a shorter name"
    default: nil
    }
  }

  /// One line for a person: what failed, why, and the remedy.
  public var description: String {
    "cannot \(operation.rawValue) \(file.path): \(reason)" + (remedy.map { "; \($0)" } ?? "")
  }
}
