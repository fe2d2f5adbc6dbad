package org.melange.kb.index;

import java.util.Arrays;
import org.melange.kb.name.Postings;

/**
 * Names that have a feature: all of a range of numbers, or of all names.
 *
 * @param value of the feature
 * @param frequency how many names have it
 * @param numbers of the first {@link Postings#MOST} of them, ascending
 */
public record PostingBlock(long value, int frequency, int[] numbers) {

  /** The names of two ranges together. */
  public PostingBlock merge(PostingBlock other) {
    return new PostingBlock(
        value, frequency + other.frequency, first(union(numbers, other.numbers)));
  }

  private static int[] union(int[] a, int[] b) {
    int[] all = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, all, a.length, b.length);
    if (a.length > 0 && b.length > 0 && b[0] < a[a.length - 1]) {
      Arrays.sort(all);
    }
    return all;
  }

  private static int[] first(int[] numbers) {
    return numbers.length <= Postings.MOST ? numbers : Arrays.copyOf(numbers, Postings.MOST);
  }
}
