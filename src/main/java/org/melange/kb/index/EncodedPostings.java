package org.melange.kb.index;

import java.nio.ByteBuffer;
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

  @Override
  public int read(int most, int[] into) {
    int count = Math.min(Math.min(most, MOST), frequency);
    byte[] chunk =
        new byte[Math.min(CHUNK, count * 2)]; // single bytes of a buffer are slow to read
    int next = from;
    int filled = 0;
    int at = 0;
    int number = 0;
    for (int i = 0; i < count; i++) {
      int difference = 0;
      int shift = 0;
      byte read;
      do {
        if (at == filled) {
          filled = Math.min(chunk.length, bytes.limit() - next);
          bytes.get(next, chunk, 0, filled);
          next += filled;
          at = 0;
        }
        read = chunk[at++];
        difference |= (read & 0x7F) << shift;
        shift += 7;
      } while (read < 0);
      number += difference;
      into[i] = number;
    }
    return count;
  }
}
