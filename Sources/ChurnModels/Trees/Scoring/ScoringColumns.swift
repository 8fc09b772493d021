internal import ChurnMath

/// The columns of bytes that the trees of an ensemble are asked on.
///
/// Only cuts that some tree asks for are looked up. They are renumbered, and a feature with more of
/// them than fit a byte gets several columns, so every question is one about one byte: is it at
/// most a threshold, or within a set?
///
/// Missing values stand below all others where they go left, and above all others where they go
/// right; a feature of which trees learned both has a column of each kind.
struct ScoringColumns: Sendable {
  /// How one column is filled.
  struct Column: Sendable {
    enum Source: Sendable {
      /// Values looked up among cuts; missing ones first.
      case cuts(CutTable)
      /// The same, missing ones last.
      case cutsMissingLast(CutTable)
      /// The column before, missing ones last.
      case previousMissingLast
      /// Level names.
      case levels
    }
    var feature: Int
    var source: Source
  }

  /// Where a cut of a feature went.
  private struct Place: Sendable {
    var isAskedMissingLeft = false
    var isAskedMissingRight = false
    var rank = 0
    var column = 0
    var columnMissingLast = 0
    var isAsked: Bool { isAskedMissingLeft || isAskedMissingRight }
  }

  private(set) var columns: [Column] = []
  private var places: [[Place]]

  /// The columns that consistent trees ask for.
  init(_ ensemble: TreeEnsemble) {
    places = ensemble.features.map { feature in
      switch feature.scale {
      case .numeric(let cuts): [Place](repeating: Place(), count: cuts.count)
      case .categorical: [Place()]
      }
    }
    for tree in ensemble.trees {
      for node in tree.nodes where !node.isLeaf {
        let feature = Int(node.feature)
        let isCategorical = ensemble.features[feature].isCategorical
        let place = isCategorical ? 0 : Int(node.cut)
        if node.missingGoesLeft || isCategorical {
          places[feature][place].isAskedMissingLeft = true
        } else {
          places[feature][place].isAskedMissingRight = true
        }
      }
    }
    for (number, feature) in ensemble.features.enumerated() {
      switch feature.scale {
      case .numeric(let cuts): addColumns(feature: number, cuts: cuts)
      case .categorical:
        guard places[number][0].isAsked else { continue }
        places[number][0].column = columns.count
        columns.append(Column(feature: number, source: .levels))
      }
    }
  }

  private mutating func addColumns(feature: Int, cuts: [Double]) {
    let asked = cuts.indices.filter { places[feature][$0].isAsked }
    for start in stride(from: 0, to: asked.count, by: CutTable.mostCuts) {
      let part = asked[start..<min(start + CutTable.mostCuts, asked.count)]
      let table = CutTable(part.map { cuts[$0] })
      let first = columns.count
      let hasFirst = part.contains { places[feature][$0].isAskedMissingLeft }
      if hasFirst { columns.append(Column(feature: feature, source: .cuts(table))) }
      let last = columns.count
      if part.contains(where: { places[feature][$0].isAskedMissingRight }) {
        columns.append(
          Column(
            feature: feature, source: hasFirst ? .previousMissingLast : .cutsMissingLast(table)))
      }
      for (rank, cut) in part.enumerated() {
        places[feature][cut].rank = rank
        places[feature][cut].column = first
        places[feature][cut].columnMissingLast = last
      }
    }
  }

  /// What an inner node asks: yes is left.
  func test(of node: TreeNode, in tree: Tree, isCategorical: Bool) -> ByteTest {
    let feature = Int(node.feature)
    if isCategorical {
      return ByteTest(
        column: places[feature][0].column, set: tree.levelSets[Int(node.cut)].words)
    }
    let place = places[feature][Int(node.cut)]
    // Bin 1 holds values up to the first cut; lowered by one it is 0.
    return node.missingGoesLeft
      ? ByteTest(column: place.column, threshold: UInt8(place.rank + 1))
      : ByteTest(column: place.columnMissingLast, threshold: UInt8(place.rank))
  }
}
