import Testing

/// Expects the number of successes in `total` independent draws with probability `p` to be within four standard
/// deviations of its mean.
func expectShare(
  _ count: Int, of total: Int, near p: Double, _ what: String, at location: SourceLocation = #_sourceLocation
) {
  let mean = Double(total) * p
  let deviations = (Double(count) - mean) / (mean * (1 - p)).squareRoot()
  #expect(abs(deviations) < 4, "\(what): \(count) of \(total), expected about \(mean)", sourceLocation: location)
}
