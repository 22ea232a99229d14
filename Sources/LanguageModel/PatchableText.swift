import Tensors

/// A text's forward pass, kept so that the logits after its last token can be computed again with some rows of the
/// residual stream replaced, at the cost of what changes: positions before the first replaced one and blocks before the
/// replacement are reused, and the last block is computed for the last token alone.
///
/// One thread per instance, which owns its activations.
public final class PatchableText {
  public let parameters: Parameters
  /// T: the number of tokens of the text read last.
  public private(set) var count = 0

  private let configuration: Configuration
  private let layout: HeadLayout
  private let rotary: RotaryTable
  private let arena = MatrixArena()
  /// What is kept of each block.
  private let blocks: [Block]
  /// [S, C]: the residual stream after the last block.
  private let output: Matrix
  /// [1, V]: the logits after the last token, unpatched.
  private let logitRow: Matrix
  private let scratch: Scratch

  /// One block's activations for up to S tokens.
  private struct Block {
    /// [S, C]: the residual stream before the block, and with the MLP's output but without attention's.
    let stream, withoutAttention: Matrix
    /// [S, 3C]: queries and keys rotated. Patched passes write into `live` and restore it from `qkv`.
    let qkv, live: Matrix
    /// [S, C]: the heads' outputs.
    let context: Matrix
  }

  private struct Scratch {
    /// [S, C]
    let stream, next, normed, context: Matrix
    /// [S, 3C], [S, F], [S, S]
    let qkv, inner, probabilities: Matrix
    /// [1, S]
    let mean, scale: Matrix
    /// [1, V]
    let logits: Matrix
  }

  /// The parameters must not change during its lifetime.
  public init(_ parameters: Parameters) {
    self.parameters = parameters
    let c = parameters.configuration
    configuration = c
    layout = HeadLayout(c)
    rotary = RotaryTable(dimension: c.rotaryDimension, positions: c.contextLength)
    let arena = arena
    func allocate(_ columns: Int) -> Matrix { arena.allocate(c.contextLength, columns) }
    blocks = (0..<c.layerCount).map { _ in
      Block(
        stream: allocate(c.width), withoutAttention: allocate(c.width), qkv: allocate(3 * c.width),
        live: allocate(3 * c.width), context: allocate(c.width))
    }
    output = allocate(c.width)
    logitRow = arena.allocate(1, c.vocabularySize)
    scratch = Scratch(
      stream: allocate(c.width), next: allocate(c.width), normed: allocate(c.width), context: allocate(c.width),
      qkv: allocate(3 * c.width), inner: allocate(c.innerWidth), probabilities: allocate(c.contextLength),
      mean: arena.allocate(1, c.contextLength), scale: arena.allocate(1, c.contextLength),
      logits: arena.allocate(1, c.vocabularySize))
  }

  /// Reads a text.
  ///
  /// - Precondition: There is at least one token, and they fit into the context.
  public func read(_ tokens: [Int]) {
    precondition(!tokens.isEmpty && tokens.count <= configuration.contextLength)
    count = tokens.count
    let rows = 0..<count
    for (row, token) in tokens.enumerated() {
      stream(before: 0).row(row).update(from: parameters.embedding.row(token), count: configuration.width)
    }
    for (number, block) in blocks.enumerated() {
      project(number, block.stream.rows(rows), firstPosition: 0, qkv: block.qkv.rows(rows))
      addMLP(number, of: block.stream.rows(rows), to: block.withoutAttention.rows(rows))
      block.live.rows(rows).copy(from: block.qkv.rows(rows))
      attend(number, rows: rows, context: block.context.rows(rows))
      let next = stream(before: number + 1).rows(rows)
      next.copy(from: block.withoutAttention.rows(rows))
      addAttention(number, block.context.rows(rows), to: next)
    }
    setLogits(output.rows(count - 1..<count), logitRow)
  }

  /// [V]: the logits after the last token.
  public var logits: [Float] { floats(logitRow) }

  /// [T, C]: the residual stream before a block; for the number of blocks, that after the last one.
  public func stream(before block: Int) -> Matrix {
    let whole = block < blocks.count ? blocks[block].stream : output
    return count > 0 ? whole.rows(0..<count) : whole
  }

