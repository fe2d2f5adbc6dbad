package org.melange.link.lexical;

import org.melange.kb.name.NameNormalizer;

/**
 * A mention as the numbers of an index.
 *
 * @param folded without diacritics and punctuation
 * @param words in their order; some may be unknown
 * @param weight of the distinct words
 * @param stems of the words
 */
record MentionWords(String folded, int[] words, double weight, int[] stems) {

  static MentionWords of(LexicalIndex index, String mention) {
    String folded = NameNormalizer.fold(mention);
    String[] split = Words.ofFolded(folded);
    int[] words = index.words().find(split);
    double weight = 0;
    for (int word : Vocabulary.distinct(words)) {
      weight += index.words().weight(word);
    }
    return new MentionWords(folded, words, weight, index.stems().find(Words.stems(split)));
  }

  boolean hasWord(int word) {
    return contains(words, word);
  }

  boolean hasStem(int stem) {
    return contains(stems, stem);
  }

  private static boolean contains(int[] values, int value) {
    for (int other : values) {
      if (other == value) {
        return true;
      }
    }
    return false;
  }
}
