package org.melange.clip.engine;

import ai.djl.Device;
import ai.djl.ndarray.types.DataType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.melange.clip.ClipConfig;
import org.melange.clip.ClipModel;
import org.melange.clip.Initializers;
import org.melange.tensor.GemmRate;

/**
 * Measures a tower of a CLIP model with random weights and random inputs, and the matrix product of
 * the device in the same process.
 *
 * @param config the configuration of the model
 * @param half whether to compute in float16, else in float32
 * @param device where
 * @param batch items per batch
 * @param seconds duration of the measurement, roughly
 */
public record EngineBenchmark(
    ClipConfig config, boolean half, Device device, int batch, double seconds) {

  private static final long SEED = 1;

  /** A tower. */
  public enum Tower {
    /** Texts of full length. */
    TEXT,
    /** Images. */
    IMAGE
  }

  /** A batch through an engine. */
  private interface Work {
    List<ClipOutput> run();
  }

  /**
   * Measures.
   *
   * @param tokens of a text; the configuration gives those of an image
   * @return {@code items_per_second}, {@code gflops}, {@code gemm_gflops}, {@code gemm_share},
   *     {@code seconds} of each {@link EnginePart} while that was measured; with float16 {@code
   *     largest_difference} from float32 over a batch of embeddings
   */
  public Map<String, Object> run(Tower tower, int tokens) {
    try (TorchEngine engine = engine(half ? DataType.FLOAT16 : DataType.FLOAT32)) {
      Work work = work(tower, engine, tokens);
      List<ClipOutput> outputs = work.run();
      double gemm = GemmRate.measure(device, half);
      work.run();
      engine.clock().reset();
      double rate = rate(work);
      Map<String, Double> parts = engine.clock().seconds();
      gemm = Math.max(gemm, GemmRate.measure(device, half));
      double flops = tower == Tower.TEXT ? Flops.ofText(config, tokens) : Flops.ofImage(config);
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("items_per_second", rounded(rate));
      result.put("gflops", rounded(rate * flops / 1e9));
      result.put("gemm_gflops", rounded(gemm));
      result.put("gemm_share", Math.round(rate * flops / 1e6 / gemm) / 1e3);
      result.put("seconds", parts);
      if (half) {
        result.put("largest_difference", difference(tower, tokens, outputs));
      }
      return result;
    }
  }

  /** The best rate of several rounds, which other load on the machine affects least. */
  private double rate(Work work) {
    double best = 0;
    long end = System.nanoTime() + (long) (seconds * 1e9);
    do {
      long from = System.nanoTime();
      int batches = 0;
      do {
        work.run();
        batches++;
      } while (System.nanoTime() - from < 1e9);
      best = Math.max(best, batches * (double) batch / (System.nanoTime() - from) * 1e9);
    } while (System.nanoTime() < end);
    return best;
  }

  private double difference(Tower tower, int tokens, List<ClipOutput> rough) {
    try (TorchEngine engine = engine(DataType.FLOAT32)) {
      List<ClipOutput> exact = work(tower, engine, tokens).run();
      double largest = 0;
      for (int i = 0; i < batch; i++) {
        for (int j = 0; j < exact.get(i).pooled().length; j++) {
          largest =
              Math.max(largest, Math.abs(exact.get(i).pooled()[j] - rough.get(i).pooled()[j]));
        }
      }
      return largest;
    }
  }

  private TorchEngine engine(DataType type) {
    return new TorchEngine(ClipModel.create(config, Initializers.random(SEED), type, device));
  }

  private Work work(Tower tower, ClipEngine engine, int tokens) {
    if (tower == Tower.TEXT) {
      List<long[]> texts = texts(tokens);
      return () -> engine.texts(texts);
    }
    List<float[]> images = images();
    return () -> engine.images(images);
  }

  private List<long[]> texts(int tokens) {
    Random random = new Random(SEED);
    int end = config.text().vocabulary() - 1;
    List<long[]> texts = new ArrayList<>();
    for (int i = 0; i < batch; i++) {
      long[] ids = new long[tokens];
      Arrays.setAll(ids, t -> random.nextInt(end - 1));
      ids[0] = end - 1;
      ids[tokens - 1] = config.text().endToken() == 2 ? end : config.text().endToken();
      texts.add(ids);
    }
    return texts;
  }

  private List<float[]> images() {
    Random random = new Random(SEED);
    int side = config.vision().imageSize();
    List<float[]> images = new ArrayList<>();
    for (int i = 0; i < batch; i++) {
      float[] pixels = new float[3 * side * side];
      for (int j = 0; j < pixels.length; j++) {
        pixels[j] = 2 * random.nextFloat() - 1;
      }
      images.add(pixels);
    }
    return images;
  }

  private static double rounded(double value) {
    return Math.round(value * 10) / 10.0;
  }
}
