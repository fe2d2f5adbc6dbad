package org.melange.mmoe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.melange.testing.GoldenTensors;

/**
 * One file of {@code golden/mmoe}: a matcher and inputs that are functions of their names, and the
 * scores that PyTorch computed from them.
 */
public record GoldenCase(JsonNode json) {

  /**
   * What float32 may be off from the expected scores, which were computed in float64 (those of the
   * token gate in float32). No processor's result can be the standard: the order of sums is the
   * library's choice, and PyTorch's own float32 is up to 1.2e-4 off on one processor and 3.7e-4 on
   * another where widths are the paper's. There {@code cross} takes a softmax of logits up to 50,
   * whose rounding, 50 · 96 · 2^-24 at worst, shifts scores up to 45 by several 1e-4.
   */
  private static final double TOLERANCE = 1e-3;

  /** The same for models of h = 16, whose sums are a sixth as long and whose logits are small. */
  private static final double SMALL_TOLERANCE = 2e-4;

  /** Files whose scores come from the authors' released code. */
  public static Stream<String> published() {
    return Stream.of(
        "small-top1",
        "small-top2",
        "small-top3",
        "small-top4",
        "many-experts",
        "paper-wikidiverse",
        "paper-richpedia");
  }

  /** Files whose scores come from an independent implementation of the token gate. */
  public static Stream<String> token() {
    return Stream.of("token-small-top1", "token-small-top2", "token-small-top4", "token-paper");
  }

  /** The case called {@code name}. */
  public static GoldenCase read(String name) {
    try (InputStream in = GoldenCase.class.getResourceAsStream("/golden/mmoe/" + name + ".json")) {
      return new GoldenCase(new ObjectMapper().readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public MatcherConfig config() {
    Map<String, Object> map = new LinkedHashMap<>();
    json.get("config").properties().forEach(e -> map.put(e.getKey(), e.getValue().numberValue()));
    map.remove("capacity_factor");
    map.put("gate", json.get("gate").textValue());
    return MatcherConfig.fromMap(map);
  }

  /** The weights every golden case is made with. */
  public static Weights weights() {
    return (name, shape) -> GoldenTensors.parameter("mmoe.", name, shape);
  }

  /** Names and shapes of the parameters that the PyTorch code had. */
  public Map<String, long[]> parameters() {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    json.get("parameters")
        .properties()
        .forEach(
            e -> {
              long[] shape = new long[e.getValue().size()];
              Arrays.setAll(shape, i -> e.getValue().get(i).longValue());
              shapes.put(e.getKey(), shape);
            });
    return shapes;
  }

  public Features mentions(NDManager manager) {
    return features(manager, "mention", json.get("mentions").intValue());
  }

  public Features entities(NDManager manager) {
    return features(manager, "entity", json.get("entities").intValue());
  }

  /** The expected scores: score, text, image or cross. */
  public double[][] expected(String part) {
    JsonNode rows = json.get("expected").get(part);
    double[][] expected = new double[rows.size()][rows.get(0).size()];
    for (int m = 0; m < expected.length; m++) {
      for (int e = 0; e < expected[m].length; e++) {
        expected[m][e] = rows.get(m).get(e).doubleValue();
      }
    }
    return expected;
  }

  /**
   * Asserts that {@code actual}, [M, E] row-major and computed in float32, is what PyTorch printed
   * for {@code part}.
   */
  public void requireParity(String part, float[] actual) {
    double[] values = new double[actual.length];
    Arrays.setAll(values, i -> actual[i]);
    requireParity(part, values, config().hiddenDim() > 16 ? TOLERANCE : SMALL_TOLERANCE);
  }

  /** Asserts the same to within {@code tolerance}, and the rounding of what was printed. */
  public void requireParity(String part, double[] actual, double tolerance) {
    double[][] expected = expected(part);
    int columns = expected[0].length;
    assertThat(actual).hasSize(expected.length * columns);
    for (int i = 0; i < actual.length; i++) {
      double want = expected[i / columns][i % columns];
      assertThat(actual[i])
          .as("%s %s [%d, %d]", json.get("name").textValue(), part, i / columns, i % columns)
          .isCloseTo(want, within(tolerance + printedRounding(want)));
    }
  }

  /** Half a unit of the last digit printed: the ninth, or the sixth with the token gate. */
  private double printedRounding(double value) {
    int digits = config().gate() == Gate.PUBLISHED ? 9 : 6;
    return 0.5 * Math.pow(10, Math.floor(Math.log10(Math.abs(value) + 1e-30)) + 1 - digits);
  }

  private Features features(NDManager manager, String side, int size) {
    int tokens = json.get("text_tokens").intValue();
    int patches = json.get("image_patches").intValue();
    MatcherConfig config = config();
    int[] lengths = new int[size];
    JsonNode live = json.get(side + "_text_lengths");
    Arrays.setAll(lengths, i -> live == null ? tokens : live.get(i).intValue());
    return new Features(
        input(manager, side + "_text_cls", size, config.textDim()),
        input(manager, side + "_text_tokens", size, tokens, config.textDim()),
        input(manager, side + "_image_cls", size, config.imageDim()),
        input(manager, side + "_image_tokens", size, patches, config.imageDim()),
        lengths);
  }

  private static NDArray input(NDManager manager, String name, long... shape) {
    return manager.create(GoldenTensors.input("input." + name, shape), new Shape(shape));
  }
}
