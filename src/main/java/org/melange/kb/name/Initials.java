package org.melange.kb.name;

import java.util.Arrays;
import java.util.stream.Stream;

/** The abbreviations of names by the initials of their words. */
public final class Initials {

  /** Longer abbreviations are words. */
  static final int LONGEST = 7;

  private Initials() {}

  /**
   * The initials of a name, with function words and without; none of a single word.
   *
   * @param words of a folded name
   */
  public static Stream<String> of(String[] words) {
    String[] content =
        Arrays.stream(words)
            .filter(word -> !StopWords.WITHOUT_INITIAL.contains(word))
            .toArray(String[]::new);
    return Stream.of(words, content)
        .filter(list -> 1 < list.length && list.length <= LONGEST)
        .map(Initials::firstLetters);
  }

  private static String firstLetters(String[] words) {
    StringBuilder letters = new StringBuilder();
    for (String word : words) {
      letters.appendCodePoint(word.codePointAt(0));
    }
    return letters.toString();
  }
}