  /// The logits after the last token, [V], if rows of the residual stream before a block are replaced.
  ///
  /// - Parameters:
  ///   - positions: The replaced rows, ascending, without duplicates.
  ///   - values: [positions, C]: their values.
  ///   - block: 0 up to the number of blocks, which means the stream after the last one.
  /// - Precondition: A text has been read; it has these positions.
  public func logits(replacing positions: [Int], with values: Matrix, before block: Int) -> [Float] {
    guard let first = positions.first else { return logits }
    precondition(positions.allSatisfy { (0..<count).contains($0) } && values.rows == positions.count)
    let last = count - 1
    guard block < blocks.count else {
      guard let place = positions.lastIndex(of: last) else { return logits }
      setLogits(values.rows(place..<place + 1), scratch.logits)
      return floats(scratch.logits)
    }
    patchFirst(block, positions, values)
    for number in block + 1..<max(block + 1, blocks.count) { recompute(number, from: first) }
    setLogits(scratch.stream.rows(last..<last + 1), scratch.logits)
    for number in block..<blocks.count {
      blocks[number].live.rows(first..<count).copy(from: blocks[number].qkv.rows(first..<count))
    }
    return floats(scratch.logits)
  }

  /// The block before which rows are replaced: all other rows keep their queries, keys, values and MLP outputs. Leaves
  /// the stream after it in the scratch memory's stream.
  private func patchFirst(_ number: Int, _ positions: [Int], _ values: Matrix) {
    let block = blocks[number]
    let isLast = number + 1 == blocks.count
    let rows = (isLast ? count - 1 : positions[0])..<count
    let qkv = scratch.qkv.rows(0..<positions.count)
    normalize(number, values)
    linearForward(
      scratch.normed.rows(0..<positions.count), weight: parameters.blocks[number].qkv, bias: nil, output: qkv)
    for (place, position) in positions.enumerated() {
      rotate(qkv.rows(place..<place + 1), firstPosition: position)
      block.live.row(position).update(from: qkv.row(place), count: qkv.columns)
    }
    scratch.stream.rows(rows).copy(from: block.withoutAttention.rows(rows))
    // The rows of `next` are those of `positions`, as far as they matter after this block.
    let kept = positions.firstIndex { $0 >= rows.lowerBound } ?? positions.count
    if kept < positions.count {
      let patched = kept..<positions.count
      addMLP(number, of: values.rows(patched), to: scratch.next.rows(0..<patched.count), isNormed: kept == 0)
      for (place, position) in positions[patched].enumerated() {
        scratch.stream.row(position).update(from: scratch.next.row(place), count: configuration.width)
      }
    }
    attend(number, rows: rows, context: scratch.context.rows(rows))
    addAttention(number, scratch.context.rows(rows), to: scratch.stream.rows(rows))
  }

  /// A later block: all rows from `first` on have changed. Replaces them in the scratch memory's stream.
  private func recompute(_ number: Int, from first: Int) {
    let rows = first..<count
    let written = number + 1 == blocks.count ? count - 1..<count : rows
    project(number, scratch.stream.rows(rows), firstPosition: first, qkv: blocks[number].live.rows(rows))
    let next = scratch.next.rows(written)
    addMLP(number, of: scratch.stream.rows(written), to: next, isNormed: written == rows)
    attend(number, rows: written, context: scratch.context.rows(written))
    addAttention(number, scratch.context.rows(written), to: next)
    scratch.stream.rows(written).copy(from: next)
  }

  /// Overwrites the first rows of the scratch memory's `normed` with `input` [N, C] after a block's layer norm.
  private func normalize(_ number: Int, _ input: Matrix) {
    let block = parameters.blocks[number]
    layerNormForward(
      input, weight: block.normWeight, bias: block.normBias, epsilon: configuration.layerNormEpsilon,
      output: scratch.normed.rows(0..<input.rows), mean: scratch.mean.base, scale: scratch.scale.base)
  }

  /// Overwrites `qkv` [N, 3C] with the rotated queries and keys, and the values, of `input` [N, C], and the scratch
  /// memory's `normed` with its layer norm.
  private func project(_ number: Int, _ input: Matrix, firstPosition: Int, qkv: Matrix) {
    normalize(number, input)
    linearForward(
      scratch.normed.rows(0..<input.rows), weight: parameters.blocks[number].qkv, bias: nil, output: qkv)
    rotate(qkv, firstPosition: firstPosition)
  }

  private func rotate(_ qkv: Matrix, firstPosition: Int) {
    for head in 0..<configuration.headCount {
      rotary.rotate(qkv.columns(layout.queries(head)), firstPosition: firstPosition)
      rotary.rotate(qkv.columns(layout.keys(head)), firstPosition: firstPosition)
    }
  }

  /// Overwrites `output` [N, C] with `input` [N, C] plus the MLP's output for it.
  ///
  /// - Parameter isNormed: Whether the scratch memory's `normed` is the layer norm of `input` already.
  private func addMLP(_ number: Int, of input: Matrix, to output: Matrix, isNormed: Bool = false) {
    if !isNormed { normalize(number, input) }
    let block = parameters.blocks[number]
    let inner = scratch.inner.rows(0..<input.rows)
    linearForward(scratch.normed.rows(0..<input.rows), weight: block.mlpInput, bias: nil, output: inner)
    geluForward(inner, bias: block.mlpInputBias)
    output.copy(from: input)
    linearForward(inner, weight: block.mlpOutput, bias: block.mlpOutputBias, output: output, accumulating: true)
  }

