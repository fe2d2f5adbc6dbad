package org.melange.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.melange.testing.Blocks;
import org.melange.testing.PlainMath;

/** What surrounds the transformer layers of the two towers, against plain loops. */
class TowerTest {

  private static final int WIDTH = 4;
  private static final int PROJECTION = 3;
  private static final ClipConfig.Transformer LAYERS =
      new ClipConfig.Transformer(WIDTH, 1, 2, 6, Activation.QUICK_GELU, 1e-5f);

  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  /** A layer whose parts give zeros is the identity, so that the tower is only its surroundings. */
  private static void makeIdentity(Blocks<? extends Tower> tower, String encoder) {
    for (Parameter parameter : tower.block().getParameters().values()) {
      String name = parameter.getName();
      if (name.startsWith(encoder) && (name.contains("out_proj") || name.contains("fc2"))) {
        parameter.getArray().muli(0);
      }
    }
  }

  @Test
  void aTextIsPooledAtItsEndNormalizedAndProjected() {
    Blocks<TextTower> tower =
        Blocks.filled(manager, new TextTower(new ClipConfig.Text(LAYERS, 6, 9, 8), PROJECTION));
    makeIdentity(tower, "text_model.encoder");
    long[] ids = {7, 3, 8, 8, 7, 1, 2, 8};
    int[] ends = {2, 3};
    NDArray batch = manager.create(ids, new Shape(2, 4));
    NDArray positions = manager.create(new long[] {2, 4 + 3});
    NDList found = tower.block().encode(new NDList(batch, positions));
    double[][] embedded = new double[8][WIDTH];
    double[][] table = tower.matrix("text_model.embeddings.token_embedding.weight", WIDTH);
    double[][] places = tower.matrix("text_model.embeddings.position_embedding.weight", WIDTH);
    for (int i = 0; i < 8; i++) {
      for (int d = 0; d < WIDTH; d++) {
        embedded[i][d] = table[(int) ids[i]][d] + places[i % 4][d];
      }
    }
    double[][] tokens = tower.layerNorm("text_model.final_layer_norm", embedded);
    double[][] pooled = {tokens[ends[0]], tokens[4 + ends[1]]};
    requireClose(found.get(1), tokens);
    requireClose(
        found.get(0),
        unit(PlainMath.linear(pooled, tower.matrix("text_projection.weight", WIDTH))));
  }

  @Test
  void anImageIsTheClassTokenAndItsPatchesRowByRow() {
    Blocks<VisionTower> tower =
        Blocks.filled(manager, new VisionTower(new ClipConfig.Vision(LAYERS, 6, 2), PROJECTION));
    makeIdentity(tower, "vision_model.encoder");
    NDArray pixels = Blocks.input(manager, "pixels", 2, 3, 6, 6);
    float[] values = pixels.toFloatArray();
    NDList found = tower.block().encode(new NDList(pixels));
    String embeddings = "vision_model.embeddings.";
    double[][] kernel = tower.matrix(embeddings + "patch_embedding.weight", 12);
    double[][] places = tower.matrix(embeddings + "position_embedding.weight", WIDTH);
    double[][] tokens = new double[2 * 10][WIDTH];
    for (int i = 0; i < tokens.length; i++) {
      int patch = i % 10 - 1;
      for (int d = 0; d < WIDTH; d++) {
        double value =
            patch < 0
                ? tower.vector(embeddings + "class_embedding")[d]
                : PlainMath.dot(kernel[d], patch(values, i / 10, patch / 3, patch % 3));
        tokens[i][d] = value + places[i % 10][d];
      }
    }
    tokens = tower.layerNorm("vision_model.pre_layrnorm", tokens);
    double[][] first = tower.layerNorm("vision_model.post_layernorm", every(tokens, 10));
    requireClose(found.get(1), tokens);
    requireClose(
        found.get(0),
        unit(PlainMath.linear(first, tower.matrix("visual_projection.weight", WIDTH))));
  }

  @Test
  void outputShapesAreKnownBeforehand() {
    TextTower text = new TextTower(new ClipConfig.Text(LAYERS, 6, 9, 8), PROJECTION);
    assertThat(text.getOutputShapes(new Shape[] {new Shape(5, 4), new Shape(5)}))
        .containsExactly(new Shape(5, 3), new Shape(5, 4, 4));
    VisionTower vision = new VisionTower(new ClipConfig.Vision(LAYERS, 6, 2), PROJECTION);
    assertThat(vision.getOutputShapes(new Shape[] {new Shape(5, 3, 6, 6)}))
        .containsExactly(new Shape(5, 3), new Shape(5, 10, 4));
  }

  @Test
  void asABlockATowerIsTheSameFunction() {
    VisionTower tower =
        Blocks.filled(manager, new VisionTower(new ClipConfig.Vision(LAYERS, 6, 2), PROJECTION))
            .block();
    NDList input = new NDList(Blocks.input(manager, "pixels", 1, 3, 6, 6));
    NDList forward = tower.forward(new ParameterStore(manager, false), input, false);
    assertThat(forward.get(0).toFloatArray()).isEqualTo(tower.encode(input).get(0).toFloatArray());
  }

  /** The samples of a patch of two by two pixels, channel by channel. */
  private static double[] patch(float[] pixels, int image, int row, int column) {
    double[] patch = new double[12];
    for (int i = 0; i < 12; i++) {
      int y = 2 * row + i % 4 / 2;
      int x = 2 * column + i % 2;
      patch[i] = pixels[((image * 3 + i / 4) * 6 + y) * 6 + x];
    }
    return patch;
  }

  private static double[][] every(double[][] rows, int step) {
    double[][] taken = new double[rows.length / step][];
    for (int i = 0; i < taken.length; i++) {
      taken[i] = rows[i * step];
    }
    return taken;
  }

  private static double[][] unit(double[][] rows) {
    double[][] unit = new double[rows.length][];
    for (int i = 0; i < rows.length; i++) {
      double length = Math.sqrt(PlainMath.dot(rows[i], rows[i]));
      unit[i] = Arrays.stream(rows[i]).map(v -> v / length).toArray();
    }
    return unit;
  }

  private static void requireClose(NDArray found, double[][] expected) {
    assertThat(found.toFloatArray()).containsExactly(PlainMath.flat(expected), within(1e-5f));
  }
}
