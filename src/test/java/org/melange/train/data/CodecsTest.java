package org.melange.train.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.melange.link.model.FrozenFeatures;

/** Records of training examples: as many bytes as they say, and read as they were written. */
class CodecsTest {

  private final Random random = new Random(43);

  @Test
  void frozenFeaturesFillTheirBytes() {
    FrozenFeatures features = new FrozenFeatures(floats(4), floats(12), floats(5), floats(21), 3);
    FrozenCodec codec = FrozenCodec.like(features);
    assertThat(codec).isEqualTo(new FrozenCodec(4, 12, 5, 21));
    assertThat(codec.bytes()).isEqualTo(4 * (1 + 4 + 12 + 5 + 21));
    FrozenFeatures read = throughBytes(codec, features);
    assertThat(read.textCls()).isEqualTo(features.textCls());
    assertThat(read.textTokens()).isEqualTo(features.textTokens());
    assertThat(read.imageEmbedding()).isEqualTo(features.imageEmbedding());
    assertThat(read.imageTokens()).isEqualTo(features.imageTokens());
    assertThat(read.textLength()).isEqualTo(3);
  }

  @Test
  void inputsFillTheirBytes() {
    ClipInput input = new ClipInput(new long[] {49_406, 7, 49_407}, 3, floats(27));
    ClipInput read = throughBytes(new ClipInputCodec(3, 27), input);
    assertThat(read.ids()).isEqualTo(input.ids());
    assertThat(read.textLength()).isEqualTo(3);
    assertThat(read.pixels()).isEqualTo(input.pixels());
  }

  @Test
  void textPairsFillTheirBytes() {
    TextPair pair = new TextPair(new long[] {1, 2, 9}, 3, new long[] {1, 9, 9}, 2, -5, 6);
    TextPair read = throughBytes(new TextPairCodec(3, 2), pair);
    assertThat(read.left()).isEqualTo(pair.left());
    assertThat(read.right()).isEqualTo(pair.right());
    assertThat(read.leftLength()).isEqualTo(3);
    assertThat(read.rightLength()).isEqualTo(2);
    assertThat(read.groups()).containsExactly(-5, 6);
  }

  @Test
  void specialNumbersKeepTheirBits() {
    float[] special = {Float.NaN, -0f, Float.MIN_VALUE, Float.NEGATIVE_INFINITY};
    ByteBuffer buffer = ByteBuffer.allocate(20);
    buffer.putInt(7);
    FloatBuffers.put(buffer, special);
    assertThat(buffer.remaining()).isZero();
    buffer.flip().getInt();
    float[] read = FloatBuffers.get(buffer, 4);
    for (int i = 0; i < 4; i++) {
      assertThat(Float.floatToRawIntBits(read[i])).isEqualTo(Float.floatToRawIntBits(special[i]));
    }
  }

  /** Records stand one behind the other in a file: none may touch its neighbours. */
  private static <E> E throughBytes(RecordCodec<E> codec, E example) {
    ByteBuffer buffer = ByteBuffer.allocate(codec.bytes() + 16);
    buffer.putLong(-1);
    codec.write(example, buffer);
    assertThat(buffer.position()).isEqualTo(8 + codec.bytes());
    assertThat(buffer.getLong()).isZero();
    buffer.position(8);
    E read = codec.read(buffer);
    assertThat(buffer.position()).isEqualTo(8 + codec.bytes());
    return read;
  }

  private float[] floats(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
