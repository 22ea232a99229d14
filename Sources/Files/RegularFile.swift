import Foundation

/// A regular file opened for reading. Anything else, such as a device, a pipe or a folder, is rejected, since reading
/// it could block or never end. So is a Git LFS pointer in the file's place.
public final class RegularFile: Sendable {
  public let url: URL
  private let descriptor: Int32

  /// - Throws: ``FileError`` if it is missing, cannot be read or is not a regular file.
  public init(_ url: URL) throws(FileError) {
    self.url = url
    // Without O_NONBLOCK, opening a pipe that has no writer would block.
    descriptor = open(url.path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError(url, reading: errno) }
    let kind = try status().st_mode & S_IFMT
    guard kind == S_IFREG else {
      throw FileError(
        url, found: RegularFile.name(of: kind), expected: "a file",
        remedy: "replace it with a file, or give another path")
    }
    if try identity().size < GitLFSPointer.sizeLimit,
      let pointer = GitLFSPointer(try read(at: 0, count: GitLFSPointer.sizeLimit))
    {
      throw FileError(
        url, found: "a pointer of Git LFS" + (pointer.size.map { " to a file of \($0) bytes" } ?? ""),
        expected: "the file itself", remedy: "fetch it with: git lfs pull")
    }
  }

  deinit { close(descriptor) }

  /// Opens the file if it exists.
  ///
  /// - Throws: ``FileError`` if it exists but cannot be read or is not a regular file.
  public static func openIfPresent(_ url: URL) throws(FileError) -> RegularFile? {
    var status = stat()
    guard stat(url.path, &status) == 0 || errno != ENOENT else { return nil }
    return try RegularFile(url)
  }

  /// The contents of the file at `url`.
  ///
  /// - Parameter limit: The maximum size in bytes.
  /// - Throws: ``FileError`` if it cannot be read, or is larger.
  public static func contents(of url: URL, limit: Int = 1 << 30) throws(FileError) -> Data {
    try RegularFile(url).contents(limit: limit)
  }

  /// The file's contents.
  ///
  /// - Parameter limit: The maximum size in bytes.
  /// - Throws: ``FileError`` if it cannot be read, or is larger.
  public func contents(limit: Int = 1 << 30) throws(FileError) -> Data {
    let size = try identity().size
    guard size <= limit else { throw FileError(url, found: "\(size) bytes", expected: "at most \(limit)") }
    return try read(at: 0, count: size)
  }

  /// Identifies a file and detects changes to it.
  public struct Identity: Hashable, Sendable {
    public let device: UInt64
    public let number: UInt64
    public let size: Int
    public let modified: Date

    /// Whether this is the same file, possibly with changed contents.
    public func isSameFile(as other: Identity) -> Bool { device == other.device && number == other.number }
  }

  public func identity() throws(FileError) -> Identity {
    let status = try status()
    #if canImport(Darwin)
      let time = status.st_mtimespec
    #else
      let time = status.st_mtim
    #endif
    return Identity(
      device: UInt64(truncatingIfNeeded: status.st_dev), number: UInt64(truncatingIfNeeded: status.st_ino),
      size: Int(clamping: status.st_size),
      modified: Date(timeIntervalSince1970: Double(time.tv_sec) + 1e-9 * Double(time.tv_nsec)))
  }

  /// Reads `count` bytes from `offset` on, or fewer if the file ends first.
  public func read(at offset: Int, count: Int) throws(FileError) -> Data {
    guard count > 0 else { return Data() }
    var data = Data(count: count)
    let done = try data.withUnsafeMutableBytes { bytes in
      Result { () throws(FileError) in try read(at: offset, into: bytes) }
    }.get()
    return done == count ? data : data.prefix(done)
  }

  /// Fills `bytes` with those from `offset` on, as far as the file goes.
  ///
  /// - Returns: The number of bytes read.
  public func read(at offset: Int, into bytes: UnsafeMutableRawBufferPointer) throws(FileError) -> Int {
    var done = 0
    while done < bytes.count, let start = bytes.baseAddress {
      let read = pread(descriptor, start + done, bytes.count - done, off_t(offset + done))
      if read > 0 {
        done += read
      } else if read == 0 {
        break
      } else if errno != EINTR {
        throw FileError(url, reading: errno)
      }
    }
    return done
  }

  private func status() throws(FileError) -> stat {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileError(url, reading: errno) }
    return status
  }

  /// What a file that is not a regular one is called.
  ///
  /// - Parameter kind: The type bits of its mode.
  static func name(of kind: mode_t) -> String {
    switch kind {
    case S_IFDIR: "a folder"
    case S_IFIFO: "a pipe"
    case S_IFSOCK: "a socket"
    default: "a device"
    }
  }
}

extension FileError {
  /// The error for a file that cannot be opened or read.
  ///
  /// - Parameter code: The system's error number.
  public init(_ file: URL, reading code: Int32) {
    let another = "give another path"
    switch code {
    case ENOENT: self.init(file, found: "no such file", expected: "a file", remedy: "copy it there, or \(another)")
    case EACCES, EPERM:
      self.init(file, found: "no permission to read it", expected: "a readable file", remedy: "grant it with chmod")
    case ENOTDIR:
      self.init(file, found: "a file where the path needs a folder", expected: "a file in a folder", remedy: another)
    case EISDIR: self.init(file, found: "a folder", expected: "a file", remedy: another)
    case ELOOP:
      self.init(
        file, found: "a symbolic link that leads to itself", expected: "a file",
        remedy: "replace the link, or \(another)")
    case ENXIO, EOPNOTSUPP: self.init(file, found: "a socket or device", expected: "a file", remedy: another)
    default:
      self.init(
        file, found: "\"\(String(cString: strerror(code)))\"", expected: "a readable file",
        remedy: "copy it again, or \(another)")
    }
  }
}
