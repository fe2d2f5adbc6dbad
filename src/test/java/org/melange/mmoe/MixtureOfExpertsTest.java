package org.melange.mmoe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.testing.Blocks;
import org.melange.testing.PlainMath;

class MixtureOfExpertsTest {

  private static final MatcherConfig CONFIG = new MatcherConfig(6, 5, 4, 3, 2, 2, Gate.TOKEN);
  private static final int WIDTH = 6;
  private static final int BATCH = 2;
  private static final int LENGTH = 5;

  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  /** Without gradients only open rows run; with gradients all rows do. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void outputsAreSummedWithTheirGates(boolean recording) {
    Blocks<MixtureOfExperts> moe = moe();
    NDArray x = Blocks.input(manager, "x", BATCH, LENGTH, WIDTH);
    x.setRequiresGradient(recording);
    NDArray gates = gates(LENGTH);
    float[] shares = gates.toFloatArray();
    double[][] rows = PlainMath.matrix(x.toFloatArray(), WIDTH);
    double[][] expected = new double[BATCH * LENGTH][CONFIG.hiddenDim()];
    for (int n = 0; n < 3; n++) {
      double[][] out = expert(moe, n, rows);
      for (int row = 0; row < rows.length; row++) {
        for (int h = 0; h < CONFIG.hiddenDim(); h++) {
          expected[row][h] += shares[3 * row + n] * out[row][h];
        }
      }
    }
    NDArray mixed = moe.block().mix(x, gates);
    assertThat(mixed.getShape()).isEqualTo(new Shape(BATCH, LENGTH, CONFIG.hiddenDim()));
    assertThat(mixed.toFloatArray()).containsExactly(PlainMath.flat(expected), within(1e-5f));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void rowsMayShareAGate(boolean recording) {
    Blocks<MixtureOfExperts> moe = moe();
    NDArray x = Blocks.input(manager, "x", BATCH, LENGTH, WIDTH);
    x.setRequiresGradient(recording);
    NDArray shared = gates(1);
    NDArray repeated = shared.repeat(1, LENGTH);
    assertThat(moe.block().mix(x, shared).toFloatArray())
        .containsExactly(moe.block().mix(x, repeated).toFloatArray(), within(1e-5f));
  }

  @Test
  void expertsWithoutAGateDoNotRun() {
    Blocks<MixtureOfExperts> moe = moe();
    NDArray x = Blocks.input(manager, "x", BATCH, LENGTH, WIDTH);
    NDArray two = gates(LENGTH).get(":, :, :2");
    NDArray padded = two.concat(manager.zeros(new Shape(BATCH, LENGTH, 1)), 2);
    assertThat(moe.block().mix(x, two).toFloatArray())
        .containsExactly(moe.block().mix(x, padded).toFloatArray(), within(1e-5f));
  }

  @Test
  void inactiveGatesGiveZeros() {
    NDArray x = Blocks.input(manager, "x", BATCH, LENGTH, WIDTH);
    NDArray mixed = moe().block().mix(x, manager.zeros(new Shape(BATCH, LENGTH, 3)));
    assertThat(mixed.toFloatArray()).containsOnly(0);
  }

  private Blocks<MixtureOfExperts> moe() {
    Blocks<MixtureOfExperts> moe = Blocks.filled(manager, new MixtureOfExperts("m", WIDTH, CONFIG));
    assertThat(moe.block().size()).isEqualTo(3);
    return moe;
  }

  /** Gates of which every third is closed. */
  private NDArray gates(int rows) {
    float[] values = new float[BATCH * rows * 3];
    for (int i = 0; i < values.length; i++) {
      values[i] = (i + i / 3) % 3 == 0 ? 0 : 0.1f * (i % 7 + 1);
    }
    return manager.create(values, new Shape(BATCH, rows, 3));
  }

  private static double[][] expert(Blocks<MixtureOfExperts> moe, int n, double[][] rows) {
    String path = "m.experts." + n;
    double[][] inner = PlainMath.map(moe.linear(path + ".ff.0.0", rows), PlainMath::gelu);
    return moe.linear(path + ".ff.2", inner);
  }
}
