import Foundation

/// Writes folders atomically: they appear complete or not at all.
///
/// A process killed while writing can leave hidden folders (`.NAME.….partial`) behind, among them an old folder that
/// the new one had not yet replaced; the next ``write(to:fill:)`` or ``removePartial(in:)`` restores it.
public enum AtomicDirectory {
  /// Replaces `folder` with a folder that `fill` has written under a temporary name beside it.
  ///
  /// If `fill` throws, the previous folder is kept and nothing else is left behind.
  public static func write(to folder: URL, fill: (_ partial: URL) throws -> Void) throws {
    let files = FileManager.default
    let partial = hidden(folder, "\(ProcessInfo.processInfo.processIdentifier)")
    let old = hidden(folder, "replaced")
    defer { try? files.removeItem(at: partial) }
    try? files.removeItem(at: partial)
    try finishReplacement(of: folder)
    do {
      try files.createDirectory(at: partial, withIntermediateDirectories: true)
    } catch {
      throw FileError(folder, expected: "to create it", error)
    }
    do {
      try fill(partial)
    } catch let error as FileError {
      // Report the final path: the temporary name means nothing to the user.
      let path = error.file.path
      guard path.hasPrefix(partial.path + "/") else { throw error }
      throw error.moved(to: folder.appendingPathComponent(String(path.dropFirst(partial.path.count + 1))))
    }
    let isReplacing = files.fileExists(atPath: folder.path)
    do {
      if isReplacing { try files.moveItem(at: folder, to: old) }
      try files.moveItem(at: partial, to: folder)
    } catch {
      try? files.moveItem(at: old, to: folder)
      throw FileError(folder, expected: "to move it into place", error)
    }
    try AtomicFile.synchronize(folder: folder.deletingLastPathComponent(), of: folder)
    if isReplacing { try remove(old, of: folder) }
  }

  /// Removes a folder atomically: renames it before deleting its contents, so that it is never visible in part.
  public static func remove(_ folder: URL) throws { try remove(folder, of: folder) }

  /// Removes partial files and folders that killed processes left in `folder`, and completes interrupted replacements.
  ///
  /// No other process may be writing there.
  public static func removePartial(in folder: URL) throws {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    for name in names where name.hasPrefix(".") && name.hasSuffix(".partial") {
      if let replaced = replacedName(name) {
        try finishReplacement(of: folder.appendingPathComponent(replaced))
        continue
      }
      let partial = folder.appendingPathComponent(name)
      do {
        try FileManager.default.removeItem(at: partial)
      } catch {
        throw FileError(partial, expected: "to remove it", error)
      }
    }
  }

  /// The hidden path beside `folder` for a role.
  private static func hidden(_ folder: URL, _ role: String) -> URL {
    folder.deletingLastPathComponent().appendingPathComponent(".\(folder.lastPathComponent).\(role).partial")
  }

  /// The original name of a folder that is hidden under `name` while it is being replaced; nil for other names.
  private static func replacedName(_ name: String) -> String? {
    let suffix = ".replaced.partial"
    return name.hasSuffix(suffix) ? String(name.dropFirst().dropLast(suffix.count)) : nil
  }

  /// Finishes the interrupted replacement of `folder`, if there is one: deletes the old folder if the new one is in
  /// place, otherwise restores it.
  private static func finishReplacement(of folder: URL) throws {
    let files = FileManager.default
    let old = hidden(folder, "replaced")
    guard files.fileExists(atPath: old.path) else { return }
    if files.fileExists(atPath: folder.path) { return try remove(old, of: folder) }
    do {
      try files.moveItem(at: old, to: folder)
    } catch {
      throw FileError(old, expected: "to restore it", error)
    }
  }

  /// Removes `url`, which is `folder` or its replaced version.
  private static func remove(_ url: URL, of folder: URL) throws {
    let files = FileManager.default
    let removed = hidden(folder, "removed")
    do {
      try? files.removeItem(at: removed)
      try files.moveItem(at: url, to: removed)
      try files.removeItem(at: removed)
    } catch {
      throw FileError(folder, expected: "to remove it", error)
    }
  }
}
