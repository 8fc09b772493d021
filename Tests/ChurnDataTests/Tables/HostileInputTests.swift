import Testing

@testable import ChurnData

@Suite("Hostile input")
struct HostileInputTests {
  /// Property: any bytes end in a table or in a sentence; the same for one and for two threads.
  @Test("Random bytes never trap, and threads never show")
  func randomBytes() throws {
    var random = SeededGenerator(seed: 77)
    let common = Array("0123456789,;\t|\"\n\r -./:TZeE+aNinf".utf8)
    for round in 0..<1500 {
      let isWild = round % 4 == 0
      let count = Int.random(in: 0...300, using: &random)
      var bytes = (0..<count).map { _ in
        isWild
          ? UInt8.random(in: 0...255, using: &random)
          : common[Int.random(in: 0..<common.count, using: &random)]
      }
      if round % 3 == 0 { bytes = Array("a,b,c\n".utf8) + bytes }
      let header = Bool.random(using: &random)
      let spaces = round % 7 == 0
      let pattern = round % 5 == 0
      let comma = Bool.random(using: &random)
      let block = Int.random(in: 1...90, using: &random)
      var outcomes: [String] = []
      for threads in 1...2 {
        do {
          let file = try TemporaryFile(bytes)
          let options = Reading.options(blockBytes: block, threads: threads) {
            $0.hasHeader = header
            $0.delimiter = spaces ? .spaces : nil
            $0.dateFormat = pattern ? "d/M/yyyy H:mm" : nil
            $0.decimalComma = comma
            $0.recordBytes = 200
          }
          let table = try TableFile(paths: [file.path], options: options)
          let last = table.columnNames.count - 1
          let meanings: [ColumnRequest.Meaning] = [.identifier, .key, .time, .decimal, .automatic]
          var requests = meanings.map { ColumnRequest(column: last, meaning: $0) }
          requests.append(ColumnRequest(column: 0, factor: last, meaning: .decimal))
          requests.removeAll { $0.meaning == .time && round % 2 == 0 }
          let read = try table.read(requests, keepingRejects: true, countingDuplicates: true)
          outcomes.append("\(read.rowCount) \(requests.indices.map { read.texts($0) })")
        } catch let error as DataError {
          // Paths differ from file to file; the rest must not.
          outcomes.append(String(error.description.drop { $0 != ":" }))
        }
      }
      #expect(outcomes[0] == outcomes[1])
    }
  }

  @Test("Numbers of any length and exponent are read or refused")
  func longNumbers() throws {
    let long = String(repeating: "9", count: 5000)
    let texts = [
      long, "0.\(long)", "1e\(long)", "1e-\(long)", "-\(long).\(long)e-\(long)",
      "0.\(String(repeating: "0", count: 5000))1", "\(String(repeating: "0", count: 5000))7",
    ]
    for text in texts {
      for meaning in [ColumnRequest.Meaning.decimal, .automatic, .key, .time, .identifier] {
        _ = try Reading.column([text, "1"], meaning)
      }
    }
    let zeros = try Reading.column(["\(String(repeating: "0", count: 5000))7"], .decimal)
    #expect(zeros.decimals?.units == [7])
  }
}
