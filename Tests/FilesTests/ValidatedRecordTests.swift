import Files
import Foundation
import Testing

@Suite struct ValidatedRecordTests {
  private struct Record: ValidatedRecord {
    var count: Int
    var share: Double
    var names: [String]

    func validate() throws(InvalidField) {
      try require("share", share, in: 0...1)
      try require("count", count, in: 0...9)
    }
  }

  private func error(_ json: String) -> String? {
    do throws(FileError) {
      _ = try Record(json: Data(json.utf8), of: URL(fileURLWithPath: "/a.json"))
      return nil
    } catch {
      return error.description
    }
  }

  @Test(arguments: [
    (#"{"count": 10, "share": 0.5, "names": []}"#, "count: found 10, expected 0 to 9"),
    (#"{"count": 1, "share": -0.5, "names": []}"#, "share: found -0.5, expected 0 to 1"),
    (#"{"count": "1", "share": 1, "names": []}"#, "count: found another type, expected a whole number"),
    (#"{"count": null, "share": 1, "names": []}"#, "count: found null, expected a whole number"),
    (#"{"count": 1, "share": [], "names": []}"#, "share: found another type, expected a number"),
    (#"{"count": 1, "share": 1, "names": [1]}"#, "names.0: found another type, expected a string"),
    (#"{"count": 1, "share": 1, "names": 1}"#, "names: found another type, expected a list"),
    (#"{"count": 1, "share": 1}"#, "names: found no such field, expected one"),
    (#"[]"#, "found another type, expected an object"),
    (#"{"count": NaN, "share": 1, "names": []}"#, "found NaN, expected finite numbers"),
    (
      #"{"count": 1, "share"#,
      "found invalid or truncated JSON, expected valid JSON; copy it again or delete it"
    ),
    (
      "{\"count\": \0\0",
      "found NUL bytes, as after a machine crash, expected valid JSON; copy it again or delete it"
    ),
    ("", "found nothing, expected valid JSON; copy it again or delete it"),
  ])
  func namesTheProblem(json: String, expected: String) {
    #expect(error(json) == "/a.json: \(expected)")
  }

  @Test(arguments: ["1e400", "9223372036854775808", "1.5", "-1e30"])
  func extremeNumbersAreErrors(number: String) {
    let found = error(#"{"count": \#(number), "share": 1, "names": []}"#)
    #expect(found?.hasPrefix("/a.json: ") == true)
    for word in ["Swift", "NS", "Int", "Double"] { #expect(found?.contains(word) == false) }
  }

  @Test func acceptsValidRecords() { #expect(error(#"{"count": 9, "share": 1, "names": ["a"]}"#) == nil) }
}
