import Foundation

/// A regular file opened for writing at its end. Anything else, such as a pipe or a device, is rejected: opening it
/// could block, and it keeps nothing.
public final class AppendedFile: Sendable {
  public let url: URL
  /// Whether there was no such file before.
  public let isNew: Bool
  private let descriptor: Int32

  /// Opens the file, or creates it.
  ///
  /// - Parameter isEmptied: Whether its content is removed.
  /// - Throws: ``FileError`` if it cannot be written or is not a regular file.
  public init(_ url: URL, isEmptied: Bool = false) throws(FileError) {
    self.url = url
    // Without O_NONBLOCK, opening a pipe that has no reader would block.
    let flags = O_WRONLY | O_APPEND | O_NONBLOCK | O_NOCTTY | O_CLOEXEC
    let new = open(url.path, flags | O_CREAT | O_EXCL, 0o666)
    isNew = new >= 0
    // O_CREAT, for a symbolic link to a file that does not exist.
    descriptor = new >= 0 ? new : open(url.path, flags | O_CREAT, 0o666)
    let code = errno
    var status = stat()
    // One that could not be opened is named by its path.
    let isKnown = (descriptor >= 0 ? fstat(descriptor, &status) : stat(url.path, &status)) == 0
    let kind = status.st_mode & S_IFMT
    if isKnown, kind != S_IFREG { throw FileError(url, writingOver: kind) }
    guard descriptor >= 0 else {
      throw FileError(url, expected: "to write it", code: code, remedy: "choose another name")
    }
    if isEmptied, ftruncate(descriptor, 0) != 0 { throw FileError(url, expected: "to write it", code: errno) }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Its size in bytes.
  public func size() throws(FileError) -> Int {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileError(url, reading: errno) }
    return Int(clamping: status.st_size)
  }

  /// Appends all bytes or none.
  ///
  /// - Throws: ``FileError`` if they cannot be written.
  public func append(_ bytes: some Sequence<UInt8>) throws(FileError) {
    let bytes = Array(bytes)
    var written = 0
    while written < bytes.count {
      let count = bytes[written...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 {
        written += count
      } else if errno != EINTR {
        let code = errno
        // Remove the bytes that were written.
        if written > 0 { ftruncate(descriptor, lseek(descriptor, 0, SEEK_END) - off_t(written)) }
        throw FileError(url, expected: "to write it", code: code)
      }
    }
  }
}
