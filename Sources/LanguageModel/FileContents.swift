import Foundation

/// Reads files that come from outside: those of runs, checkpoints and probes.
public enum FileContents {
  /// The bytes of a file.
  ///
  /// - Parameter isMapped: Whether they stay in the file until they are asked for; it must not become shorter meanwhile.
  /// - Throws: ``UnreadableFile`` if it cannot be read, or is a folder, a device, a pipe, or a pointer of Git LFS.
  public static func read(_ url: URL, isMapped: Bool = false) throws(UnreadableFile) -> Data {
    var status = stat()
    guard stat(url.path, &status) == 0 else {
      throw UnreadableFile(file: url, cause: .refused(reason: String(cString: strerror(errno))))
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw UnreadableFile(file: url, cause: .refused(reason: String(cString: strerror(EISDIR))))
    default: throw UnreadableFile(file: url, cause: .special)
    }
    let data: Data
    do {
      data = try Data(contentsOf: url, options: isMapped ? .alwaysMapped : [])
    } catch {
      throw UnreadableFile(file: url, cause: .refused(reason: error.systemReason))
    }
    try requireFetched(data, of: url)
    return data
  }

  /// Makes sure that what a file holds is not a pointer that Git LFS left in its place.
  ///
  /// - Parameter data: All of the file, or its beginning.
  /// - Throws: ``UnreadableFile`` if it is.
  public static func requireFetched(_ data: Data, of url: URL) throws(UnreadableFile) {
    guard let pointer = GitLFSPointer(data) else { return }
    throw UnreadableFile(file: url, cause: .pointer(size: pointer.size))
  }
}

/// What Git has in place of a file that Git LFS keeps, until it is fetched: a few lines of text.
private struct GitLFSPointer {
  /// The bytes of the file, in digits, if the pointer says so.
  let size: String?

  /// The format's own limit.
  private static let largest = 1024
  private static let beginning = Array("version https://git-lfs.github.com/spec/".utf8)

  /// Nil if the data are something else.
  init?(_ data: Data) {
    guard data.count < GitLFSPointer.largest, data.starts(with: GitLFSPointer.beginning) else { return nil }
    let line = String(decoding: data, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("size ") }
    let digits = line?.dropFirst("size ".count).prefix { $0.isASCII && $0.isWholeNumber }
    size = digits.flatMap { $0.isEmpty ? nil : String($0) }
  }
}

/// Which file cannot be read, and why.
public struct UnreadableFile: Error, Hashable, Sendable, CustomStringConvertible {
  enum Cause: Hashable, Sendable {
    case refused(reason: String)
    case special
    case pointer(size: String?)
  }

  public let file: URL
  let cause: Cause

  /// What stands there: the system's reason, or what was found in place of the file.
  public var found: String {
    switch cause {
    case .refused(let reason): reason
    case .special: "a device or a pipe"
    case .pointer(let size): "a pointer of Git LFS" + (size.map { " to a file of \($0) bytes" } ?? "")
    }
  }

  /// What should stand there, with the remedy if one is known.
  public var expected: String {
    switch cause {
    case .refused, .special: "a file that can be read"
    case .pointer: "the file itself; fetch it with: git lfs pull"
    }
  }

  /// What is wrong, without the file's name.
  public var problem: String {
    if case .refused(let reason) = cause { return "cannot be read: \(reason)" }
    return "found \(found), expected \(expected)"
  }

  /// Whether there is no file of that name, or the system does not let it be read.
  public var isRefused: Bool { if case .refused = cause { true } else { false } }

  /// One line: file, what was found, what was expected.
  public var description: String { "\(file.path): \(problem)" }
}
