extension String {
  /// This text as one word of a shell's command line, fit to be shown and copied: in quotes where the shell would read it
  /// otherwise, in `$'…'` with its bytes spelled out where it steers.
  public var shellWord: String { shellWord(inASCII: false) }

  /// The same.
  ///
  /// - Parameter inASCII: Whether what is not ASCII cannot be shown, and is spelled out like what steers.
  public func shellWord(inASCII: Bool) -> String {
    func isSpelledOut(_ scalar: Unicode.Scalar) -> Bool { scalar.steers || inASCII && !scalar.isASCII }
    if !isEmpty, utf8.allSatisfy(UInt8.plainInShell.contains) { return self }
    guard unicodeScalars.contains(where: isSpelledOut) else {
      return "'" + respelled { $0 == "'" ? #"'\''"# : nil } + "'"
    }
    let text = respelled { scalar in
      if scalar == "'" || scalar == "\\" { return "\\\(scalar)" }
      return isSpelledOut(scalar) ? scalar.shellSpelling : nil
    }
    return "$'" + text + "'"
  }
}

extension UInt8 {
  /// What every shell takes as it is.
  fileprivate static let plainInShell = Set(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+:,@%".utf8)
}

extension Unicode.Scalar {
  /// Its bytes, for example `\x1b`.
  fileprivate var shellSpelling: String {
    utf8.map { "\\x" + String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }
}
