import Foundation

/// Writes files atomically: a file has either its previous contents or all of the new ones, never a part of them.
///
/// The contents go to a temporary file in the same folder, are synchronized to disk, and only then renamed. A process
/// killed while writing can leave the temporary file (`.NAME.….partial`) behind; a failure does not.
public enum AtomicFile {
  /// Writes `data` to the file at `url`, replacing any existing file.
  ///
  /// - Throws: ``FileError`` for the first step that fails.
  public static func write(_ data: Data, to url: URL) throws(FileError) {
    try write(to: url) { file throws(FileError) in try file.append(data) }
  }

  /// Writes what `contents` appends to the file at `url`, replacing any existing file. For files too large to hold in
  /// memory a second time. A symbolic link is followed: its target is replaced.
  ///
  /// - Throws: ``FileError`` for the first step that fails, or if `url` is something other than a file; or what
  ///   `contents` throws.
  public static func write(
    to url: URL, contents: (OpenFile) throws(FileError) -> Void
  ) throws(FileError) {
    let url = url.resolvingSymlinksInPath()
    let folder = url.deletingLastPathComponent()
    let (temporary, descriptor) = try openTemporary(for: url)
    do throws(FileError) {
      defer { close(descriptor) }
      try contents(OpenFile(url: url, descriptor: descriptor))
      guard fsync(descriptor) == 0 else { throw FileError(url, expected: "to synchronize it", code: errno) }
      guard rename(temporary.path, url.path) == 0
      else { throw FileError(url, expected: "to rename it into place", code: errno) }
    } catch {
      unlink(temporary.path)
      throw error
    }
    try synchronize(folder: folder, of: url)
  }

  /// Copies a file of any size, replacing any existing file at `url`.
  ///
  /// - Throws: ``FileError`` if one cannot be read or the other not be written.
  public static func copy(_ source: RegularFile, to url: URL) throws(FileError) {
    try write(to: url) { file throws(FileError) in
      var offset = 0
      while case let chunk = try source.read(at: offset, count: copiedAtOnce), !chunk.isEmpty {
        try file.append(chunk)
        offset += chunk.count
      }
    }
  }

  private static let copiedAtOnce = 1 << 22

  /// Checks whether a file can be written, before the work whose results it is for.
  ///
  /// - Throws: ``FileError`` if it cannot.
  public static func check(_ url: URL) throws(FileError) {
    let url = url.resolvingSymlinksInPath()
    let (temporary, descriptor) = try openTemporary(for: url)
    close(descriptor)
    unlink(temporary.path)
  }

  /// Creates the temporary file for the file at `url` and returns it with its descriptor.
  private static func openTemporary(for url: URL) throws(FileError) -> (URL, descriptor: Int32) {
    var status = stat()
    // Renaming over a device or pipe would destroy it.
    if stat(url.path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      throw FileError(url, writingOver: status.st_mode & S_IFMT)
    }
    let suffix = String(UInt64.random(in: 0 ... .max), radix: 36)
    let file = url.deletingLastPathComponent().appendingPathComponent(".\(url.lastPathComponent).\(suffix).partial")
    let descriptor = open(file.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw FileError(url, expected: "to create it", code: errno) }
    return (file, descriptor)
  }

  /// Makes the rename survive a machine crash. Some file systems do not support this (`EINVAL`); the file is complete
  /// all the same.
  static func synchronize(folder: URL, of url: URL) throws(FileError) {
    let descriptor = open(folder.path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError(url, expected: "to synchronize its folder", code: errno) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 || errno == EINVAL
    else { throw FileError(url, expected: "to synchronize its folder", code: errno) }
  }

  /// A file being written under its temporary name.
  public struct OpenFile {
    fileprivate let url: URL
    fileprivate let descriptor: Int32

    /// Appends `data`.
    public func append(_ data: Data) throws(FileError) {
      var written = 0
      while written < data.count {
        let count = data.withUnsafeBytes { bytes in
          Foundation.write(descriptor, bytes.baseAddress! + written, bytes.count - written)
        }
        if count >= 0 {
          written += count
        } else if errno != EINTR {
          throw FileError(url, expected: "to write it", code: errno)
        }
      }
    }
  }
}
