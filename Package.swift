// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "churn",
  products: [
    .library(name: "Churn", targets: ["Churn"]),
    .executable(name: "churn", targets: ["ChurnCLI"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    // System libraries and the few dispatched C loops.
    .systemLibrary(
      name: "CBLAS", providers: [.apt(["libopenblas-dev", "liblapacke-dev"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    .target(name: "CKernels"),

    // The layers, in reading order.
    .target(
      name: "ChurnMath", dependencies: ["CBLAS", "CKernels"], exclude: ["README.md"],
      swiftSettings: strict),
    .target(
      name: "ChurnData",
      dependencies: [
        "ChurnMath", "CZlib", "CKernels",
        .product(name: "Yams", package: "Yams"),
      ],
      exclude: ["README.md"], swiftSettings: strict),
    .target(
      name: "ChurnModels", dependencies: ["ChurnMath"], exclude: ["README.md"],
      swiftSettings: strict),
    .target(
      name: "Churn",
      dependencies: [
        "CKernels", "ChurnMath", "ChurnData", "ChurnModels",
        .product(name: "Crypto", package: "swift-crypto"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "OrderedCollections", package: "swift-collections"),
      ],
      exclude: ["README.md"], swiftSettings: strict),
    .target(
      name: "ChurnReports", dependencies: ["Churn", "ChurnData"], exclude: ["README.md"],
      swiftSettings: strict),
    .executableTarget(
      name: "ChurnCLI",
      dependencies: [
        "Churn", "ChurnReports", "ChurnData", "ChurnMath", "ChurnModels",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ],
      exclude: ["README.md"], swiftSettings: strict),

    // Tests mirror the layers.
    .target(name: "TestSupport", path: "Tests/TestSupport"),
    .testTarget(name: "ChurnMathTests", dependencies: ["ChurnMath", "TestSupport"]),
    .testTarget(name: "ChurnDataTests", dependencies: ["ChurnData", "TestSupport"]),
    .testTarget(name: "ChurnModelsTests", dependencies: ["ChurnModels", "TestSupport"]),
    .testTarget(
      name: "ChurnTests",
      dependencies: [
        "Churn", "ChurnMath", "TestSupport", .product(name: "Logging", package: "swift-log"),
      ]),
    .testTarget(
      name: "ChurnReportsTests", dependencies: ["ChurnReports", "Churn", "TestSupport"]),
    .testTarget(
      name: "ChurnCLITests",
      dependencies: [
        "ChurnCLI", "Churn", "TestSupport",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ]),
  ]
)
