/// Which folders of a module use names that others declare.
///
/// A folder uses another if it mentions a type that is declared there, be it only to extend it, or a member that an extension
/// there adds to a type of elsewhere. Only members whose names no other folder declares are told apart.
struct FolderGraph {
  /// A name used in a file.
  struct Use: Hashable, CustomStringConvertible {
    let file: String
    let name: String

    var description: String { "\(file): \(name)" }
  }

  /// By the folder that uses, and the one that is used, in the order of the files.
  private(set) var uses: [String: [String: [Use]]] = [:]

  /// - Parameter files: The path of each file in the module, `Folder/File.swift`, with its text.
  init(_ files: [(path: String, text: String)]) {
    let files = files.sorted { $0.path < $1.path }.map { file in
      let parts = file.path.split(separator: "/").map(String.init)
      return (folder: parts.dropLast().joined(separator: "/"), file: parts.last ?? "", text: SwiftText(file.text))
    }
    var types: [String: Set<String>] = [:]
    for file in files {
      for name in file.text.declaredTypes { types[name, default: []].insert(file.folder) }
    }
    // Members that extensions add in other folders than their type's, and who declares such a name at all.
    var added: Set<String> = []
    var declaring: [String: Set<String>] = [:]
    for file in files {
      for name in file.text.declaredMembers { declaring[name, default: []].insert(file.folder) }
      for (type, name) in file.text.addedMembers where types[type] != [file.folder] { added.insert(name) }
    }
    var owners: [String: String] = [:]
    for name in added { if let folders = declaring[name], folders.count == 1 { owners[name] = folders.first } }
    for (name, folders) in types where folders.count == 1 { owners[name] = folders.first }
    for file in files {
      var seen: Set<String> = []
      for mention in file.text.mentions where !(mention.isMember && types[mention.name] != nil) {
        guard let owner = owners[mention.name], owner != file.folder, seen.insert(mention.name).inserted else {
          continue
        }
        uses[file.folder, default: [:]][owner, default: []].append(Use(file: file.file, name: mention.name))
      }
    }
  }

  /// The folders that each folder uses.
  var folders: [String] { Set(uses.keys).union(uses.values.flatMap(\.keys)).sorted() }

  /// A cycle of folders, each of which uses the next and the last the first; nil if there is none.
  var cycle: [String]? {
    var done: Set<String> = []
    var path: [String] = []
    func search(_ folder: String) -> [String]? {
      if let start = path.firstIndex(of: folder) { return Array(path[start...]) }
      guard !done.contains(folder) else { return nil }
      path.append(folder)
      for next in (uses[folder] ?? [:]).keys.sorted() { if let cycle = search(next) { return cycle } }
      path.removeLast()
      done.insert(folder)
      return nil
    }
    for folder in folders { if let cycle = search(folder) { return cycle } }
    return nil
  }

  /// A cycle in words: for each folder of it the names of the next, with the files that use them.
  func description(of cycle: [String]) -> String {
    zip(cycle, cycle.dropFirst() + cycle.prefix(1)).map { folder, next in
      let uses = uses[folder]?[next] ?? []
      return "\(folder) → \(next): " + uses.map(\.description).joined(separator: ", ")
    }
    .joined(separator: "\n")
  }
}

extension SwiftText {
  private static let kinds: Set<Substring> = ["struct", "enum", "class", "actor", "protocol", "typealias"]
  private static let memberKinds: Set<Substring> = ["func", "var", "let", "case"]
  private static let modifiers: Set<Substring> = [
    "public", "package", "internal", "final", "indirect", "static", "mutating", "nonmutating", "lazy", "override",
    "weak",
    "private(set)", "internal(set)", "fileprivate(set)", "@discardableResult", "@inlinable",
  ]

  private static let hiding: Set<Substring> = ["private", "fileprivate"]

  /// The names of the types that are declared in no other type and can be seen from other files.
  fileprivate var declaredTypes: [String] {
    lines.compactMap { line in
      line.first?.isWhitespace ?? true ? nil : SwiftText.declared(line, SwiftText.kinds)
    }
  }

  /// The names of all members, functions and variables, however deep.
  fileprivate var declaredMembers: [String] {
    lines.compactMap { SwiftText.declared($0, SwiftText.memberKinds, orHidden: true) }
  }

  /// The members that extensions declare, with the type that each extends.
  fileprivate var addedMembers: [(type: String, name: String)] {
    var type: String?
    return lines.compactMap { line in
      if line.first.map({ !$0.isWhitespace }) ?? false {
        let words = line.split(separator: " ").filter { !SwiftText.modifiers.contains($0) }
        if words.first == "extension" {
          type = words.dropFirst().first.map { String($0.prefix { $0.isLetter || $0.isNumber || $0 == "_" }) }
        } else if line.first != "}" {
          type = type.flatMap { line.hasPrefix("where") || line.hasPrefix("{") ? $0 : nil }
        }
      }
      guard let type, line.hasPrefix("  "), !line.hasPrefix("   "),
        let name = SwiftText.declared(line, ["func", "var", "let"])
      else { return nil }
      return (type, name)
    }
  }

  /// The name that a line declares, by one of these words; nil for what other files cannot see.
  ///
  /// - Parameter orHidden: Whether that counts as well.
  private static func declared(_ line: Substring, _ kinds: Set<Substring>, orHidden: Bool = false) -> String? {
    let words = line.split(separator: " ").drop { modifiers.contains($0) || orHidden && hiding.contains($0) }
    guard words.count > 1, let kind = words.first, kinds.contains(kind) else { return nil }
    let name = words[words.startIndex + 1].prefix { $0.isLetter || $0.isNumber || $0 == "_" }
    return name.isEmpty ? nil : String(name)
  }

  /// The identifiers, each with whether it stands behind a point.
  fileprivate var mentions: [(name: String, isMember: Bool)] {
    lines.flatMap { line in
      var all: [(name: String, isMember: Bool)] = []
      var rest = line
      var before: Character = " "
      while let character = rest.first {
        guard character.isLetter || character == "_" else {
          before = character
          rest = rest.dropFirst()
          continue
        }
        let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        all.append((String(name), before == "."))
        before = "a"
        rest = rest[name.endIndex...]
      }
      return all
    }
  }
}
