package org.melange.mmoe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.melange.testing.Blocks;
import org.melange.testing.PlainMath;

/** The cross unit of section 4.4 against loops. */
class CrossUnitTest {

  private static final MatcherConfig CONFIG = new MatcherConfig(6, 5, 4, 3, 2, 2, Gate.TOKEN);
  private static final int HIDDEN = 4;
  private static final int BATCH = 2;
  private static final int TEXT = 3;
  private static final int IMAGE = 4;

  private final NDManager manager = NDManager.newBaseManager();
  private final Blocks<CrossUnit> unit = Blocks.filled(manager, new CrossUnit("c", CONFIG));
  private final NDArray textCls = Blocks.input(manager, "tc", BATCH, 6);
  private final NDArray imageCls = Blocks.input(manager, "ic", BATCH, 5);
  private final NDArray textTokens = Blocks.input(manager, "tt", BATCH, TEXT, 6);
  private final NDArray imageTokens = Blocks.input(manager, "it", BATCH, IMAGE, 5);

  @AfterEach
  void close() {
    manager.close();
  }

  /** Experts are left out here: the router hands the sequence on, one row counting twice. */
  private static Mixture unmixed(
      MixtureOfExperts moe, GateSite site, Sequence x, Sequence gateInput, int[] lengths) {
    NDArray rows = x.rows().get(":, 1:");
    float[] counts = new float[Math.toIntExact(rows.getShape().get(1))];
    Arrays.fill(counts, 1);
    counts[0] = 2;
    return new Mixture(
        x.rows().get(":, 0"), rows, rows.getManager().create(counts, new Shape(1, counts.length)));
  }

  @Test
  void eachClsAttendsToTheTokensOfTheOtherModality() {
    CrossUnit.Context context = unit.block().context(CrossUnitTest::unmixed, features());
    double[][] text = unit.linear("c.text_fc", PlainMath.matrix(textCls.toFloatArray(), 6));
    double[][] image = unit.linear("c.image_fc", PlainMath.matrix(imageCls.toFloatArray(), 5));
    requireClose(context.text(), text);
    requireClose(context.image(), image);
    double[][] textFound = new double[BATCH][];
    double[][] imageFound = new double[BATCH][];
    for (int b = 0; b < BATCH; b++) {
      textFound[b] = attend(text[b], unit.linear("c.image_fc", rows(imageTokens, b, 5)));
      imageFound[b] = attend(image[b], unit.linear("c.text_fc", rows(textTokens, b, 6)));
    }
    requireClose(context.textFound(), textFound);
    requireClose(context.imageFound(), imageFound);
  }

  /** The two sides differ in what opens the gate: the context, or the cls. */
  @ParameterizedTest
  @EnumSource(Side.class)
  void theClsIsGatedAndAddedToItsContext(Side side) {
    CrossUnit.Context context = unit.block().context(CrossUnitTest::unmixed, features());
    CrossUnit.View view = unit.block().view(side, context);
    requireClose(view.textImage(), fused(side, context.text(), context.textFound()));
    requireClose(view.imageText(), fused(side, context.image(), context.imageFound()));
  }

  @Test
  void aContextSplitsIntoTheFirstItemsAndTheRest() {
    CrossUnit.Context context = unit.block().context(CrossUnitTest::unmixed, features());
    float[] all = context.textFound().toFloatArray();
    float[] first = context.first(1).textFound().toFloatArray();
    float[] rest = context.after(1).textFound().toFloatArray();
    assertThat(first).isEqualTo(Arrays.copyOf(all, HIDDEN));
    assertThat(rest).isEqualTo(Arrays.copyOfRange(all, HIDDEN, all.length));
  }

  @Test
  void theUnusedLayerNormIsKeptForTheStateDict() {
    assertThat(unit.weights()).containsKeys("c.context_layer_norm.weight", "c.gate_fc.bias");
  }

  private NormalizedFeatures features() {
    return new NormalizedFeatures(
        textCls,
        new Tokens(textTokens, Optional.empty(), TEXT),
        imageCls,
        new Tokens(imageTokens, Optional.empty(), IMAGE),
        new int[] {TEXT, TEXT});
  }

  /** Softmax of plain dot products over the tokens, the first of which stands twice. */
  private static double[] attend(double[] cls, double[][] tokens) {
    double[] logits = new double[tokens.length + 1];
    for (int t = 0; t <= tokens.length; t++) {
      logits[t] = PlainMath.dot(cls, tokens[t % tokens.length]);
    }
    double[] attention = PlainMath.softmax(logits);
    double[] found = new double[HIDDEN];
    for (int t = 0; t <= tokens.length; t++) {
      for (int h = 0; h < HIDDEN; h++) {
        found[h] += attention[t] * tokens[t % tokens.length][h];
      }
    }
    return found;
  }

  private double[][] fused(Side side, NDArray cls, NDArray context) {
    double[][] c = PlainMath.matrix(cls.toFloatArray(), HIDDEN);
    double[][] found = PlainMath.matrix(context.toFloatArray(), HIDDEN);
    double[][] gate = unit.linear("c.gate_fc", side == Side.ENTITY ? found : c);
    double[][] sum = new double[BATCH][HIDDEN];
    for (int b = 0; b < BATCH; b++) {
      for (int h = 0; h < HIDDEN; h++) {
        sum[b][h] = c[b][h] * Math.tanh(gate[b][0]) + found[b][h];
      }
    }
    return unit.layerNorm("c.gate_layer_norm", sum);
  }

  private static double[][] rows(NDArray tokens, int item, int width) {
    return PlainMath.matrix(tokens.get(item).toFloatArray(), width);
  }

  private static void requireClose(NDArray found, double[][] expected) {
    assertThat(found.toFloatArray()).containsExactly(PlainMath.flat(expected), within(1e-5f));
  }
}
