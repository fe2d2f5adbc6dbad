package org.melange.train;

import ai.djl.Device;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.melange.clip.Activation;
import org.melange.clip.ClipConfig;
import org.melange.clip.ClipModel;
import org.melange.clip.Initializers;
import org.melange.mmoe.ImageProjection;
import org.melange.train.data.ClipInput;
import org.melange.train.data.Examples;
import org.melange.train.data.MentionPair;

/** Captions of two tokens with images of one color, and a CLIP model that learns them. */
public final class ClipPairs implements Examples<ClipInput> {

  /** What the projections of a matcher on this CLIP lead from and to. */
  static final ImageProjection.Widths IMAGE = new ImageProjection.Widths(16, 12, 8);

  static final int TEXT_WIDTH = 16;

  private static final int LENGTH = 6;
  private static final int SIDE = 8;
  private static final int END = 29;

  private final List<ClipInput> inputs = new ArrayList<>();

  /** {@code size} pairs that are a function of the seed. */
  ClipPairs(int size, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < size; i++) {
      inputs.add(new ClipInput(new long[] {28, i % 7, i / 7, END, END, END}, 4, pixels(i, random)));
    }
  }

  public static ClipModel model(long seed) {
    ClipConfig.Transformer text =
        new ClipConfig.Transformer(TEXT_WIDTH, 1, 2, 32, Activation.QUICK_GELU, 1e-5f);
    ClipConfig.Transformer vision =
        new ClipConfig.Transformer(IMAGE.tokens(), 1, 2, 24, Activation.QUICK_GELU, 1e-5f);
    ClipConfig config =
        new ClipConfig(
            IMAGE.embedding(),
            new ClipConfig.Text(text, LENGTH, END + 1, END),
            new ClipConfig.Vision(vision, SIDE, 4));
    return ClipModel.create(config, Initializers.random(seed), Device.cpu());
  }

  /** Each pair as a mention of itself, with the same image. */
  Examples<MentionPair<ClipInput>> asMentions() {
    ClipPairs others = new ClipPairs(size(), 99);
    return new Examples<>() {
      @Override
      public int size() {
        return inputs.size();
      }

      @Override
      public MentionPair<ClipInput> get(int i) {
        return new MentionPair<>(others.get(i), inputs.get(i));
      }
    };
  }

  @Override
  public int size() {
    return inputs.size();
  }

  @Override
  public ClipInput get(int i) {
    return inputs.get(i);
  }

  /** A colour that the number decides, with some noise. */
  private static float[] pixels(int i, SplittableRandom random) {
    float[] pixels = new float[3 * SIDE * SIDE];
    for (int p = 0; p < pixels.length; p++) {
      int channel = p / (SIDE * SIDE);
      double colour = Math.sin(1 + 2.3 * i * (channel + 1));
      pixels[p] = (float) (colour + 0.1 * random.nextGaussian());
    }
    return pixels;
  }
}
