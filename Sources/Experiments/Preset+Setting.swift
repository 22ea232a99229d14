import Files
import Foundation
import LanguageModel

extension Preset {
  /// A copy with one setting changed, by its name in `run.json`.
  ///
  /// - Parameters:
  ///   - path: For example `batchSize` or `optimizer.muonRate`.
  ///   - value: JSON, for example `32`, `[1,5]` or a string.
  /// - Throws: ``SettingError``.
  public func setting(_ path: String, to value: String) throws -> Preset {
    let names = path.split(separator: ".", omittingEmptySubsequences: false)
    guard names.allSatisfy({ !$0.isEmpty }) else {
      throw SettingError(
        path: path, problem: "found no name before = or a dot, expected NAME=VALUE, for example batchSize=32")
    }
    let encoded = try JSONSerialization.jsonObject(with: JSONEncoder().encode(self))
    let new =
      (try? JSONSerialization.jsonObject(with: Data(value.utf8), options: .fragmentsAllowed)) ?? value
    var changed = try Preset.replacing(names[...], of: encoded, with: new, path: path)
    if path == "model.n_embd" { changed = Preset.withoutInnerWidth(changed) }
    let json = try JSONSerialization.data(withJSONObject: changed)
    do {
      let preset = try JSONDecoder().decode(Preset.self, from: json)
      try preset.validate()
      return preset
    } catch let error as InvalidField {
      throw SettingError(path: path, problem: error.description)
    } catch let error as DecodingError {
      throw SettingError(
        path: path, problem: "found \(value), expected \(JSONProblem(error, in: json).expected)")
    }
  }

  /// Removes the MLP's width, so that it follows from the model's.
  private static func withoutInnerWidth(_ preset: Any) -> Any {
    guard var fields = preset as? [String: Any], var model = fields["model"] as? [String: Any] else { return preset }
    model["n_inner"] = nil
    fields["model"] = model
    return fields
  }

  private static func replacing(
    _ names: ArraySlice<Substring>, of object: Any, with value: Any, path: String
  ) throws -> Any {
    guard let name = names.first else { return value }
    guard var fields = object as? [String: Any], let old = fields[String(name)] else {
      let known = (object as? [String: Any])?.keys.sorted().joined(separator: ", ") ?? "nothing inside it"
      throw SettingError(path: path, problem: "found no setting \(name), expected one of \(known)")
    }
    fields[String(name)] = try replacing(names.dropFirst(), of: old, with: value, path: path)
    return fields
  }
}

/// An invalid change of a setting.
public struct SettingError: Error, Hashable, Sendable, CustomStringConvertible {
  public let path: String
  public let problem: String

  public var description: String { "\(path): \(problem)" }
}
