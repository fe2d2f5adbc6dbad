package org.melange.link.lexical;

import org.melange.kb.name.Initials;
import org.melange.kb.name.NameNormalizer;

/** The words of names and texts, normalized and without diacritics and punctuation. */
final class Words {

  private static final int STEM = 5;
  private static final String[] NONE = {};

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

  /** Hashes of the {@link Initials} of a name. */
  static int[] initials(String[] words) {
    return Vocabulary.distinct(Initials.of(words).mapToInt(String::hashCode).toArray());
  }
}
