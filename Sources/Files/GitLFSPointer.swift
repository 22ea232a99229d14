import Foundation

/// The pointer that stands in for a Git LFS file until it is fetched: a few lines of text.
struct GitLFSPointer {
  /// The size of the file in bytes, as digits, if the pointer states it.
  let size: String?

  /// The format's limit on a pointer's size in bytes.
  static let sizeLimit = 1024
  private static let beginning = Array("version https://git-lfs.github.com/spec/".utf8)

  /// Nil if the data are not a pointer.
  init?(_ data: Data) {
    guard data.count < GitLFSPointer.sizeLimit, data.starts(with: GitLFSPointer.beginning) else { return nil }
    let line = String(decoding: data, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("size ") }
    let digits = line?.dropFirst("size ".count).prefix { $0.isASCII && $0.isWholeNumber }
    size = digits.flatMap { $0.isEmpty ? nil : String($0) }
  }
}
