package org.melange.link.lexical;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.melange.kb.name.NameNormalizer;

/** The words of names and texts, normalized and without diacritics and punctuation. */
final class Words {

  private static final int STEM = 5;
  private static final int LONGEST_INITIALS = 7;
  private static final String[] NONE = {};

  /** Function words that initials leave out, as in UNHCR. */
  private static final Set<String> WITHOUT_INITIAL =
      Set.of("a", "an", "and", "at", "by", "de", "des", "du", "for", "in", "of", "on", "the", "to");

  private Words() {}

  /** The words of a text. */
  static String[] ofText(String text) {
    return ofFolded(NameNormalizer.fold(text));
  }

  /** The words of a text that {@link NameNormalizer#fold} gave. */
  static String[] ofFolded(String folded) {
    return folded.isEmpty() ? NONE : folded.split(" ");
  }

  /** The first five chars of each word: {@code footb} for football and footballer. */
  static String[] stems(String[] words) {
    String[] stems = new String[words.length];
    for (int i = 0; i < words.length; i++) {
      stems[i] = words[i].length() <= STEM ? words[i] : words[i].substring(0, STEM);
    }
    return stems;
  }

  /** Hashes of the initials, with function words and without; none of a single word. */
  static int[] initials(String[] words) {
    String[] content =
        Arrays.stream(words).filter(word -> !WITHOUT_INITIAL.contains(word)).toArray(String[]::new);
    return Vocabulary.distinct(
        Stream.of(words, content)
            .filter(list -> 1 < list.length && list.length <= LONGEST_INITIALS)
            .mapToInt(list -> firstLetters(list).hashCode())
            .toArray());
  }

  private static String firstLetters(String[] words) {
    StringBuilder letters = new StringBuilder();
    for (String word : words) {
      letters.appendCodePoint(word.codePointAt(0));
    }
    return letters.toString();
  }
}
