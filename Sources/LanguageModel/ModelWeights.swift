import Files
import Foundation

/// The files of a model's tensors, as written by Hugging Face's `transformers`: `model.safetensors`, or shards listed
/// in `model.safetensors.index.json`.
struct ModelWeights {
  /// A single file, or the shards sorted by name.
  private let files: [SafeTensorsFile]
  private let index: Index?

  private struct Index {
    let url: URL
    /// The index in ``files`` of each tensor's shard.
    let places: [String: Int]
  }

  /// Opens the files in a checkpoint's folder.
  ///
  /// - Throws: `FileError` if a file is missing or invalid.
  init(in folder: URL) throws {
    let whole = folder.appendingPathComponent("model.safetensors")
    let index = folder.appendingPathComponent("model.safetensors.index.json")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    if names.contains(whole.lastPathComponent) || !names.contains(index.lastPathComponent) {
      if !names.contains(whole.lastPathComponent) { try ModelWeights.requireNoOthers(names, in: folder) }
      files = [try SafeTensorsFile(contentsOf: whole)]
      self.index = nil
      return
    }
    let map = try ModelWeights.map(index)
    for (tensor, file) in map.sorted(by: { $0.key < $1.key }) where !ModelWeights.isName(file) {
      throw FileError(
        index, "weight_map.\(tensor)", found: "'\(file)'", expected: "the name of a file beside it")
    }
    let shards = Set(map.values).sorted()
    files = try shards.map { try SafeTensorsFile(contentsOf: folder.appendingPathComponent($0)) }
    let places = Dictionary(uniqueKeysWithValues: shards.enumerated().map { ($1, $0) })
    self.index = Index(url: index, places: map.compactMapValues { places[$0] })
  }

  /// The names of all tensors in all files, sorted.
  var names: [String] { Set(files.flatMap(\.names)).sorted() }

  /// The file to name in errors about the tensors as a whole.
  var url: URL { index?.url ?? files[0].url }

  /// The file that should contain a tensor.
  ///
  /// - Throws: `FileError` if the shard index does not list the tensor.
  func file(of tensor: String) throws(FileError) -> SafeTensorsFile {
    guard let index else { return files[0] }
    guard let place = index.places[tensor] else {
      throw FileError(
        index.url, "weight_map.\(tensor)", found: "no such field",
        expected: "the file that holds the tensor")
    }
    return files[place]
  }

  /// The file name of each tensor in the shard index.
  private static func map(_ index: URL) throws(FileError) -> [String: String] {
    struct Content: Decodable {
      let weightMap: [String: String]
      enum CodingKeys: String, CodingKey { case weightMap = "weight_map" }
    }
    let content: Content = try Checkpoint.decoded(index)
    guard !content.weightMap.isEmpty else {
      throw FileError(index, "weight_map", found: "no tensors", expected: "those of the model")
    }
    return content.weightMap
  }

  /// Whether a text is a plain file name, which cannot lead out of the folder.
  private static func isName(_ text: String) -> Bool {
    !["", ".", ".."].contains(text) && !text.contains("/") && !text.contains("\0")
  }

  /// Checks that a folder without `model.safetensors` has no weights in an unsupported format.
  ///
  /// - Throws: `FileError` with instructions for converting them.
  private static func requireNoOthers(_ names: [String], in folder: URL) throws(FileError) {
    let names = names.sorted()
    if let pickle = names.first(where: { $0.hasPrefix("pytorch_model") && $0.hasSuffix(".bin") }) {
      throw FileError(
        folder.appendingPathComponent(pickle), found: "weights in PyTorch's pickle format",
        expected: "model.safetensors", remedy: "convert them in this folder with: " + conversion)
    }
    if let shard = names.first(where: { $0.hasPrefix("model-") && $0.hasSuffix(".safetensors") }) {
      throw FileError(
        folder.appendingPathComponent(shard),
        found: "a shard of a model's weights without model.safetensors.index.json", expected: "both",
        remedy: "copy the index and every shard")
    }
  }

  /// A shell command that converts one or more pickles into `model.safetensors`.
  private static let conversion =
    "python3 -c 'import glob, torch, safetensors.torch as s; s.save_file({k: v.contiguous().clone() "
    + "for f in glob.glob(\"pytorch_model*.bin\") for k, v in torch.load(f, weights_only=True).items()}, "
    + "\"model.safetensors\", {\"format\": \"pt\"})'"
}
