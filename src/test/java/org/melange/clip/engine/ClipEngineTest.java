package org.melange.clip.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.melange.clip.ClipModel;
import org.melange.clip.GoldenClip;
import org.melange.testing.Float32;

/** What engines on libtorch promise, on the tiny model of the golden vectors. */
class ClipEngineTest {

  private static final GoldenClip GOLDEN = GoldenClip.named("tiny");

  /** Two layers of 32 and 128 products a sum, whose results have length one. */
  private static final float TOLERANCE = Float32.ofSums(512, 1);

  private static final long START = 97;
  private static final long END = 98;
  private static TorchEngine engine;

  @BeforeAll
  static void open() {
    engine = new TorchEngine(GOLDEN.model());
  }

  @AfterAll
  static void close() {
    engine.close();
  }

  @Test
  void withoutPaddingTextsHaveTheSameEmbeddingsAndLiveTokens() {
    List<long[]> texts = texts(40, 16);
    List<ClipOutput> full = engine.texts(texts);
    List<ClipOutput> bucketed = new LengthBucketingEngine(engine).texts(texts);
    for (int i = 0; i < texts.size(); i++) {
      assertThat(bucketed.get(i).pooled()).containsExactly(full.get(i).pooled(), near());
      int width = full.get(i).tokens().length / 16;
      int live = live(texts.get(i)) * width;
      float[] tokens = bucketed.get(i).tokens();
      assertThat(Arrays.copyOf(tokens, live))
          .containsExactly(Arrays.copyOf(full.get(i).tokens(), live), near());
      assertThat(Arrays.copyOfRange(tokens, live, tokens.length))
          .isEqualTo(new float[16 * width - live]);
    }
  }

  @Test
  void lengthsComeInFewBatches() {
    FakeEngine counted = new FakeEngine(1000);
    List<long[]> texts = texts(200, 50);
    assertThat(new LengthBucketingEngine(counted).texts(texts)).hasSize(200);
    assertThat(counted.batches()).hasSizeLessThanOrEqualTo(7);
    assertThat(counted.batches().stream().mapToInt(i -> i).sum()).isEqualTo(200);
  }

  @Test
  void halfPrecisionIsCloseToSingle() {
    ClipModel half =
        ClipModel.create(GOLDEN.config(), GoldenClip.initializer(), DataType.FLOAT16, Device.cpu());
    try (TorchEngine rough = new TorchEngine(half)) {
      assertThat(rough.version()).isEqualTo(half.version() + "-float16");
      assertThat(engine.version()).isEqualTo(half.version() + "-float32");
      List<long[]> texts = texts(5, 16);
      assertClose(engine.texts(texts), rough.texts(texts));
      List<float[]> images = images(3);
      assertClose(engine.images(images), rough.images(images));
    }
  }

  private static void assertClose(List<ClipOutput> exact, List<ClipOutput> rough) {
    for (int i = 0; i < exact.size(); i++) {
      double cosine = 0;
      for (int j = 0; j < exact.get(i).pooled().length; j++) {
        cosine += exact.get(i).pooled()[j] * (double) rough.get(i).pooled()[j];
      }
      assertThat(cosine).isCloseTo(1, within(1e-4));
      assertThat(rough.get(i).pooled()).isNotEqualTo(exact.get(i).pooled());
    }
  }

  @Test
  void otherPrecisionsAreRefused() {
    assertThatThrownBy(
            () ->
                ClipModel.create(
                    GOLDEN.config(), GoldenClip.initializer(), DataType.BFLOAT16, Device.cpu()))
        .hasMessageContaining("float32 or float16");
  }

  private static Offset<Float> near() {
    return within(TOLERANCE);
  }

  private static List<float[]> images(int count) {
    Random random = new Random(5);
    List<float[]> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] pixels = new float[3 * 32 * 32];
      for (int j = 0; j < pixels.length; j++) {
        pixels[j] = (float) random.nextGaussian();
      }
      images.add(pixels);
    }
    return images;
  }

  private static List<long[]> texts(int count, int length) {
    Random random = new Random(3);
    List<long[]> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long[] ids = new long[length];
      Arrays.fill(ids, END);
      ids[0] = START;
      int words = random.nextInt(length - 1);
      for (int j = 1; j <= words; j++) {
        ids[j] = random.nextInt((int) START);
      }
      texts.add(ids);
    }
    return texts;
  }

  private static int live(long[] ids) {
    int live = 1;
    while (ids[live - 1] != END) {
      live++;
    }
    return live;
  }
}
