extension FixedWidthInteger {
  /// Parses an integer as typed or as screens show it: `54000`, `54,000`, `-2` or `−2`.
  ///
  /// - Returns: Nil if the text is not an integer, if a comma does not separate thousands, or if the number overflows
  ///   the type.
  public init?(grouped text: some StringProtocol) {
    let hasMinus = text.first == "−"
    let digits = hasMinus ? text.dropFirst() : text[...]
    let groups = digits.split(separator: ",", omittingEmptySubsequences: false)
    let unsigned = groups[0].drop { $0 == "-" || $0 == "+" }
    guard groups.count == 1 || unsigned.isShortNumber && groups.dropFirst().allSatisfy(\.isThousandsGroup) else {
      return nil
    }
    guard !hasMinus || unsigned.count == groups[0].count else { return nil }
    self.init((hasMinus ? "-" : "") + groups.joined())
  }
}

extension StringProtocol {
  /// Whether this is one to three digits: the first group of a number with thousands separators.
  var isShortNumber: Bool { (1...3).contains(count) && isDigits }

  /// Whether this is three digits: a further group of a number with thousands separators.
  var isThousandsGroup: Bool { count == 3 && isDigits }

  private var isDigits: Bool { utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }
}
