import Tensors

extension Transformer {
  /// Adds the gradient of the weighted loss to `gradients`, after ``forward(_:_:)`` and ``loss(_:)`` on the same batch.
  public func backward(_ parameters: Parameters, _ batch: TokenBatch, gradients: Parameters) {
    let a = activations
    let stream = a.streamGradient
    let normedGradient = a.normedGradient.rows(0..<stream.rows)
    linearBackward(
      a.normed, weight: parameters.head, outputGradient: a.logits, inputGradient: normedGradient,
      weightGradient: gradients.head, biasGradient: gradients.headBias)
    stream.fill(0)
    layerNormBackward(
      a.output, weight: parameters.finalNormWeight, mean: a.mean.base, scale: a.scale.base,
      outputGradient: normedGradient, inputGradient: stream, weightGradient: gradients.finalNormWeight,
      biasGradient: gradients.finalNormBias)

    for layer in parameters.blocks.indices.reversed() {
      let (block, gradient, kept) = (parameters.blocks[layer], gradients.blocks[layer], a.blocks[layer])
      // The stream's gradient flows into both branches and on along the residual connection.
      attendBackward(kept, block, batch, gradient: gradient)
      if layer > 0 {
        projectBackward(kept, block, stream: stream, qkvGradient: a.qkvGradient, gradient: gradient)
      } else {
        a.tokenStreamGradient.fill(0)
        a.tokenQKVGradient.fill(0)
        for (i, token) in batch.tokens.enumerated() {
          add(stream.row(i), to: a.tokenStreamGradient.row(token), count: stream.columns)
          add(a.qkvGradient.row(i), to: a.tokenQKVGradient.row(token), count: a.qkvGradient.columns)
        }
        projectBackward(
          kept, block, stream: a.tokenStreamGradient, qkvGradient: a.tokenQKVGradient, gradient: gradient)
      }
    }

    for token in 0..<configuration.vocabularySize {
      add(a.tokenStreamGradient.row(token), to: gradients.embedding.row(token), count: stream.columns)
    }
  }

  /// Overwrites the gradient at queries, keys and values before rotation.
  private func attendBackward(
    _ kept: Activations.Block, _ block: Parameters.Block, _ batch: TokenBatch, gradient: Parameters.Block
  ) {
    let a = activations
    // Reuses the memory of the MLP's inner gradient, which is computed later.
    let context = a.innerGradient.rows(0..<kept.context.rows).columns(0..<kept.context.columns)
    linearBackward(
      kept.context, weight: block.attentionOutput, outputGradient: a.streamGradient, inputGradient: context,
      weightGradient: gradient.attentionOutput, biasGradient: nil)
    forEachHead(batch, kept.probabilities) { head, range, probabilities in
      let qkv = kept.qkv.rows(range)
      let qkvGradient = a.qkvGradient.rows(range)
      let queryGradient = qkvGradient.columns(heads.queries(head))
      let keyGradient = qkvGradient.columns(heads.keys(head))
      attentionBackward(
        queries: qkv.columns(heads.queries(head)), keys: qkv.columns(heads.keys(head)),
        values: qkv.columns(heads.values(head)), probabilities: probabilities,
        outputGradient: context.rows(range).columns(heads.output(head)),
        queryGradient: queryGradient, keyGradient: keyGradient,
        valueGradient: qkvGradient.columns(heads.values(head)),
        scratch: a.attentionScratch)
      rotary.rotateBack(queryGradient, firstPosition: 0)
      rotary.rotateBack(keyGradient, firstPosition: 0)
    }
  }

  /// Given the gradients at the stream after the block's MLP and at queries, keys and values, turns the former [R, C]
  /// into the gradient at the stream before the block.
  private func projectBackward(
    _ kept: Activations.Block, _ block: Parameters.Block, stream: Matrix, qkvGradient: Matrix,
    gradient: Parameters.Block
  ) {
    let a = activations
    let innerGradient = a.innerGradient.rows(0..<stream.rows)
    let normedGradient = a.normedGradient.rows(0..<stream.rows)
    a.mlpOutput.copy(from: block.mlpOutput)
    linearBackward(
      kept.activated, weight: a.mlpOutput, outputGradient: stream, inputGradient: innerGradient,
      weightGradient: gradient.mlpOutput, biasGradient: gradient.mlpOutputBias)
    geluBackward(slope: kept.inner, gradient: innerGradient)
    linearBackward(
      kept.normed, weight: block.mlpInput, outputGradient: innerGradient, inputGradient: normedGradient,
      weightGradient: gradient.mlpInput, biasGradient: gradient.mlpInputBias)
    linearBackward(
      kept.normed, weight: block.qkv, outputGradient: qkvGradient, inputGradient: normedGradient,
      weightGradient: gradient.qkv, biasGradient: nil, accumulating: true)
    layerNormBackward(
      kept.input, weight: block.normWeight, mean: kept.mean.base, scale: kept.scale.base,
      outputGradient: normedGradient, inputGradient: stream, weightGradient: gradient.normWeight,
      biasGradient: gradient.normBias)
  }
}
