package org.melange.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.melange.testing.Float32;

/** Promises about features that hold whatever the weights. */
class ClipModelTest {

  /** Two layers of 32 and 128 products a sum, whose results have length one. */
  private static final float TOLERANCE = Float32.ofSums(512, 1);

  private static final GoldenClip GOLDEN = GoldenClip.named("tiny");
  private static ClipModel model;

  private NDManager manager;

  @BeforeAll
  static void createModel() {
    model = GOLDEN.model();
  }

  @AfterAll
  static void closeModel() {
    model.close();
  }

  @BeforeEach
  void openManager() {
    manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
  }

  @AfterEach
  void closeManager() {
    manager.close();
  }

  @Test
  void aTextsFeaturesDependNeitherOnBatchSizeNorOnOrder() {
    Random random = new Random(7);
    long[][] texts = new long[13][];
    Arrays.setAll(texts, i -> text(random, 1 + random.nextInt(10), 12));
    float[] together = model.text(manager, texts).embeds().toFloatArray();
    float[] tokens = model.text(manager, texts).tokens().toFloatArray();
    for (int trial = 0; trial < 20; trial++) {
      int[] chosen = random.ints(1 + random.nextInt(6), 0, texts.length).toArray();
      long[][] batch = Arrays.stream(chosen).mapToObj(i -> texts[i]).toArray(long[][]::new);
      TextFeatures features = model.text(manager, batch);
      for (int row = 0; row < chosen.length; row++) {
        assertSame(together, chosen[row], features.embeds(), row);
        assertSame(tokens, chosen[row], features.tokens(), row);
      }
    }
  }

  @Test
  void anImagesFeaturesDependNeitherOnBatchSizeNorOnOrder() {
    Random random = new Random(11);
    NDArray images = pixels(random, 9);
    float[] together = model.image(manager, images).embeds().toFloatArray();
    float[] tokens = model.image(manager, images).tokens().toFloatArray();
    for (int trial = 0; trial < 20; trial++) {
      int[] chosen = random.ints(1 + random.nextInt(6), 0, 9).toArray();
      ImageFeatures features = model.image(manager, images.get(manager.create(chosen)));
      for (int row = 0; row < chosen.length; row++) {
        assertSame(together, chosen[row], features.embeds(), row);
        assertSame(tokens, chosen[row], features.tokens(), row);
      }
    }
  }

  @Test
  void paddingDoesNotChangeATextsEmbedding() {
    Random random = new Random(3);
    for (int length = 5; length <= model.config().text().positions(); length++) {
      long[] text = text(random, 3, 5);
      long[] padded = Arrays.copyOf(text, length);
      Arrays.fill(padded, 5, length, 98);
      float[] expected = model.text(manager, new long[][] {text}).embeds().toFloatArray();
      assertSame(expected, 0, model.text(manager, new long[][] {padded}).embeds(), 0);
    }
  }

  @Test
  void tokensSeeOnlyWhatIsBeforeThem() {
    long[] one = {97, 5, 6, 7, 98};
    long[] other = {97, 5, 6, 8, 98};
    TextFeatures features = model.text(manager, new long[][] {one, other});
    NDArray difference = features.tokens().get(0).sub(features.tokens().get(1)).abs();
    assertThat(difference.get(":3").max().getFloat()).isLessThan(4 * TOLERANCE);
    assertThat(difference.get("3").max().getFloat()).isGreaterThan(400 * TOLERANCE);
  }

  @Test
  void embeddingsHaveLengthOneEvenOfAnImageOfZeros() {
    NDArray zeros = manager.zeros(new Shape(2, 3, 32, 32));
    NDArray embeds = model.image(manager, zeros).embeds();
    assertThat(embeds.getShape()).isEqualTo(new Shape(2, 32));
    assertThat(embeds.norm(new int[] {1}).toFloatArray())
        .containsExactly(new float[] {1, 1}, offset(1e-5f));
  }

  @Test
  void anEarlyConfigurationsEndMarkerIsTheLargestId() {
    ClipConfig config = GOLDEN.config();
    ClipConfig.Text text = config.text();
    ClipConfig early =
        new ClipConfig(
            config.projectionDim(),
            new ClipConfig.Text(text.transformer(), text.positions(), text.vocabulary(), 2),
            config.vision());
    try (ClipModel other = ClipModel.create(early, GoldenClip.initializer(), Device.cpu())) {
      float[] expected = model.text(manager, GOLDEN.ids()).embeds().toFloatArray();
      assertThat(other.text(manager, GOLDEN.ids()).embeds().toFloatArray()).isEqualTo(expected);
    }
  }

  @Test
  void manyBatchesLeaveNothingBehind() {
    int resident = model.residentArrays();
    NDArray images = pixels(new Random(1), 1);
    long[][] ids = {{97, 5, 98}};
    for (int i = 0; i < 200; i++) {
      try (NDManager batch = manager.newSubManager()) {
        model.text(batch, ids);
        model.image(batch, images);
        assertThat(batch.getManagedArrays()).hasSize(4);
      }
    }
    assertThat(model.residentArrays()).isEqualTo(resident);
    assertThat(resident).isEqualTo(model.parameters().size() + 1);
    assertThat(manager.getManagedArrays()).hasSize(1);
    assertThat(images.getManager()).isSameAs(manager);
  }

  @Test
  void severalThreadsGetTheSameFeatures() throws Exception {
    float[] expected = model.text(manager, GOLDEN.ids()).embeds().toFloatArray();
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Future<float[]>> results = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        results.add(pool.submit(ClipModelTest::encodeAlone));
      }
      for (Future<float[]> result : results) {
        assertThat(GoldenClip.largestDifference(expected, result.get())).isLessThan(TOLERANCE);
      }
    } finally {
      pool.shutdown();
    }
  }

  private static float[] encodeAlone() {
    try (NDManager own = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      return model.text(own, GOLDEN.ids()).embeds().toFloatArray();
    }
  }

  @Test
  void unfitTextsAreRefusedBeforeTheyReachNativeCode() {
    assertRefused("at least one text");
    assertRefused("vocabulary ends at 98", new long[] {97, 99, 98});
    assertRefused("text 1 has 2 tokens", new long[] {97, 5, 98}, new long[] {97, 98});
    assertRefused("text 0 has no end marker", new long[] {97, 5, 6});
    assertRefused("1 to 16", new long[17]);
  }

  private void assertRefused(String message, long[]... ids) {
    assertThatThrownBy(() -> model.text(manager, ids))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void imagesOfAnotherSizeAreRefused() {
    NDArray large = manager.zeros(new Shape(1, 3, 40, 40));
    assertThatThrownBy(() -> model.image(manager, large))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(-1, 3, 32, 32)")
        .hasMessageContaining("(1, 3, 40, 40)");
  }

  private NDArray pixels(Random random, int batch) {
    float[] values = new float[batch * 3 * 32 * 32];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return manager.create(values, new Shape(batch, 3, 32, 32));
  }

  private static long[] text(Random random, int words, int length) {
    long[] ids = new long[length];
    Arrays.fill(ids, 98);
    ids[0] = 97;
    for (int i = 1; i <= words; i++) {
      ids[i] = random.nextInt(97);
    }
    return ids;
  }

  private static void assertSame(float[] expected, int row, NDArray found, int foundRow) {
    float[] values = found.get(foundRow).toFloatArray();
    float[] slice = Arrays.copyOfRange(expected, row * values.length, (row + 1) * values.length);
    assertThat(GoldenClip.largestDifference(slice, values)).isLessThan(TOLERANCE);
  }
}
