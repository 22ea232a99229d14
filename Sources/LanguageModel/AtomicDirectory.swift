import Foundation

/// Writes folders so that they are there whole or not at all.
///
/// A process killed meanwhile can leave hidden folders (`.NAME.….partial`) behind, among them an old folder whose place the
/// new one did not take: the next ``write(to:fill:)`` or ``removePartial(in:)`` gives that its name back.
public enum AtomicDirectory {
  /// Makes `folder` hold what `fill` writes into a folder beside it, which takes its name when all is written.
  ///
  /// What stood under the name before is replaced; if `fill` throws, it stays and nothing else is left behind.
  public static func write(to folder: URL, fill: (_ partial: URL) throws -> Void) throws {
    let files = FileManager.default
    let partial = hidden(folder, "\(ProcessInfo.processInfo.processIdentifier)")
    let old = hidden(folder, "replaced")
    defer { try? files.removeItem(at: partial) }
    try? files.removeItem(at: partial)
    try endReplacement(of: folder)
    do {
      try files.createDirectory(at: partial, withIntermediateDirectories: true)
    } catch {
      throw FolderError(folder: folder, problem: "cannot be made: \(error.systemReason)")
    }
    do {
      try fill(partial)
    } catch let error as AtomicFileError {
      // Nobody knows the name that the folder has meanwhile.
      let path = error.file.path
      guard path.hasPrefix(partial.path + "/") else { throw error }
      let file = folder.appendingPathComponent(String(path.dropFirst(partial.path.count + 1)))
      throw AtomicFileError(file: file, operation: error.operation, code: error.code)
    }
    let isReplacing = files.fileExists(atPath: folder.path)
    do {
      if isReplacing { try files.moveItem(at: folder, to: old) }
      try files.moveItem(at: partial, to: folder)
    } catch {
      try? files.moveItem(at: old, to: folder)
      throw FolderError(folder: folder, problem: "cannot be put in place: \(error.systemReason)")
    }
    try AtomicFile.synchronize(folder: folder.deletingLastPathComponent(), of: folder)
    if isReplacing { try remove(old, of: folder) }
  }

  /// Takes a folder away: first its name, then its contents, so that it is never there in part.
  public static func remove(_ folder: URL) throws { try remove(folder, of: folder) }

  /// Takes away what processes that were killed meanwhile left of files and folders in `folder`, and ends replacements that
  /// they began.
  ///
  /// Nobody may be writing there.
  public static func removePartial(in folder: URL) throws {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    for name in names where name.hasPrefix(".") && name.hasSuffix(".partial") {
      if let replaced = replacedName(name) {
        try endReplacement(of: folder.appendingPathComponent(replaced))
        continue
      }
      let partial = folder.appendingPathComponent(name)
      do {
        try FileManager.default.removeItem(at: partial)
      } catch {
        throw FolderError(folder: partial, problem: "cannot be removed: \(error.systemReason)")
      }
    }
  }

  /// The hidden name beside `folder` for what `role` says.
  private static func hidden(_ folder: URL, _ role: String) -> URL {
    folder.deletingLastPathComponent().appendingPathComponent(".\(folder.lastPathComponent).\(role).partial")
  }

  /// The name of the folder that stands under the hidden name `name` while another takes its place, if it is such a name.
  private static func replacedName(_ name: String) -> String? {
    let suffix = ".replaced.partial"
    return name.hasSuffix(suffix) ? String(name.dropFirst().dropLast(suffix.count)) : nil
  }

  /// Takes away what `folder` was before, if a killed process left it: unless nothing took its place; then puts it back.
  private static func endReplacement(of folder: URL) throws {
    let files = FileManager.default
    let old = hidden(folder, "replaced")
    guard files.fileExists(atPath: old.path) else { return }
    if files.fileExists(atPath: folder.path) { return try remove(old, of: folder) }
    do {
      try files.moveItem(at: old, to: folder)
    } catch {
      throw FolderError(folder: old, problem: "cannot be put back: \(error.systemReason)")
    }
  }

  /// Takes away `url`, which is `folder` or was.
  private static func remove(_ url: URL, of folder: URL) throws {
    let files = FileManager.default
    let removed = hidden(folder, "removed")
    do {
      try? files.removeItem(at: removed)
      try files.moveItem(at: url, to: removed)
      try files.removeItem(at: removed)
    } catch {
      throw FolderError(folder: folder, problem: "cannot be removed: \(error.systemReason)")
    }
  }
}

/// Why a folder could not be written.
public struct FolderError: Error, Hashable, Sendable, CustomStringConvertible {
  public let folder: URL
  public let problem: String

  public init(folder: URL, problem: String) {
    self.folder = folder
    self.problem = problem
  }

  /// One line for a person: folder and problem.
  public var description: String { "\(folder.path): \(problem)" }
}
