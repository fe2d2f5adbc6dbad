package org.melange.kb.index;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.melange.kb.name.Postings;

/**
 * Numbers as {@link PostingBlock#bytes} writes them.
 *
 * @param bytes that hold them
 * @param from where they begin
 * @param frequency how many names have the feature
 */
record EncodedPostings(ByteBuffer bytes, int from, int frequency) implements Postings {

  private static final int CHUNK = 4096;
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  /** The most bytes of a number. */
  private static final int LONGEST = 5;

  @Override
  public int read(int most, int[] into, int at) {
    int count = Math.min(Math.min(most, MOST), frequency);
    // Single bytes of a buffer are slow to read.
    byte[] chunk = new byte[Math.min(CHUNK, count * LONGEST) + Integer.BYTES];
    int next = from;
    int place = 0;
    int filled = 0;
    int number = 0;
    for (int i = 0; i < count; i++) {
      if (filled - place < LONGEST) {
        next -= filled - place;
        filled = Math.min(chunk.length - Integer.BYTES, bytes.limit() - next);
        bytes.get(next, chunk, 0, filled);
        next += filled;
        place = 0;
      }
      int four = (int) INTS.get(chunk, place);
      int second = four >>> 7 & 1; // a branch on whether there is one would be mispredicted
      int difference = four & 0x7F | (four >>> 1 & 0x3F80) * second;
      place += 1 + second;
      if ((four & 0x8080) == 0x8080) {
        byte read;
        int shift = 14;
        do {
          read = chunk[place++];
          difference |= (read & 0x7F) << shift;
          shift += 7;
        } while (read < 0);
      }
      number += difference;
      into[at + i] = number;
    }
    return count;
  }
}
