import Foundation

/// Writes folders so that they are there whole or not at all.
///
/// A process killed meanwhile can leave a hidden folder (`.NAME.….partial`) behind; see ``removePartial(in:)``.
public enum WholeFolder {
  /// Makes `folder` hold what `fill` writes into a folder beside it, which takes its name when all is written.
  ///
  /// What stood under the name before is replaced; if `fill` throws, it stays and nothing else is left behind.
  public static func write(to folder: URL, fill: (_ partial: URL) throws -> Void) throws {
    let files = FileManager.default
    let partial = folder.deletingLastPathComponent()
      .appendingPathComponent(".\(folder.lastPathComponent).\(ProcessInfo.processInfo.processIdentifier).partial")
    defer { try? files.removeItem(at: partial) }
    try? files.removeItem(at: partial)
    do {
      try files.createDirectory(at: partial, withIntermediateDirectories: true)
    } catch {
      throw FolderError(folder: folder, problem: "cannot be made: \(error.systemReason)")
    }
    try fill(partial)
    if files.fileExists(atPath: folder.path) { try remove(folder) }
    do {
      try files.moveItem(at: partial, to: folder)
    } catch {
      throw FolderError(folder: folder, problem: "cannot be put in place: \(error.systemReason)")
    }
    try WholeFile.synchronize(folder: folder.deletingLastPathComponent(), of: folder)
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

extension WholeFolder {
  /// Takes a folder away: first its name, then its contents, so that it is never there in part.
  public static func remove(_ folder: URL) throws {
    let files = FileManager.default
    let partial = folder.deletingLastPathComponent().appendingPathComponent(
      ".\(folder.lastPathComponent).removed.partial")
    do {
      try? files.removeItem(at: partial)
      try files.moveItem(at: folder, to: partial)
      try files.removeItem(at: partial)
    } catch {
      throw FolderError(folder: folder, problem: "cannot be removed: \(error.systemReason)")
    }
  }
  /// Takes away what processes that were killed meanwhile left of files and folders in `folder`.
  ///
  /// Nobody may be writing there.
  public static func removePartial(in folder: URL) throws {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    for name in names where name.hasPrefix(".") && name.hasSuffix(".partial") {
      let partial = folder.appendingPathComponent(name)
      do {
        try FileManager.default.removeItem(at: partial)
      } catch {
        throw FolderError(folder: partial, problem: "cannot be removed: \(error.systemReason)")
      }
    }
  }
}
