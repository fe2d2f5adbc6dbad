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

  @Override
  public int read(int most, int[] into) {
    int count = Math.min(Math.min(most, MOST), frequency);
    int at = from;
    int number = 0;
    for (int i = 0; i < count; i++) {
      int read = bytes.get(at++);
      int difference = read & 0x7F;
      for (int shift = 7; read < 0; shift += 7) {
        read = bytes.get(at++);
        difference |= (read & 0x7F) << shift;
      }
      number += difference;
      into[i] = number;
    }
    return count;
  }
}
