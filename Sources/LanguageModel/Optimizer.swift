import Files
import Tensors

/// Hyperparameters of ``Optimizer``.
public struct OptimizerSettings: Codable, Hashable, Sendable {
  /// Muon: for the blocks' matrices.
  public var muonRate: Float
  public var muonMomentum: Float = 0.95
  /// Decoupled weight decay: each step shrinks a matrix by this fraction times the rate.
  public var muonWeightDecay: Float = 0
  /// AdamW: for the embedding.
  public var adamRate: Float
  /// AdamW: for the head's matrix.
  public var headRate: Float
  /// AdamW: for layer norms and biases.
  public var vectorRate: Float
  public var adamBeta1: Float = 0.9
  public var adamBeta2: Float = 0.98
  public var adamEpsilon: Float = 1e-8
  /// For matrices under AdamW; layer norms and biases do not decay.
  public var adamWeightDecay: Float = 0.01
  /// The maximum global gradient norm; larger gradients are scaled down to it.
  public var gradientClip: Float = 1

  /// `headRate` and `vectorRate` default to `adamRate`.
  public init(
    muonRate: Float = 0.02, adamRate: Float = 2e-3, headRate: Float? = nil, vectorRate: Float? = nil,
    muonWeightDecay: Float = 0
  ) {
    self.muonRate = muonRate
    self.muonWeightDecay = muonWeightDecay
    self.adamRate = adamRate
    self.headRate = headRate ?? adamRate
    self.vectorRate = vectorRate ?? adamRate
  }

  /// Runs of earlier versions have a single AdamW rate and no weight decay under Muon.
  public init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: CodingKeys.self)
    func number(_ key: CodingKeys) throws -> Float { try fields.decode(Float.self, forKey: key) }
    muonRate = try number(.muonRate)
    muonMomentum = try number(.muonMomentum)
    muonWeightDecay = try fields.decodeIfPresent(Float.self, forKey: .muonWeightDecay) ?? 0
    adamRate = try number(.adamRate)
    headRate = try fields.decodeIfPresent(Float.self, forKey: .headRate) ?? adamRate
    vectorRate = try fields.decodeIfPresent(Float.self, forKey: .vectorRate) ?? adamRate
    adamBeta1 = try number(.adamBeta1)
    adamBeta2 = try number(.adamBeta2)
    adamEpsilon = try number(.adamEpsilon)
    adamWeightDecay = try number(.adamWeightDecay)
    gradientClip = try number(.gradientClip)
  }
}

extension OptimizerSettings: ValidatedRecord {
  public func validate() throws(InvalidField) {
    let rates = [
      ("muonRate", muonRate), ("adamRate", adamRate), ("headRate", headRate), ("vectorRate", vectorRate),
      ("muonWeightDecay", muonWeightDecay), ("adamWeightDecay", adamWeightDecay),
    ]
    for (name, rate) in rates { try require(name, rate, in: 0...Float.greatestFiniteMagnitude) }
    for (name, share) in [("muonMomentum", muonMomentum), ("adamBeta1", adamBeta1), ("adamBeta2", adamBeta2)] {
      try require(name, share, in: 0...Float(1).nextDown)
    }
    for (name, size) in [("adamEpsilon", adamEpsilon), ("gradientClip", gradientClip)] {
      try require(name, size, in: Float.leastNormalMagnitude...Float.greatestFiniteMagnitude)
    }
  }
}

/// Muon (Jordan et al. 2024) for the blocks' matrices, with queries, keys and values as separate matrices; AdamW
/// (Loshchilov and Hutter 2019) for the rest.
public final class Optimizer {
  public let settings: OptimizerSettings
  /// Momentum under Muon, first moment under AdamW.
  public let momentum: Parameters
  /// Second moment under AdamW; stays 0 under Muon.
  public let variance: Parameters
  /// The number of steps taken.
  public var step = 0

  private let units: [Unit]
  private let workers: [Worker]

  /// The unit of work of one worker.
  private enum Unit {
    case adam(tensor: Int)
    /// The rows of a tensor that form one matrix.
    case muon(tensor: Int, rows: [Range<Int>])
  }

