import ChurnMath
import ChurnModels
import Testing

@testable import Churn

@Suite("Drivers")
struct DriverTests {
  /// Those who leave have a high `up`, a low `down`, or the name `b`; `noise` says nothing.
  private static let samples: TrainingSamples = {
    var random = RandomStream(seed: 7, stream: 1)
    let count = 900
    let up = (0..<count).map { Double($0 % 40) }
    let down = (0..<count).map { row in row % 11 == 0 ? .nan : random.uniform() }
    let name = (0..<count).map { row in row % 13 == 0 ? 2.0 : Double(row % 2) }
    let noise = (0..<count).map { _ in random.uniform() }
    let labels = (0..<count).map { row in
      let low = down[row].isNaN ? 0.5 : 1 - down[row]
      let chance = 0.1 + 0.35 * up[row] / 40 + 0.3 * low + (name[row] == 1 ? 0.2 : 0)
      return random.uniform() < chance
    }
    return TrainingSamples(
      features: FeatureMatrix(
        columns: [
          FeatureMatrix.Column(name: "up", values: up),
          FeatureMatrix.Column(name: "down", values: down),
          FeatureMatrix.Column(
            name: "name", kind: .categorical(levels: ["a", "b", "c", "never"]), values: name),
          FeatureMatrix.Column(name: "noise", values: noise),
        ], rowCount: count), labels: labels)
  }()

  private static let manifest = Manifest(
    formatVersion: 2, engineVersion: "0", name: "n", kind: .table, created: nil, seed: 1,
    champion: "logistic", metric: "log-loss", fingerprint: "", trainingChurnRate: 0.5,
    bandLimits: [0.2, 0.5, 0.7], costs: .standard,
    features: samples.features.columnNames.map {
      Manifest.FeatureRecord(name: $0, family: $0, definition: "about \($0)", typical: nil)
    }, orders: nil, table: nil, files: [:])

  private static func drivers(
    importances: [Double] = [0.1, 0.2, 0.3, 0], training: FeatureMatrix? = nil, threads: Int = 1
  ) throws -> [Driver] {
    let model = TrainedModel.logistic(try LogisticRegression().fit(samples, threads: 1))
    return try Driver.all(
      model, .identity, importances: importances, manifest: manifest,
      training: training ?? samples.features, threads: threads)
  }

  @Test("Features come by how far they push, those that push nothing not at all")
  func order() throws {
    let drivers = try Self.drivers()
    #expect(drivers.map(\.feature) == ["name", "down", "up"])
    #expect(drivers.map(\.importance) == [0.3, 0.2, 0.1])
    #expect(drivers[2].definition == "about up")
    #expect(try Self.drivers(importances: [0, 0, 0, 0]).isEmpty)
  }

  /// The directions are those that the samples were made with.
  @Test("Direction is read off the curve; names have none")
  func directions() throws {
    let drivers = try Self.drivers()
    #expect(drivers.map(\.direction) == [.mixed, .falls, .rises])
  }

  @Test("Numbers ascend, names come by how frequent they are, and missing stands last")
  func grid() throws {
    let drivers = try Self.drivers()
    #expect(drivers[0].points.map(\.label) == ["a", "b", "c"])
    #expect(drivers[0].points.allSatisfy { $0.value == nil })
    let values = drivers[1].points.dropLast().compactMap(\.value)
    #expect(values == values.sorted() && values.count == 12)
    #expect(drivers[1].points.last?.label == "missing" && drivers[1].points.last?.value == nil)
    // Every row counts once: 82 of 900 are missing, every eleventh from the first.
    #expect(abs(drivers[1].points.reduce(0) { $0 + $1.share } - 1) < 1e-12)
    #expect(drivers[1].points.last?.share == 82.0 / 900)
  }

  /// The curve by its definition: every row of the sample with the value, one at a time.
  @Test("A point is the mean probability with that value in every row")
  func naive() throws {
    let model = TrainedModel.logistic(try LogisticRegression().fit(Self.samples, threads: 1))
    let rows = (0..<500).map { $0 * 900 / 500 }
    let sample = Self.samples.features.selecting(rows: rows)
    let driver = try #require(try Self.drivers().last)
    for point in driver.points {
      let value = try #require(point.value)
      let columns = sample.columns.map { column in
        FeatureMatrix.Column(
          name: column.name, kind: column.kind,
          values: column.name == "up" ? rows.map { _ in value } : column.values)
      }
      let told = try model.predict(FeatureMatrix(columns: columns, rowCount: 500))
      #expect(abs(told.reduce(0, +) / 500 - point.probability) < 1e-9)
    }
  }

  @Test("The number of threads does not show")
  func threads() throws {
    #expect(try Self.drivers(threads: 1) == Self.drivers(threads: 3))
  }

  @Test("Constant and missing columns, and no rows, are no trouble")
  func odd() throws {
    let columns = Self.samples.features.columns
    for value in [0, Double.nan, 1e9] {
      let odd = FeatureMatrix(
        columns: [
          FeatureMatrix.Column(name: "up", values: Array(repeating: value, count: 900))
        ] + columns.dropFirst(), rowCount: 900)
      let points = try Self.drivers(training: odd).last?.points ?? []
      #expect(points.count == 1)
    }
    let none = Self.samples.features.selecting(rows: [])
    #expect(try Self.drivers(training: none).isEmpty)
  }

  /// A curve turns when more than 15 % of its way goes back; 0.05 of 0.45 is 11 %, 0.1 of 0.5 is 20 %.
  @Test("Small steps back leave a direction, larger ones do not")
  func tolerance() {
    #expect(Driver.direction([0.1, 0.3, 0.25, 0.45]) == .rises)
    #expect(Driver.direction([0.45, 0.25, 0.3, 0.1]) == .falls)
    #expect(Driver.direction([0.1, 0.3, 0.2, 0.4]) == .mixed)
    #expect(Driver.direction([0.2, 0.2004]) == .mixed)
    #expect(Driver.direction([]) == .mixed && Driver.direction([0.3]) == .mixed)
  }
}
