import Corpus
import Foundation
import LanguageModel
import Tensors
import Testing

@Suite struct OptimizerTests {
  private let configuration = SmallModel.configuration()

  private static let settings = {
    var settings = OptimizerSettings()
    settings.adamRate = 0.1
    settings.headRate = 0.1
    settings.vectorRate = 0.1
    settings.adamBeta1 = 0.9
    settings.adamBeta2 = 0.98
    settings.adamWeightDecay = 0.5
    settings.gradientClip = 1
    return settings
  }()

  private func optimizer(_ settings: OptimizerSettings = settings) -> Optimizer {
    Optimizer(configuration, settings: settings, threads: 1)
  }

  /// Two steps with gradients 0.5 and −0.25. First: moments 0.05 and 0.005, corrected 0.5 and 0.25, direction 1. Second:
  /// moments 0.02 and 0.00615, corrected 0.10526 and 0.15530, direction 0.26711.
  @Test func adamMatchesStepsComputedByHand() {
    let parameters = Parameters(configuration)
    let gradients = Parameters(configuration)
    let optimizer = optimizer()
    parameters.headBias[0, 3] = 2
    parameters.head[3, 5] = 2

    for gradients in [gradients.headBias.row(0) + 3, gradients.head.row(3) + 5] { gradients.pointee = 0.5 }
    optimizer.update(parameters, gradients: gradients, norm: 0.7, rate: 1)
    #expect(abs(parameters.headBias[0, 3] - 1.9) < 1e-6)
    // A matrix decays by rate · decay first: 2 · 0.95.
    #expect(abs(parameters.head[3, 5] - 1.8) < 1e-6)

    for gradients in [gradients.headBias.row(0) + 3, gradients.head.row(3) + 5] { gradients.pointee = -0.25 }
    optimizer.update(parameters, gradients: gradients, norm: 0.4, rate: 0.5)
    #expect(abs(parameters.headBias[0, 3] - (1.9 - 0.05 * 0.267108)) < 1e-6)
    #expect(abs(parameters.head[3, 5] - (1.8 * 0.975 - 0.05 * 0.267108)) < 1e-6)
    #expect(optimizer.step == 2)
    #expect(abs(optimizer.momentum.headBias[0, 3] - 0.02) < 1e-7)
    #expect(abs(optimizer.variance.headBias[0, 3] - 0.00615) < 1e-8)
    // Parameters without a gradient are unchanged.
    #expect(parameters.headBias[0, 4] == 0)
  }

  @Test func embeddingHeadAndVectorsHaveTheirOwnRates() {
    let settings = OptimizerSettings(adamRate: 0.3, headRate: 0.2, vectorRate: 0.1)
    let parameters = Parameters(configuration)
    let gradients = Parameters(configuration)
    for matrix in [gradients.embedding, gradients.head, gradients.headBias, gradients.finalNormWeight] {
      matrix[0, 1] = 0.5
    }
    optimizer(settings).update(parameters, gradients: gradients, norm: 1, rate: 1)
    // Adam's first step has the length of its rate.
    #expect(abs(parameters.embedding[0, 1] + 0.3) < 1e-6)
    #expect(abs(parameters.head[0, 1] + 0.2) < 1e-6)
    #expect(abs(parameters.headBias[0, 1] + 0.1) < 1e-6)
    #expect(abs(parameters.finalNormWeight[0, 1] + 0.1) < 1e-6)
  }

  @Test func muonDecaysByItsRate() {
    let settings = OptimizerSettings(muonRate: 0.5, muonWeightDecay: 0.2)
    let parameters = Parameters(configuration)
    let (matrix, bias) = (parameters.blocks[1].mlpInput, parameters.blocks[1].mlpInputBias)
    matrix[2, 3] = 4
    bias[0, 3] = 4
    // Without a gradient only the decay remains: 1 − 0.2 · 0.5 · 0.5.
    optimizer(settings).update(parameters, gradients: Parameters(configuration), norm: 0, rate: 0.5)
    #expect(abs(matrix[2, 3] - 3.8) < 1e-6)
    #expect(bias[0, 3] == 4)
  }

  @Test func settingsOfEarlierVersionsAreDecoded() throws {
    let text = """
      {"adamBeta1": 0.9, "adamBeta2": 0.98, "adamEpsilon": 1e-08, "adamRate": 0.012, "adamWeightDecay": 0.01,
      "gradientClip": 1, "muonMomentum": 0.95, "muonRate": 0.015}
      """
    let settings = try JSONDecoder().decode(OptimizerSettings.self, from: Data(text.utf8))
    #expect(settings == OptimizerSettings(muonRate: 0.015, adamRate: 0.012))
    let other = OptimizerSettings(adamRate: 0.3, headRate: 0.2, vectorRate: 0.1, muonWeightDecay: 0.4)
    #expect(try JSONDecoder().decode(OptimizerSettings.self, from: JSONEncoder().encode(other)) == other)
  }

  @Test func aLargeGradientIsClipped() {
    let parameters = Parameters(configuration)
    let gradients = Parameters(configuration)
    let optimizer = optimizer()
    gradients.headBias[0, 0] = 6
    gradients.headBias[0, 1] = 8
    gradients.blocks[0].mlpInput[2, 3] = 8
    optimizer.update(parameters, gradients: gradients, norm: 10, rate: 1)
    // A tenth of the gradient, times 1 − beta.
    #expect(abs(optimizer.momentum.headBias[0, 0] - 0.06) < 1e-7)
    #expect(abs(optimizer.momentum.headBias[0, 1] - 0.08) < 1e-7)
    #expect(abs(optimizer.momentum.blocks[0].mlpInput[2, 3] - 0.8 * (1 - 0.95)) < 1e-7)

    let unclipped = Optimizer(configuration, settings: Self.settings, threads: 1)
    unclipped.update(parameters, gradients: gradients, norm: 1, rate: 1)
    #expect(abs(unclipped.momentum.headBias[0, 0] - 0.6) < 1e-6)
  }

