// One import for users of the library: the layers below come along.

@_exported public import ChurnData
@_exported public import ChurnMath
@_exported public import ChurnModels
