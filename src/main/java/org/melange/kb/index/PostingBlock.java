package org.melange.kb.index;

import java.nio.ByteBuffer;
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

  private static final int MOST_BYTES = 5;

  /** The block whose numbers {@link #bytes} gave. */
  public static PostingBlock of(long value, int frequency, byte[] bytes) {
    int[] numbers = new int[Math.min(frequency, Postings.MOST)];
    new EncodedPostings(ByteBuffer.wrap(bytes), 0, frequency).read(numbers.length, numbers, 0);
    return new PostingBlock(value, frequency, numbers);
  }

  /** The numbers as bytes: the first, then the differences, each in bytes of seven bits. */
  public byte[] bytes() {
    ByteBuffer bytes = ByteBuffer.allocate(numbers.length * MOST_BYTES);
    int before = 0;
    for (int number : numbers) {
      put(number - before, bytes);
      before = number;
    }
    return Arrays.copyOf(bytes.array(), bytes.position());
  }

  private static void put(int value, ByteBuffer bytes) {
    int rest = value;
    while ((rest & ~0x7F) != 0) {
      bytes.put((byte) (rest | 0x80));
      rest >>>= 7;
    }
    bytes.put((byte) rest);
  }

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