  private final class Worker {
    let update: FloatStorage
    let newtonSchulz = NewtonSchulz()

    init(_ configuration: Configuration) {
      update = FloatStorage(count: configuration.width * max(configuration.width, configuration.innerWidth))
    }
  }

  public init(_ configuration: Configuration, settings: OptimizerSettings, threads: Int) {
    self.settings = settings
    momentum = Parameters(configuration)
    variance = Parameters(configuration)
    workers = (0..<max(1, threads)).map { _ in Worker(configuration) }

    let heads = HeadLayout(configuration)
    let allHeads = 0..<configuration.headCount
    units = momentum.tensors.enumerated().flatMap { number, tensor -> [Unit] in
      guard Optimizer.usesMuon(tensor) else { return [.adam(tensor: number)] }
      guard tensor.name.hasSuffix("qkv_proj.weight")
      else { return [.muon(tensor: number, rows: [0..<tensor.matrix.rows])] }
      return [heads.queries, heads.keys, heads.values].map { rows in
        .muon(tensor: number, rows: allHeads.map(rows))
      }
    }
  }

  /// Takes one step.
  ///
  /// - Parameters:
  ///   - gradients: The gradient of the loss.
  ///   - norm: Its norm.
  ///   - rate: The factor on all learning rates.
  public func update(_ parameters: Parameters, gradients: Parameters, norm: Float, rate: Float) {
    step += 1
    let clip = norm > settings.gradientClip ? settings.gradientClip / norm : 1
    parallel(units.count, threads: workers.count) { unit, worker in
      switch units[unit] {
      case .adam(let tensor):
        adam(parameters.tensors[tensor], gradients.tensors[tensor].matrix, tensor, clip: clip, rate: rate)
      case .muon(let tensor, let rows):
        muon(
          parameters.tensors[tensor].matrix, gradients.tensors[tensor].matrix, momentum.tensors[tensor].matrix,
          rows: rows, worker: workers[worker], clip: clip, rate: rate)
      }
    }
  }

  private func adam(_ tensor: Parameters.Tensor, _ gradient: Matrix, _ number: Int, clip: Float, rate: Float) {
    var adam = AdamStep(rate: adamRate(tensor) * rate, step: step)
    adam.beta1 = settings.adamBeta1
    adam.beta2 = settings.adamBeta2
    adam.epsilon = settings.adamEpsilon
    adam.weightDecay = tensor.shape.count == 2 ? settings.adamWeightDecay : 0
    adam.apply(
      to: tensor.matrix.base, gradient: gradient.base, scale: clip, first: momentum.tensors[number].matrix.base,
      second: variance.tensors[number].matrix.base, count: tensor.matrix.rows * tensor.matrix.columns)
  }

  private func adamRate(_ tensor: Parameters.Tensor) -> Float {
    guard tensor.shape.count == 2 else { return settings.vectorRate }
    return tensor.name == "lm_head.weight" ? settings.headRate : settings.adamRate
  }

  private func muon(
    _ parameter: Matrix, _ gradient: Matrix, _ momentum: Matrix, rows: [Range<Int>], worker: Worker, clip: Float,
    rate: Float
  ) {
    let beta = settings.muonMomentum
    let rowCount = rows.reduce(0) { $0 + $1.count }
    let update = worker.update.matrix(rows: rowCount, columns: parameter.columns)
    var next = 0
    for row in rows.joined() {
      let (g, m, u) = (gradient.row(row), momentum.row(row), update.row(next))
      for j in 0..<parameter.columns {
        m[j] = beta * m[j] + (1 - beta) * g[j] * clip
        u[j] = beta * m[j] + (1 - beta) * g[j] * clip
      }
      next += 1
    }
    worker.newtonSchulz.orthogonalize(update)
    let size = settings.muonRate * rate * max(1, Float(rowCount) / Float(parameter.columns)).squareRoot()
    let kept = 1 - settings.muonWeightDecay * settings.muonRate * rate
    next = 0
    for row in rows.joined() {
      let (p, u) = (parameter.row(row), update.row(next))
      for j in 0..<parameter.columns { p[j] = kept * p[j] - size * u[j] }
      next += 1
    }
  }
}
