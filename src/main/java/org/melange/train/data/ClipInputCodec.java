package org.melange.train.data;

import java.nio.ByteBuffer;
import org.melange.link.model.LinkingModel;

/**
 * {@link ClipInput} as bytes: the text length, the ids, then the pixels as float32.
 *
 * @param ids T, tokens of a text
 * @param pixels 3 × S × S, values of an image
 */
public record ClipInputCodec(int ids, int pixels) implements RecordCodec<ClipInput> {

  /** The codec for inputs of the CLIP model of a linking model. */
  public static ClipInputCodec of(LinkingModel model) {
    int side = model.clip().config().vision().imageSize();
    return new ClipInputCodec(model.config().textLength(), 3 * side * side);
  }

  @Override
  public int bytes() {
    return Integer.BYTES + Integer.BYTES * ids + Float.BYTES * pixels;
  }

  @Override
  public void write(ClipInput input, ByteBuffer buffer) {
    buffer.putInt(input.textLength());
    for (long id : input.ids()) {
      buffer.putInt(Math.toIntExact(id));
    }
    FloatBuffers.put(buffer, input.pixels());
  }

  @Override
  public ClipInput read(ByteBuffer buffer) {
    int length = buffer.getInt();
    long[] tokens = new long[ids];
    for (int i = 0; i < ids; i++) {
      tokens[i] = buffer.getInt();
    }
    return new ClipInput(tokens, length, FloatBuffers.get(buffer, pixels));
  }
}
