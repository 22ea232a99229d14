import Foundation

extension FileError {
  /// The error for something that the system refused to do with a file or folder.
  ///
  /// - Parameters:
  ///   - expected: What was to be done, for example `to write it`.
  ///   - code: The system's error number.
  ///   - remedy: Applies where none follows from `code`.
  public init(_ file: URL, expected: String, code: Int32, remedy: String? = nil) {
    self.init(
      file, found: "\"\(String(cString: strerror(code)))\"", expected: expected,
      remedy: FileError.remedy(code) ?? remedy)
  }

  /// The same for an error of Foundation.
  public init(_ file: URL, expected: String, _ error: any Error) {
    if let code = FileError.systemCode(of: error) {
      self.init(file, expected: expected, code: code)
    } else {
      self.init(file, found: "\"\(error.localizedDescription)\"", expected: expected)
    }
  }

  /// The error for something that Foundation could not read.
  public init(_ file: URL, reading error: any Error) {
    self.init(file, reading: FileError.systemCode(of: error) ?? EIO)
  }

  /// The system's error number behind an error of Foundation; nil if there is none.
  private static func systemCode(of error: any Error) -> Int32? {
    ((error as NSError).userInfo[NSUnderlyingErrorKey] as? POSIXError)?.code.rawValue
  }

  /// The error for a file of a kind that is never written to.
  ///
  /// - Parameter kind: The type bits of its mode.
  init(_ file: URL, writingOver kind: mode_t) {
    let name = RegularFile.name(of: kind)
    self.init(file, found: name, expected: "a file", remedy: "choose a name that is not \(name)")
  }

  /// The same error for the file under another path.
  func moved(to file: URL) -> FileError {
    FileError(file, place, found: found, expected: expected, remedy: remedy)
  }

  private static func remedy(_ code: Int32) -> String? {
    switch code {
    case ENOSPC, EDQUOT: "free some space"
    case EFBIG: "raise the file size limit"
    case EACCES, EPERM, EROFS: "choose a folder that you may write to"
    case ENOENT: "create its folder first"
    case ENOTDIR: "choose a path that does not lead through a file"
    case ENAMETOOLONG: "choose a shorter name"
    default: nil
    }
  }
}
