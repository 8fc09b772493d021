/// Attributes of people that decisions should not rest on unless somebody asks for them by name.
///
/// Age, sex, gender, ethnicity, origin, religion, birth, disability and orientation, by the words of
/// the column's name in the languages of `RoleVocabulary`.
public enum ProtectedAttributes {
  /// Whether a column's name says that it holds a protected attribute.
  public static func isProtected(_ name: String) -> Bool {
    let words = ColumnWords(name)
    return words.words.contains(where: wordsOfNames.contains) || wholeNames.contains(words.key)
      || wordsOfNames.contains(words.key)
  }

  private static let wordsOfNames = Set(
    """
    age ages sex gender ethnicity ethnic race origin nationality religion religious birth birthday \
    birthdate birthyear dob yob disability disabled orientation senior geburtsdatum geburtsjahr \
    geschlecht herkunft staatsangehorigkeit konfession sexe naissance datenaissance origine \
    nationalite edad sexo genero nacimiento nacionalidad wiek plec urodzenia pochodzenie wyznanie \
    vozrast pol rozhdeniya natsionalnost
    """.split(separator: " ").map(String.init))

  /// Words that mean something else inside longer names.
  private static let wholeNames: Set<String> = ["alter", "seniorcitizen", "agegroup", "ageband"]
}
