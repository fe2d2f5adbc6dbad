package org.melange.kb.name;

import java.util.function.UnaryOperator;

/**
 * The two forms in which names are compared.
 *
 * <p>{@link #normalize} takes away what writers do not mean: compatibility forms (NFKC), case
 * (Unicode's full case folding), kinds of quotes, dashes and white space, invisible characters.
 * {@link #fold} also takes away what they often leave out: diacritics of Latin, Greek and Cyrillic,
 * and punctuation. Marks that carry the meaning in other scripts (Indic and Thai vowels, Arabic and
 * Hebrew points, kana voicing) stay.
 *
 * <p>Both are idempotent: a normalised name is its own normalised form.
 */
public final class NameNormalizer {

  /**
   * Changes whenever a name may come out otherwise. Goes into the manifests: names and look-ups
   * must have been normalised alike.
   */
  public static final String VERSION = "2";

  /** One pass is nearly always enough; the bound is for input made to defeat it. */
  private static final int MAX_PASSES = 8;

  private NameNormalizer() {}

  /** The normalised name; empty if nothing visible is left. */
  public static String normalize(String name) {
    return settle(name, NameNormalizer::normalizeOnce);
  }

  /** The normalised name without diacritics and punctuation, unless nothing else is in it. */
  public static String fold(String name) {
    return settle(normalize(name), NameNormalizer::foldOnce);
  }

  /** Whether {@code name} is its own folded form. */
  static boolean isFolded(String name) {
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

  /** Taking one thing away can bring another to light, so passes repeat until nothing changes. */
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

  /** Tells the names that no pass changes without one: words of plain letters and digits. */
  private static boolean isSettled(String name) {
    boolean blankBefore = true;
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean blank = c == ' ';
      if (blank ? blankBefore : !isPlain(c)) {
        return false;
      }
      blankBefore = blank;
    }
    return !blankBefore;
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
