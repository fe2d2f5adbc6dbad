package org.melange.clip;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.melange.testing.GoldenTensors;

/** A CLIP model of generated weights, and what PyTorch computes with it. */
public final class GoldenClip {

  private final JsonNode root;

  private GoldenClip(JsonNode root) {
    this.root = root;
  }

  public static GoldenClip named(String name) {
    try (InputStream in = GoldenClip.class.getResourceAsStream("/golden/clip/" + name + ".json")) {
      return new GoldenClip(new ObjectMapper().readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public ClipConfig config() {
    JsonNode c = root.get("config");
    int vocabulary = c.get("vocab_size").asInt();
    return new ClipConfig(
        c.get("projection_dim").asInt(),
        new ClipConfig.Text(
            transformer(c, "text"), c.get("text_positions").asInt(), vocabulary, vocabulary - 1),
        new ClipConfig.Vision(
            transformer(c, "vision"), c.get("image_size").asInt(), c.get("patch_size").asInt()));
  }

  private static ClipConfig.Transformer transformer(JsonNode c, String tower) {
    int width = c.get(tower + "_width").asInt();
    return new ClipConfig.Transformer(
        width,
        c.get(tower + "_layers").asInt(),
        c.get(tower + "_heads").asInt(),
        4 * width,
        Activation.QUICK_GELU,
        1e-5f);
  }

  public ClipModel model() {
    return ClipModel.create(config(), initializer(), Device.cpu());
  }

  public static Initializer initializer() {
    return (name, shape) -> GoldenTensors.parameter("clip.", name, shape);
  }

  long[][] ids() {
    JsonNode rows = root.get("input_ids");
    long[][] ids = new long[rows.size()][];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = longs(rows.get(i));
    }
    return ids;
  }

  /** The batch of images {@code [B, 3, S, S]}. */
  NDArray pixels(NDManager manager) {
    long batch = root.get("batch").asLong();
    long side = root.get("config").get("image_size").asLong();
    return manager.create(
        GoldenTensors.input("clip.pixel_values", batch, 3, side, side),
        new Shape(batch, 3, side, side));
  }

  List<String> parameterNames() {
    List<String> names = new ArrayList<>();
    root.get("parameters").fieldNames().forEachRemaining(names::add);
    return names;
  }

  /** The largest difference to an expected matrix of embeddings. */
  double embedsDifference(String key, NDArray found) {
    return largestDifference(floats(root.get("expected").get(key)), found.toFloatArray());
  }

  /** The largest difference to the expected slices of token states {@code [B, T, D]}. */
  double slicesDifference(String key, NDArray found) {
    JsonNode slices = root.get("expected").get(key);
    long[] positions = longs(slices.get("position"));
    Shape shape = found.getShape();
    int length = (int) shape.get(1);
    int width = (int) shape.get(2);
    float[] all = found.toFloatArray();
    float[] taken = new float[(int) shape.get(0) * positions.length * 8];
    for (int i = 0; i < taken.length / 8; i++) {
      int row = i / positions.length;
      int position = (int) positions[i % positions.length];
      System.arraycopy(all, (row * length + position) * width, taken, i * 8, 8);
    }
    return largestDifference(floats(slices.get("first_8_dims")), taken);
  }

  static double largestDifference(float[] expected, float[] found) {
    if (expected.length != found.length) {
      throw new AssertionError(expected.length + " numbers expected, found " + found.length);
    }
    double largest = 0;
    for (int i = 0; i < expected.length; i++) {
      double difference = Math.abs(expected[i] - found[i]);
      largest = difference > largest || Double.isNaN(difference) ? difference : largest;
    }
    return largest;
  }

  private static long[] longs(JsonNode list) {
    long[] values = new long[list.size()];
    Arrays.setAll(values, i -> list.get(i).asLong());
    return values;
  }

  private static float[] floats(JsonNode nested) {
    List<Float> values = new ArrayList<>();
    collect(nested, values);
    float[] array = new float[values.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = values.get(i);
    }
    return array;
  }

  private static void collect(JsonNode node, List<Float> values) {
    if (node.isArray()) {
      node.forEach(child -> collect(child, values));
    } else {
      values.add((float) node.asDouble());
    }
  }
}
