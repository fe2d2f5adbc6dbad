package org.melange.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.testing.Blocks;
import org.melange.testing.PlainMath;

/** The parts of a transformer layer against loops over tokens and heads. */
class SelfAttentionTest {

  private static final int WIDTH = 8;
  private static final int BATCH = 2;
  private static final int LENGTH = 5;

  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @CsvSource({"1, false", "2, false", "4, true", "8, true"})
  void eachHeadMixesTheValuesOfItsOwnColumns(int heads, boolean recording) {
    Blocks<SelfAttention> block =
        Blocks.filled(manager, new SelfAttention("a", config(heads, Activation.GELU)));
    NDArray x = Blocks.input(manager, "x", BATCH, LENGTH, WIDTH);
    float[] found =
        block.block().apply(new ForwardContext(recording), x.duplicate()).toFloatArray();
    for (int b = 0; b < BATCH; b++) {
      double[][] expected = attention(block, "a", rows(x, b), heads, false);
      assertThat(item(found, b)).containsExactly(PlainMath.flat(expected), within(1e-5f));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aMaskIsAddedToTheScores(boolean recording) {
    Blocks<SelfAttention> block =
        Blocks.filled(manager, new SelfAttention("a", config(2, Activation.GELU)));
    NDArray x = Blocks.input(manager, "x", BATCH, LENGTH, WIDTH);
    float[] mask = new float[LENGTH * LENGTH];
    for (int i = 0; i < mask.length; i++) {
      mask[i] = i % LENGTH > i / LENGTH ? Float.NEGATIVE_INFINITY : 0;
    }
    ForwardContext pass =
        new ForwardContext(recording).masked(manager.create(mask, new Shape(LENGTH, LENGTH)));
    float[] found = block.block().apply(pass, x).toFloatArray();
    for (int b = 0; b < BATCH; b++) {
      double[][] expected = attention(block, "a", rows(x, b), 2, true);
      assertThat(item(found, b)).containsExactly(PlainMath.flat(expected), within(1e-5f));
    }
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void theFeedForwardPartActsOnEachToken(Activation activation) {
    Blocks<FeedForward> block = Blocks.filled(manager, new FeedForward("f", config(2, activation)));
    NDArray x = Blocks.input(manager, "x", BATCH, LENGTH, WIDTH);
    double[][] expected =
        feedForward(block, "f", PlainMath.matrix(x.toFloatArray(), WIDTH), activation);
    for (boolean recording : new boolean[] {false, true}) {
      float[] found =
          block.block().apply(new ForwardContext(recording), x.duplicate()).toFloatArray();
      assertThat(found).containsExactly(PlainMath.flat(expected), within(1e-5f));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aLayerAddsBothPartsToItsInput(boolean recording) {
    Blocks<TransformerLayer> block =
        Blocks.filled(manager, new TransformerLayer("t", config(2, Activation.QUICK_GELU)));
    NDArray x = Blocks.input(manager, "x", BATCH, LENGTH, WIDTH);
    float[] found =
        block.block().apply(new ForwardContext(recording), x.duplicate()).toFloatArray();
    for (int b = 0; b < BATCH; b++) {
      assertThat(item(found, b))
          .containsExactly(PlainMath.flat(layer(block, "t", rows(x, b))), within(2e-5f));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void aStackIsItsLayersInOrder(int layers) {
    ClipConfig.Transformer config =
        new ClipConfig.Transformer(WIDTH, layers, 2, 12, Activation.QUICK_GELU, 1e-5f);
    Blocks<TransformerStack> block = Blocks.filled(manager, new TransformerStack("s", config));
    NDArray x = Blocks.input(manager, "x", BATCH, LENGTH, WIDTH);
    NDArray y = block.block().apply(new ForwardContext(false), x.duplicate());
    assertThat(y.getManager()).isSameAs(manager);
    for (int b = 0; b < BATCH; b++) {
      double[][] expected = rows(x, b);
      for (int i = 0; i < config.layers(); i++) {
        expected = layer(block, "s.layers." + i, expected);
      }
      assertThat(item(y.toFloatArray(), b))
          .containsExactly(PlainMath.flat(expected), within(1e-4f));
    }
  }

  private static double[][] layer(Blocks<?> block, String path, double[][] x) {
    double[][] attended =
        PlainMath.sum(
            x,
            attention(
                block, path + ".self_attn", block.layerNorm(path + ".layer_norm1", x), 2, false));
    double[][] normed = block.layerNorm(path + ".layer_norm2", attended);
    return PlainMath.sum(
        attended, feedForward(block, path + ".mlp", normed, Activation.QUICK_GELU));
  }

  private static double[][] feedForward(
      Blocks<?> block, String path, double[][] x, Activation activation) {
    double[][] inner = block.linear(path + ".fc1", x);
    double[][] bent =
        PlainMath.map(
            inner,
            v ->
                activation == Activation.GELU ? PlainMath.gelu(v) : v / (1 + Math.exp(-1.702 * v)));
    return block.linear(path + ".fc2", bent);
  }

  /** Equation 1 of arXiv 1706.03762, head by head. */
  private static double[][] attention(
      Blocks<?> block, String path, double[][] x, int heads, boolean causal) {
    double[][] q = block.linear(path + ".q_proj", x);
    double[][] k = block.linear(path + ".k_proj", x);
    double[][] v = block.linear(path + ".v_proj", x);
    int width = WIDTH / heads;
    double[][] mixed = new double[x.length][WIDTH];
    for (int h = 0; h < heads; h++) {
      for (int t = 0; t < x.length; t++) {
        int seen = causal ? t + 1 : x.length;
        double[] logits = new double[seen];
        for (int s = 0; s < seen; s++) {
          logits[s] = PlainMath.dot(head(q[t], h, width), head(k[s], h, width)) / Math.sqrt(width);
        }
        double[] weights = PlainMath.softmax(logits);
        for (int s = 0; s < seen; s++) {
          for (int d = 0; d < width; d++) {
            mixed[t][h * width + d] += weights[s] * v[s][h * width + d];
          }
        }
      }
    }
    return block.linear(path + ".out_proj", mixed);
  }

  private static double[] head(double[] row, int head, int width) {
    return Arrays.copyOfRange(row, head * width, (head + 1) * width);
  }

  private static ClipConfig.Transformer config(int heads, Activation activation) {
    return new ClipConfig.Transformer(WIDTH, 1, heads, 12, activation, 1e-5f);
  }

  private static double[][] rows(NDArray x, int item) {
    return PlainMath.matrix(x.get(item).toFloatArray(), WIDTH);
  }

  private static float[] item(float[] all, int item) {
    return Arrays.copyOfRange(all, item * LENGTH * WIDTH, (item + 1) * LENGTH * WIDTH);
  }
}