  /// Overwrites `context` with the heads' outputs at `rows`, which end with the last token, from the block's live
  /// queries, keys and values.
  private func attend(_ number: Int, rows: Range<Int>, context: Matrix) {
    let live = blocks[number].live
    let probabilities = Matrix(scratch.probabilities.base, rows: rows.count, columns: count)
    for head in 0..<configuration.headCount {
      attentionForward(
        queries: live.rows(rows).columns(layout.queries(head)),
        keys: live.rows(0..<count).columns(layout.keys(head)),
        values: live.rows(0..<count).columns(layout.values(head)), probabilities: probabilities,
        output: context.columns(layout.output(head)))
    }
  }

  private func addAttention(_ number: Int, _ context: Matrix, to output: Matrix) {
    linearForward(
      context, weight: parameters.blocks[number].attentionOutput, bias: nil, output: output, accumulating: true)
  }

  /// Overwrites `logits` [1, V] with those of a row of the stream [1, C] after the last block.
  private func setLogits(_ row: Matrix, _ logits: Matrix) {
    let normed = scratch.normed.rows(0..<1)
    layerNormForward(
      row, weight: parameters.finalNormWeight, bias: parameters.finalNormBias,
      epsilon: configuration.layerNormEpsilon, output: normed, mean: scratch.mean.base, scale: scratch.scale.base)
    linearForward(normed, weight: parameters.head, bias: parameters.headBias, output: logits)
  }

  private func floats(_ row: Matrix) -> [Float] {
    Array(UnsafeBufferPointer(start: row.base, count: row.columns))
  }
}

extension PatchableText {
  /// Where a state is put in.
  public enum Site: Hashable, Sendable {
    /// `blocks.L.hook_resid_pre`, `hook_resid_post`, `hook_attn_out` or `hook_mlp_out`.
    case residualBefore, residualAfter, attentionOutput, mlpOutput
    /// One head's part of `blocks.L.attn.hook_z`.
    case headOutput(Int)
  }

  /// The block before which a site of `block` is replaced: this one for the stream before it, else the next.
  public static func target(_ site: Site, of block: Int) -> Int { site == .residualBefore ? block : block + 1 }

  /// Overwrites `row` [1, C] with the residual stream before block ``target(_:of:)`` at `position`, as it would be if the
  /// values at a site of `block` there were those of another text at another position.
  ///
  /// - Parameter other: The pass of the other text; its model has this one's shape.
  public func patch(
    _ site: Site, of block: Int, at position: Int, from other: PatchableText, at otherPosition: Int, into row: Matrix
  ) {
    func mlpOutput(_ text: PatchableText, _ position: Int, times factor: Float, to target: Matrix) {
      add(line(text.blocks[block].withoutAttention, position), times: factor, to: target)
      add(line(text.blocks[block].stream, position), times: -factor, to: target)
    }
    func attentionOutput(_ text: PatchableText, _ position: Int, times factor: Float, to target: Matrix) {
      add(line(text.stream(before: block + 1), position), times: factor, to: target)
      add(line(text.blocks[block].withoutAttention, position), times: -factor, to: target)
    }
    switch site {
    case .residualBefore:
      row.copy(from: line(other.stream(before: block), otherPosition))
    case .residualAfter:
      row.copy(from: line(other.stream(before: block + 1), otherPosition))
    case .attentionOutput:
      row.copy(from: line(stream(before: block + 1), position))
      attentionOutput(other, otherPosition, times: 1, to: row)
      attentionOutput(self, position, times: -1, to: row)
    case .mlpOutput:
      row.copy(from: line(stream(before: block + 1), position))
      mlpOutput(other, otherPosition, times: 1, to: row)
      mlpOutput(self, position, times: -1, to: row)
    case .headOutput(let head):
      row.copy(from: line(stream(before: block + 1), position))
      let columns = layout.output(head)
      let difference = scratch.context.rows(0..<1).columns(columns)
      difference.copy(from: line(other.blocks[block].context.columns(columns), otherPosition))
      add(line(blocks[block].context.columns(columns), position), times: -1, to: difference)
      linearForward(
        difference, weight: parameters.blocks[block].attentionOutput.columns(columns), bias: nil, output: row,
        accumulating: true)
    }
  }

  private func line(_ matrix: Matrix, _ position: Int) -> Matrix { matrix.rows(position..<position + 1) }
}
