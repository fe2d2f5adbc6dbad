package org.melange.kb.name;

import java.util.function.UnaryOperator;

/**
 * The two forms in which names are compared.
 *
 * <p>{@link #normalize} removes differences without meaning: compatibility forms (NFKC), case
 * (Unicode's full case folding), kinds of quotes, dashes and white space, and invisible characters.
 * {@link #fold} also removes what writers often leave out: punctuation, and the diacritics of
 * Latin, Greek and Cyrillic. Marks of other scripts carry meaning and are kept: Indic and Thai
 * vowels, Arabic and Hebrew points, kana voicing.
 *
 * <p>Both are idempotent. Characters and their properties are those of ICU4J, not of the Java
 * runtime: every JDK gives the same forms. Compared with version 1, which used the JDK,
 * normalisation of names beyond ASCII is faster, and the candidates on three public data sets are
 * the same.
 */
public final class NameNormalizer {

  /**
   * The version of these rules. It changes with every change of a form, and is recorded in
   * manifests, since names and look-ups must be normalised alike. A newer Unicode version needs no
   * new version: it may not change the forms of existing characters.
   */
  public static final String VERSION = "2";

  /** One pass is nearly always enough; the bound protects against hostile input. */
  private static final int MAX_PASSES = 8;

  private NameNormalizer() {}

  /** The normalised name; empty if nothing visible is left. */
  public static String normalize(String name) {
    return settle(name, NameNormalizer::normalizeOnce);
  }

  /** The normalised name without diacritics and punctuation, unless nothing would be left. */
  public static String fold(String name) {
    return settle(normalize(name), NameNormalizer::foldOnce);
  }

  /** Whether {@code name} is its own folded form. */
  public static boolean isFolded(String name) {
    return isSettled(name) || fold(name).equals(name);
  }

  private static String normalizeOnce(String name) {
    NormalizedText text = NormalizedText.withoutOffsets(name);
    return withoutSurroundingQuotes(text.toString().strip());
  }

  private static String foldOnce(String normalized) {
    String folded = normalizeOnce(DiacriticFolding.fold(normalized));
    return folded.isEmpty() ? normalized : folded;
  }

  /** A removal can expose another one, so passes repeat until nothing changes. */
  private static String settle(String name, UnaryOperator<String> pass) {
    String settled = name;
    for (int done = 0; done < MAX_PASSES && !isSettled(settled); done++) {
      String again = pass.apply(settled);
      if (again.equals(settled)) {
        break;
      }
      settled = again;
    }
    return settled;
  }

  /** Whether the name consists of words of ASCII letters and digits, which no pass changes. */
  private static boolean isSettled(String name) {
    boolean spaceBefore = true;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean space = c == ' ';
      if (space ? spaceBefore : !isPlain(c)) {
        return false;
      }
      spaceBefore = space;
    }
    return !spaceBefore;
  }

  private static boolean isPlain(char c) {
    return ('a' <= c && c <= 'z') || ('0' <= c && c <= '9');
  }

  private static String withoutSurroundingQuotes(String name) {
    String inner = name;
    while (isQuoted(inner)) {
      inner = inner.substring(1, inner.length() - 1).strip();
    }
    return inner;
  }

  private static boolean isQuoted(String name) {
    int last = name.length() - 1;
    return last > 1
        && (name.charAt(0) == '"' || name.charAt(0) == '\'')
        && name.indexOf(name.charAt(0), 1) == last;
  }
}
