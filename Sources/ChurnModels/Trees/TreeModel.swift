/// A fitted model that is a sum of trees.
public protocol TreeModel: Classifier, Equatable {
  /// Its features and trees.
  var ensemble: TreeEnsemble { get }
  /// A model of these trees.
  init(ensemble: TreeEnsemble)
}
