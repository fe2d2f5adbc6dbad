package org.melange.train.data;

import java.nio.ByteBuffer;
import org.melange.clip.ClipConfig;
import org.melange.link.model.FrozenFeatures;
import org.melange.link.model.LinkingModel;

/**
 * {@link FrozenFeatures} as bytes: the text length, then the arrays as float32.
 *
 * @param textCls dt, values of the pooled text
 * @param textTokens T × dt, values of the text tokens
 * @param imageEmbedding E, values of the pooled image
 * @param imageTokens P × W, values of the image tokens
 */
public record FrozenCodec(int textCls, int textTokens, int imageEmbedding, int imageTokens)
    implements RecordCodec<FrozenFeatures> {

  /** The codec for features of the CLIP model of a linking model. */
  public static FrozenCodec of(LinkingModel model) {
    ClipConfig clip = model.clip().config();
    return new FrozenCodec(
        clip.projectionDim(),
        model.config().textLength() * clip.text().width(),
        clip.projectionDim(),
        clip.vision().positions() * clip.vision().width());
  }

  /** The codec for features of the same sizes. */
  public static FrozenCodec like(FrozenFeatures features) {
    return new FrozenCodec(
        features.textCls().length,
        features.textTokens().length,
        features.imageEmbedding().length,
        features.imageTokens().length);
  }

  @Override
  public int bytes() {
    return Integer.BYTES + Float.BYTES * (textCls + textTokens + imageEmbedding + imageTokens);
  }

  @Override
  public void write(FrozenFeatures features, ByteBuffer buffer) {
    buffer.putInt(features.textLength());
    FloatBuffers.put(buffer, features.textCls());
    FloatBuffers.put(buffer, features.textTokens());
    FloatBuffers.put(buffer, features.imageEmbedding());
    FloatBuffers.put(buffer, features.imageTokens());
  }

  @Override
  public FrozenFeatures read(ByteBuffer buffer) {
    int length = buffer.getInt();
    return new FrozenFeatures(
        FloatBuffers.get(buffer, textCls),
        FloatBuffers.get(buffer, textTokens),
        FloatBuffers.get(buffer, imageEmbedding),
        FloatBuffers.get(buffer, imageTokens),
        length);
  }
}
