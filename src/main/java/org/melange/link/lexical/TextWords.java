package org.melange.link.lexical;

import java.util.Arrays;

/**
 * The known words and stems of a text, as the numbers of an index, sorted.
 *
 * @param words of names
 * @param stems of descriptions
 */
record TextWords(int[] words, int[] stems) {

  static TextWords of(LexicalIndex index, String text) {
    String[] split = Words.ofText(text);
    return new TextWords(
        known(index.words().find(split)), known(index.stems().find(Words.stems(split))));
  }

  private static int[] known(int[] numbers) {
    return Vocabulary.distinct(Arrays.stream(numbers).filter(number -> number >= 0).toArray());
  }

  boolean hasWord(int word) {
    return Arrays.binarySearch(words, word) >= 0;
  }

  boolean hasStem(int stem) {
    return Arrays.binarySearch(stems, stem) >= 0;
  }
}
