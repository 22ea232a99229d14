import ArgumentParser
import Experiments

extension ParsableArguments {
  /// Checks an option's number.
  ///
  /// - Throws: `ValidationError` unless it is from 1 to `limit`.
  func requireCount(_ count: Int, of option: String, upTo limit: Int) throws {
    guard (1...limit).contains(count) else {
      throw ValidationError("\(option): found \(count), expected 1 to \(limit)")
    }
  }
}

extension Preset {
  /// Checks the value of `--preset`.
  ///
  /// - Throws: `ValidationError` unless it is a preset's name.
  static func requireName(_ name: String) throws {
    guard named(name) != nil else {
      throw ValidationError("--preset: found \(name), expected one of \(all.map(\.name).joined(separator: ", "))")
    }
  }
}
