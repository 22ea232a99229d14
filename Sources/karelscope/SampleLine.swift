import Corpus
import Karel

/// A sample of the corpus as a line of JSON, its keys sorted.
///
/// The line is put together here because Foundation's encoder takes several times as long. None of its texts holds
/// a character that JSON escapes, but for the line breaks of `text`.
struct SampleLine {
  let sample: Sample
  let vocabulary: Vocabulary

  /// The line, without a line break at its end.
  var json: String {
    let tokens = vocabulary.encode(sample)
    let text = vocabulary.text(tokens).split(separator: "\n").joined(separator: "\\n")
    return "{\"index\":\(sample.index)"
      + ",\"inputs\":\(worlds(sample.specification.inputs))"
      + ",\"outputs\":\(worlds(sample.specification.outputs))"
      + ",\"program\":\(list(sample.program.ops.map { "\"\($0.name)\"" }))"
      + ",\"text\":\"\(text)\""
      + ",\"tokens\":\(list(tokens.map(String.init)))}"
  }

  private func worlds(_ worlds: [World]) -> String {
    list(worlds.map { world in list(world.rows.map { "\"\($0)\"" }) })
  }

  private func list(_ items: [String]) -> String {
    "[" + items.joined(separator: ",") + "]"
  }
}
