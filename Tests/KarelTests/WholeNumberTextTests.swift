import Karel
import Testing

@Suite struct WholeNumberTextTests {
  @Test(arguments: [
    ("0", 0), ("54000", 54_000), ("54,000", 54_000), ("1,706", 1706), ("-2", -2), ("−2", -2), ("-54,000", -54_000),
    ("+5", 5), ("1,234,567", 1_234_567), ("9,223,372,036,854,775,807", Int.max),
    ("−9,223,372,036,854,775,808", Int.min),
    ("007", 7),
  ])
  func numbersAreParsedAsScreensShowThem(_ text: String, number: Int) {
    #expect(Int(grouped: text) == number)
  }

  @Test(arguments: [
    "", ",", "54,", ",000", "54,00", "5,4000", "1234,567", "54,000,", "54,,000", "54, 000", "54.000", "1e3", "−", "−-2",
    "--2",
    "54,0x0", "٥٤,٠٠٠", "9,223,372,036,854,775,808", "−+2", "a,000",
  ])
  func otherTextsAreRejected(_ text: String) {
    #expect(Int(grouped: text) == nil)
  }

  @Test func boundsAreThoseOfTheType() {
    #expect(UInt64(grouped: "18,446,744,073,709,551,615") == .max)
    #expect(UInt64(grouped: "18,446,744,073,709,551,616") == nil)
    #expect(UInt8(grouped: "1,000") == nil && UInt8(grouped: "-1") == nil)
  }
}

@Suite struct CommaListTests {
  /// Parses a list in which only some numbers and a name are valid.
  private static func parse(_ text: String, _ numbers: Set<Int>) throws(CommaListError) -> [Int] {
    try CommaList.parse(text) { word in
      word == "latest" ? 0 : Int(word).flatMap { numbers.contains($0) ? $0 : nil }
    }
  }

  @Test(
    arguments: [
      ("54,000", [54_000], [54_000]), ("100,1000", [100, 1000], [100, 1000]), ("100,200", [100, 200], [100, 200]),
      ("1,000,54,000", [1000, 54_000], [1000, 54_000]), ("1,000,2,000,latest", [1000, 2000], [1000, 2000, 0]),
      ("1, 500", [1, 500, 1500], [1, 500]), ("1500,1", [1, 500, 1500], [1500, 1]),
      ("500,1", [1, 500, 1500], [500, 1]),
      ("latest,1,000", [1000], [0, 1000]), ("-2,-1,5", [-2, -1, 5], [-2, -1, 5]), (" 7 ", [7], [7]),
      ("100,200,300", [100_200, 300], [100_200, 300]), ("1,234,567", [1_234_567, 1234], [1_234_567]),
    ] as [(String, Set<Int>, [Int])])
  func theOnlyValidSplitIsChosen(_ text: String, numbers: Set<Int>, meanings: [Int]) throws {
    #expect(try Self.parse(text, numbers) == meanings)
  }

  @Test(
    arguments: [
      ("54,000", [100], "54,000", false), ("20,400", [20], "400", false), ("", [1], "", false),
      ("1,,2", [1, 2], "", false),
      ("1,x", [1], "x", false), ("1,500", [1, 500, 1500], "1,500", true),
      ("2,1,500,2", [1, 2, 500, 1500], "1,500", true),
    ] as [(String, Set<Int>, String, Bool)])
  func errorsNameWhatIsInvalid(_ text: String, numbers: Set<Int>, found: String, isAmbiguous: Bool) {
    let error = #expect(throws: CommaListError.self) { try Self.parse(text, numbers) }
    #expect(error?.found == found && error?.isAmbiguous == isAmbiguous)
    #expect(
      (error?.ambiguity?.contains("write the list as '1, 500', or the number without the comma, 1500") ?? false)
        == isAmbiguous)
  }

  @Test func longListsAreHandled() {
    let numbers = Set(0..<1000)
    #expect(throws: CommaListError.self) {
      try Self.parse(String(repeating: "111,", count: 50_000), numbers)
    }
    #expect((try? Self.parse(String(repeating: "111,", count: 50_000) + "5", numbers))?.count == 50_001)
  }
}
