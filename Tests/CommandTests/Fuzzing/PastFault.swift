import Foundation
import Testing

/// An input that once ended the program, or was taken or refused for the wrong reason. It is replayed before anything random.
struct PastFault: CustomTestStringConvertible {
  /// What it was that it did.
  let what: String
  /// The run's file that is spoilt.
  let path: String
  /// What is done to the file.
  let edit: Edit

  enum Edit {
    /// Puts a value into a field, wherever it stands.
    case field(String, String)
    /// Puts the largest finite number into the last 1024 places of a file of numbers.
    case overflow
    /// Puts a line behind the others.
    case line(String)
    case whole(Data)
  }

  var testDescription: String { what }

  /// The spoilt file.
  func content(_ content: Data) throws -> Data {
    switch edit {
    case .field(let name, let value):
      let text = String(decoding: content, as: UTF8.self)
      let field = try Regex("\"\(name)\"( *: *)(\\[[^\\]]*\\]|\"[^\"]*\"|[^,}\\[\\s]+)")
      let changed = text.replacing(field, with: "\"\(name)\":\(value)")
      guard changed != text else { throw MissingField(name: name) }
      return Data(changed.utf8)
    case .overflow:
      let number = Swift.withUnsafeBytes(of: Float.greatestFiniteMagnitude.bitPattern.littleEndian) { Data($0) }
      return content.dropLast(4096) + Data(repeatElement(number, count: 1024).joined())
    case .line(let line): return content + Data((line + "\n").utf8)
    case .whole(let data): return data
    }
  }

  struct MissingField: Error {
    let name: String
  }
}

extension PastFault {
  private static let results = "probes/step-000060/results.jsonl"
  private static let model = "checkpoints/step-000060/model.safetensors"
  private static let configuration = "checkpoints/step-000060/config.json"
  private static let largest = "\(Int.max)"
  private static let smallest = "\(Int.min)"

  static let all = [
    PastFault(what: "an interval without its low end trapped in Compare", path: results, edit: .field("low", "null")),
    PastFault(what: "an interval without its high end trapped in Compare", path: results, edit: .field("high", "null")),
    PastFault(what: "a count beyond arithmetic trapped in Watch", path: results, edit: .field("n", largest)),
    PastFault(what: "an example beyond arithmetic trapped in report", path: results, edit: .field("example", smallest)),
    PastFault(what: "an offset beyond arithmetic trapped in report", path: results, edit: .field("offset", largest)),
    PastFault(
      what: "counts of a calibration beyond arithmetic trapped in report", path: results,
      edit: .field("calibration", "{\"n\":[\(largest),\(largest)],\"right\":[0,0],\"confidence\":[0,0],\"error\":0}")),
    PastFault(what: "an accuracy above 1 was drawn", path: results, edit: .field("accuracy", "1.5")),
    PastFault(what: "a blank line hid all others", path: "metrics.jsonl", edit: .line("")),
    PastFault(what: "a line of NULs hid all others", path: "metrics.jsonl", edit: .line("\0\0\0\0")),
    PastFault(what: "NaN, as Python writes it, hid all others", path: "metrics.jsonl", edit: .field("loss", "NaN")),
    PastFault(what: "a line cut short hid all others", path: "metrics.jsonl", edit: .line("{\"step\":61,\"lo")),
    PastFault(what: "steps below the checkpoints passed", path: "run.json", edit: .field("steps", "10")),
    PastFault(what: "a batch beyond arithmetic passed", path: "run.json", edit: .field("batchSize", largest)),
    PastFault(what: "a negative seed was told as no JSON", path: "run.json", edit: .field("seed", "-1")),
    PastFault(what: "heads unlike those of run.json passed", path: configuration, edit: .field("n_head", "8")),
    PastFault(what: "fewer layers than the tensors' passed", path: configuration, edit: .field("n_layer", "1")),
    PastFault(
      what: "a pointer of Git LFS was told as a header of 2^61 bytes", path: model,
      edit: .whole(Data("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 77\n".utf8))),
    PastFault(
      what: "a model whose numbers overflow was told without its checkpoint's name", path: model, edit: .overflow),
    PastFault(
      what: "a type of 20,000 characters was quoted whole", path: configuration,
      edit: .field("model_type", "\"" + String(repeating: "x", count: 20_000) + "\"")),
    PastFault(what: "a header of 2^64 - 1 bytes", path: model, edit: .whole(Data(repeating: 0xFF, count: 16))),
  ]
}
