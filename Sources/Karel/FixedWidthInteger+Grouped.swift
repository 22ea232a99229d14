extension FixedWidthInteger {
  /// Reads a whole number as it is typed or as screens show it: `54000`, `54,000`, `-2` or `−2`.
  ///
  /// - Returns: Nil if the text is none, if a comma does not stand between thousands, or if the number is beyond what the
  ///   type holds.
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
  /// Whether these are one to three digits, as a number with commas begins.
  var isShortNumber: Bool { (1...3).contains(count) && isDigits }

  /// Whether these are three digits, as they follow a comma in a number.
  var isThousandsGroup: Bool { count == 3 && isDigits }

  private var isDigits: Bool { utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } }
}
