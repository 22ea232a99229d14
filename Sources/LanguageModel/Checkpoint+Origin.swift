import Files
import Foundation

extension Checkpoint {
  /// What a checkpoint that another program saved says of its training, in fields of `config.json` that `transformers`
  /// keeps as they are.
  public struct Origin: Decodable, Sendable {
    /// `karelscope_seed`: the seed of the corpus that it was trained on.
    public let seed: UInt64?
    /// `karelscope_batch_size`: training samples per optimizer step.
    public let batchSize: Int?

    private enum CodingKeys: String, CodingKey {
      case seed = "karelscope_seed"
      case batchSize = "karelscope_batch_size"
    }

    public init(from decoder: any Decoder) throws {
      let fields = try decoder.container(keyedBy: CodingKeys.self)
      seed = try fields.decodeIfPresent(UInt64.self, forKey: .seed)
      batchSize = try fields.decodeIfPresent(Int.self, forKey: .batchSize)
      if let batchSize, !Origin.batchSizes.contains(batchSize) {
        throw DecodingError.refused(
          batchSize, expected: "\(Origin.batchSizes.lowerBound) to \(Origin.batchSizes.upperBound)",
          forKey: .batchSize, in: fields)
      }
    }

    private static let batchSizes = 1...1 << 16
  }

  /// What a checkpoint says of its training.
  ///
  /// - Throws: `FileError` if `config.json` is missing or invalid.
  public static func origin(_ folder: URL) throws(FileError) -> Origin {
    try decoded(folder.appendingPathComponent(configurationName))
  }
}
