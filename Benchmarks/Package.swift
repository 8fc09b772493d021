// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "churn-benchmarks",
  products: [.executable(name: "churn-bench", targets: ["ChurnBench"])],
  dependencies: [
    .package(name: "churn", path: ".."),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
  ],
  targets: [
    .executableTarget(
      name: "ChurnBench",
      dependencies: [
        .product(name: "Churn", package: "churn"),
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: [
        .strictMemorySafety(),
        .treatAllWarnings(as: .error),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
      ])
  ]
)
