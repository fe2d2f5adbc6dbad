package org.melange.train.data;

import java.nio.ByteBuffer;
import org.melange.link.model.LinkingModel;

/**
 * {@link TextPair} as bytes: lengths, ids, groups.
 *
 * @param ids T, tokens of a text
 * @param kinds kinds of groups of an example
 */
public record TextPairCodec(int ids, int kinds) implements RecordCodec<TextPair> {

  /** The codec for inputs of the CLIP model of a linking model. */
  public static TextPairCodec of(LinkingModel model, int kinds) {
    return new TextPairCodec(model.config().textLength(), kinds);
  }

  @Override
  public int bytes() {
    return Integer.BYTES * (2 + 2 * ids + kinds);
  }

  @Override
  public void write(TextPair pair, ByteBuffer buffer) {
    buffer.putInt(pair.leftLength()).putInt(pair.rightLength());
    put(buffer, pair.left());
    put(buffer, pair.right());
    for (int group : pair.groups()) {
      buffer.putInt(group);
    }
  }

  @Override
  public TextPair read(ByteBuffer buffer) {
    int left = buffer.getInt();
    int right = buffer.getInt();
    long[] leftIds = get(buffer);
    long[] rightIds = get(buffer);
    int[] groups = new int[kinds];
    for (int i = 0; i < kinds; i++) {
      groups[i] = buffer.getInt();
    }
    return new TextPair(leftIds, left, rightIds, right, groups);
  }

  private static void put(ByteBuffer buffer, long[] values) {
    for (long value : values) {
      buffer.putInt(Math.toIntExact(value));
    }
  }

  private long[] get(ByteBuffer buffer) {
    long[] values = new long[ids];
    for (int i = 0; i < ids; i++) {
      values[i] = buffer.getInt();
    }
    return values;
  }
}
