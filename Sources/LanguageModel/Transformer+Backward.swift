import Tensors

extension Transformer {
  /// Adds the gradient of the weighted loss to `gradients`, after ``forward(_:_:)`` and ``loss(_:)`` on the same batch.
  public func backward(_ parameters: Parameters, _ batch: TokenBatch, gradients: Parameters) {
    let a = activations
    let stream = a.streamGradient
    linearBackward(
      a.normed, weight: parameters.head, outputGradient: a.logits, inputGradient: a.normedGradient,
      weightGradient: gradients.head, biasGradient: gradients.headBias)
    stream.fill(0)
    layerNormBackward(
      a.output, weight: parameters.finalNormWeight, mean: a.mean.base, scale: a.scale.base,
      outputGradient: a.normedGradient, inputGradient: stream, weightGradient: gradients.finalNormWeight,
      biasGradient: gradients.finalNormBias)

    for layer in parameters.blocks.indices.reversed() {
      let (block, gradient, kept) = (parameters.blocks[layer], gradients.blocks[layer], a.blocks[layer])
      // The stream's gradient arrives at both branches, and goes on along the residual.
      a.mlpOutput.copy(from: block.mlpOutput)
      linearBackward(
        kept.activated, weight: a.mlpOutput, outputGradient: stream, inputGradient: a.innerGradient,
        weightGradient: gradient.mlpOutput, biasGradient: gradient.mlpOutputBias)
      geluBackward(slope: kept.inner, gradient: a.innerGradient)
      linearBackward(
        kept.normed, weight: block.mlpInput, outputGradient: a.innerGradient, inputGradient: a.normedGradient,
        weightGradient: gradient.mlpInput, biasGradient: gradient.mlpInputBias)

      // The MLP's normed input has its gradient now; the context's takes the inner gradient's place.
      let context = a.innerGradient.columns(0..<stream.columns)
      linearBackward(
        kept.context, weight: block.attentionOutput, outputGradient: stream, inputGradient: context,
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
        rotary.turnBack(queryGradient, firstPosition: 0)
        rotary.turnBack(keyGradient, firstPosition: 0)
      }
      linearBackward(
        kept.normed, weight: block.qkv, outputGradient: a.qkvGradient, inputGradient: a.normedGradient,
        weightGradient: gradient.qkv, biasGradient: nil, accumulating: true)
      layerNormBackward(
        kept.input, weight: block.normWeight, mean: kept.mean.base, scale: kept.scale.base,
        outputGradient: a.normedGradient, inputGradient: stream, weightGradient: gradient.normWeight,
        biasGradient: gradient.normBias)
    }

    for (i, token) in batch.tokens.enumerated() {
      add(stream.row(i), to: gradients.embedding.row(token), count: stream.columns)
    }
  }
}
