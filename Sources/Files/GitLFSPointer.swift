import Foundation

/// What Git has in place of a file that Git LFS keeps, until it is fetched: a few lines of text.
struct GitLFSPointer {
  /// The bytes of the file, in digits, if the pointer says so.
  let size: String?

  /// The format's own limit on a pointer.
  static let largest = 1024
  private static let beginning = Array("version https://git-lfs.github.com/spec/".utf8)

  /// Nil if the data are something else.
  init?(_ data: Data) {
    guard data.count < GitLFSPointer.largest, data.starts(with: GitLFSPointer.beginning) else { return nil }
    let line = String(decoding: data, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("size ") }
    let digits = line?.dropFirst("size ".count).prefix { $0.isASCII && $0.isWholeNumber }
    size = digits.flatMap { $0.isEmpty ? nil : String($0) }
  }
}
