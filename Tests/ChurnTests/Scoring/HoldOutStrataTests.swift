import ChurnMath
import Testing

@testable import Churn

@Suite("Hold-out by strata")
struct HoldOutStrataTests {
  private func members(
    _ count: Int, strata: Int, seed: UInt64 = 1
  ) -> [HoldOut.Member] {
    var random = RandomStream(seed: seed, stream: 21)
    return (0..<count).map { number in
      HoldOut.Member(
        id: "c\(number)", stratum: "s\(random.below(strata))", wasHeldOut: false)
    }
  }

  private func held(_ holdOut: HoldOut, _ members: [HoldOut.Member]) -> Set<String> {
    Set(zip(members, holdOut.heldOut(members)).filter(\.1).map(\.0.id))
  }

  @Test("The share is exact to one customer in each stratum and in all", arguments: 0..<40)
  func exact(seed: UInt64) throws {
    var random = RandomStream(seed: seed, stream: 22)
    let share = random.uniform() * 0.99
    let members = members(random.below(500), strata: 1 + random.below(12), seed: seed)
    let holdOut = try #require(HoldOut(share: share, seed: seed))
    let isHeldOut = holdOut.heldOut(members)
    #expect(isHeldOut.count == members.count)
    var counts: [String: (all: Int, held: Int)] = [:]
    for (member, isHeld) in zip(members, isHeldOut) {
      counts[member.stratum, default: (0, 0)].all += 1
      if isHeld { counts[member.stratum, default: (0, 0)].held += 1 }
    }
    for (stratum, count) in counts {
      let exact = share * Double(count.all)
      #expect(abs(Double(count.held) - exact) < 1, "\(stratum) \(count) \(exact)")
    }
    let all = isHeldOut.count { $0 }
    #expect(abs(Double(all) - share * Double(members.count)) <= 0.5 + 1e-9)
  }

  @Test("The order of rows never matters")
  func order() throws {
    let holdOut = try #require(HoldOut(share: 0.2, seed: 5))
    let members = members(300, strata: 4)
    #expect(held(holdOut, members) == held(holdOut, members.reversed()))
    #expect(held(holdOut, members) != held(try #require(HoldOut(share: 0.2, seed: 6)), members))
  }

  @Test("From list to list the same customers stay out, but for a few near the share")
  func stability() throws {
    let holdOut = try #require(HoldOut(share: 0.1, seed: 1))
    let first = members(4_000, strata: 6, seed: 1)
    // A month later a third has gone, others have come, and everybody has changed his stratum.
    let second = members(5_000, strata: 6, seed: 2).filter { $0.id.hashValueOfDigits % 3 != 0 }
    let (before, after) = (held(holdOut, first), held(holdOut, second))
    let both = Set(first.map(\.id)).intersection(second.map(\.id))
    let stayed = before.intersection(both)
    let released = stayed.subtracting(after)
    // The threshold of a stratum of 600 moves by about sqrt(0.1 x 0.9 / 600) = 0.012 around 0.1.
    #expect(Double(released.count) < 0.2 * Double(stayed.count), "\(released.count)")
    // A random draw anew would release nine of ten.
    #expect(stayed.count > 200)
  }

  @Test("Who was held out of the last list goes first, whatever the seed")
  func history() throws {
    let before = Set(["c3", "c7", "c50", "c51"])
    let members = (0..<60).map { number in
      HoldOut.Member(
        id: "c\(number)", stratum: "all", wasHeldOut: before.contains("c\(number)"))
    }
    for seed in 0..<5 {
      let held = held(try #require(HoldOut(share: 0.1, seed: UInt64(seed))), members)
      #expect(held.count == 6 && held.isSuperset(of: before))
      #expect(
        held.subtracting(before)
          == Set(
            members.filter { !$0.wasHeldOut }.sorted {
              StableHash.hash($0.id, seed: UInt64(seed))
                < StableHash.hash($1.id, seed: UInt64(seed))
            }.prefix(2).map(\.id)))
    }
  }

  @Test("Nobody, one, everybody alike")
  func edges() throws {
    let holdOut = try #require(HoldOut(share: 0.5, seed: 1))
    #expect(holdOut.heldOut([]) == [])
    #expect(HoldOut.none.heldOut(members(5, strata: 2)) == [false, false, false, false, false])
    let one = HoldOut.Member(id: "a", stratum: "", wasHeldOut: false)
    #expect(try #require(HoldOut(share: 0.4, seed: 1)).heldOut([one]) == [false])
    #expect(holdOut.heldOut([one]) == [true])
  }
}

extension String {
  /// The sum of the digits, to choose ids by.
  fileprivate var hashValueOfDigits: Int { reduce(0) { $0 + ($1.wholeNumberValue ?? 0) } }
}