  @Test func aRateOfZeroMovesNothing() {
    let parameters = SmallModel.parameters(configuration)
    let before = parameters.bits
    optimizer().update(parameters, gradients: SmallModel.parameters(configuration, seed: 2), norm: 1, rate: 0)
    #expect(parameters.bits == before)
  }

  /// Muon's first update of a matrix: its gradient with all singular values close to 1.
  @Test(arguments: ["mlp.fc_in.weight", "mlp.fc_out.weight", "attn.out_proj.weight"])
  func muonOrthogonalizes(_ name: String) {
    let gradients = SmallModel.parameters(configuration, seed: 3)
    let update = muonUpdate(gradients)["transformer.h.1.\(name)"]!
    let gradient = Columns(gradients.matrix("transformer.h.1.\(name)"))
    let values = update.singularValues
    #expect(values.count == 16)
    #expect(values.allSatisfy { (0.6...1.3).contains($0) }, "\(values)")
    // It is aligned with the gradient: tr(GᵀU) is the sum of G's singular values if U's are exactly 1.
    let along = gradient.dot(update) / gradient.singularValues.reduce(0, +)
    #expect((0.6...1.3).contains(along), "\(along)")
  }

  @Test func queriesKeysAndValuesAreOrthogonalizedSeparately() {
    let name = "transformer.h.0.attn.qkv_proj.weight"
    let gradients = SmallModel.parameters(configuration, seed: 4)
    let matrix = gradients.matrix(name)
    // Five steps bring a singular value close to 1 unless it is too small initially.
    for part in Part.allCases {
      for (column, row) in part.rows.enumerated() { matrix[row, column] += 3 }
    }
    let update = muonUpdate(gradients)[name]!
    for part in Part.allCases {
      let values = update.rows(part.rows).singularValues
      #expect(values.allSatisfy { (0.6...1.3).contains($0) }, "\(part): \(values)")
    }

    for row in Part.key.rows {
      for column in 0..<matrix.columns { matrix[row, column] = Float(row) * matrix[row, 15 - column] }
    }
    let changed = muonUpdate(gradients)[name]!
    #expect(changed.rows(Part.query.rows) == update.rows(Part.query.rows))
    #expect(changed.rows(Part.value.rows) == update.rows(Part.value.rows))
    #expect(changed.rows(Part.key.rows) != update.rows(Part.key.rows))
  }

  /// The rows of the fused projection in Hugging Face's layout, specified independently: 4 partitions, each query,
  /// value, key.
  private enum Part: Int, CaseIterable {
    case query, value, key

    var rows: [Int] { (0..<4).flatMap { partition in (0..<4).map { 12 * partition + 4 * rawValue + $0 } } }
  }

  /// What one step subtracts from each block matrix, without the rate and the factor for tall matrices.
  private func muonUpdate(_ gradients: Parameters) -> [String: Columns] {
    let parameters = Parameters(configuration)
    optimizer().update(parameters, gradients: gradients, norm: 1, rate: 1)
    let pairs = parameters.tensors.filter { $0.shape.count == 2 && $0.name.contains(".h.") }.map { tensor in
      // The fused projection consists of three square matrices.
      let isFused = tensor.name.hasSuffix("qkv_proj.weight")
      let tall = isFused ? 1 : max(1, Double(tensor.matrix.rows) / Double(tensor.matrix.columns)).squareRoot()
      return (tensor.name, Columns(tensor.matrix, scale: -1 / (0.02 * tall)))
    }
    return Dictionary(uniqueKeysWithValues: pairs)
  }
}

/// A matrix in double precision, column by column.
private struct Columns: Equatable {
  var columns: [[Double]]

  init(_ matrix: Matrix, scale: Double = 1) {
    columns = (0..<matrix.columns).map { j in (0..<matrix.rows).map { scale * Double(matrix[$0, j]) } }
  }

  func rows(_ rows: [Int]) -> Columns {
    var part = self
    part.columns = columns.map { column in rows.map { column[$0] } }
    return part
  }

  func dot(_ other: Columns) -> Double {
    zip(columns.joined(), other.columns.joined()).reduce(0) { $0 + $1.0 * $1.1 }
  }

  /// One-sided Jacobi: rotates pairs of columns until all are orthogonal; their lengths are then the singular values
  /// (Hestenes 1958). A wide matrix is transposed first, since it has no more singular values than rows.
  var singularValues: [Double] {
    let height = columns[0].count
    var x = height >= columns.count ? columns : (0..<height).map { row in columns.map { $0[row] } }
    func dot(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    for _ in 0..<30 {
      for p in x.indices {
        for q in x.indices where q > p {
          let (pp, qq, pq) = (dot(x[p], x[p]), dot(x[q], x[q]), dot(x[p], x[q]))
          guard abs(pq) > 1e-12 * (pp * qq).squareRoot() else { continue }
          let zeta = (qq - pp) / (2 * pq)
          let tangent = (zeta < 0 ? -1 : 1) / (abs(zeta) + (1 + zeta * zeta).squareRoot())
          let cosine = 1 / (1 + tangent * tangent).squareRoot()
          let sine = cosine * tangent
          let (a, b) = (x[p], x[q])
          x[p] = zip(a, b).map { cosine * $0 - sine * $1 }
          x[q] = zip(a, b).map { sine * $0 + cosine * $1 }
        }
      }
    }
    return x.map { dot($0, $0).squareRoot() }
  }
}
