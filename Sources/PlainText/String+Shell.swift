extension String {
  /// This text as one word of a shell command line, safe to show and copy: quoted where the shell would interpret it,
  /// and in `$'…'` with escaped bytes where characters need escaping.
  public var shellWord: String { shellWord(inASCII: false) }

  /// The same.
  ///
  /// - Parameter inASCII: Whether to escape non-ASCII characters as well.
  public func shellWord(inASCII: Bool) -> String {
    func isEscaped(_ scalar: Unicode.Scalar) -> Bool { scalar.needsEscaping || inASCII && !scalar.isASCII }
    if !isEmpty, utf8.allSatisfy(UInt8.plainInShell.contains) { return self }
    guard unicodeScalars.contains(where: isEscaped) else {
      return "'" + respelled { $0 == "'" ? #"'\''"# : nil } + "'"
    }
    let text = respelled { scalar in
      if scalar == "'" || scalar == "\\" { return "\\\(scalar)" }
      return isEscaped(scalar) ? scalar.shellSpelling : nil
    }
    return "$'" + text + "'"
  }
}

extension UInt8 {
  /// The bytes that no shell interprets.
  fileprivate static let plainInShell = Set(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+:,@%".utf8)
}

extension Unicode.Scalar {
  /// Its escaped UTF-8 bytes, for example `\x1b`.
  fileprivate var shellSpelling: String {
    utf8.map { "\\x" + String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }
}
