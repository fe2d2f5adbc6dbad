package org.melange.mmoe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.melange.testing.Blocks;
import org.melange.testing.PlainMath;

/** The gate against loops over rows, slots and experts. */
class SwitchGateTest {

  private static final int WIDTH = 5;
  private static final int BATCH = 3;

  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @CsvSource({"4, 1", "4, 2", "4, 4", "2, 1", "6, 3"})
  void ranksAreTheBestExpertsInOrder(int experts, int kept) {
    Blocks<SwitchGate> gate = gate(experts, kept);
    NDArray x = Blocks.input(manager, "x", BATCH, 7, WIDTH);
    long[] found = gate.block().ranks(x).toLongArray();
    double[][] scores = scores(gate, x);
    for (int row = 0; row < scores.length; row++) {
      for (int c = 0; c < kept; c++) {
        assertThat(found[row * kept + c]).isEqualTo(ranked(scores[row])[c]);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"4, 1", "4, 2", "4, 4", "2, 1", "6, 3"})
  void tokensKeepTheirBestScoresDividedByTheirSum(int experts, int kept) {
    Blocks<SwitchGate> gate = gate(experts, kept);
    NDArray x = Blocks.input(manager, "x", BATCH, 7, WIDTH);
    float[] found = gate.block().perToken(x).toFloatArray();
    double[][] scores = scores(gate, x);
    for (int row = 0; row < scores.length; row++) {
      int[] ranked = ranked(scores[row]);
      double sum = 0;
      for (int c = 0; c < kept; c++) {
        sum += scores[row][ranked[c]];
      }
      double[] expected = new double[experts];
      for (int c = 0; c < kept; c++) {
        expected[ranked[c]] = scores[row][ranked[c]] / sum;
      }
      for (int n = 0; n < experts; n++) {
        assertThat((double) found[row * experts + n])
            .as("row %d, expert %d", row, n)
            .isCloseTo(expected[n], within(1e-6));
      }
    }
  }

  /** The mask of the released code: {@code mask[b, idx[b, j, c], c] = 1} for all rows j. */
  @ParameterizedTest
  @CsvSource({"4, 1, 6", "4, 2, 9", "4, 4, 4", "2, 1, 5", "6, 3, 20"})
  void thePublishedMaskIsScatteredAlongTheSequence(int experts, int kept, int length) {
    Blocks<SwitchGate> gate = gate(experts, kept);
    NDArray x = Blocks.input(manager, "x", BATCH, length, WIDTH);
    NDArray first = x.get(":, :{}", experts);
    Optional<NDArray> rest =
        length == experts
            ? Optional.empty()
            : Optional.of(gate.block().ranks(x.get(":, {}:", experts)));
    NDArray active = gate.block().activeScores(new Sequence(first, rest, length));
    assertThat(active.getShape()).isEqualTo(new Shape(BATCH, experts, kept));
    float[] found = active.toFloatArray();
    double[][] scores = scores(gate, x);
    for (int b = 0; b < BATCH; b++) {
      double[][] expected = new double[experts][kept];
      for (int j = 0; j < length; j++) {
        int[] ranked = ranked(scores[b * length + j]);
        for (int c = 0; c < kept; c++) {
          expected[ranked[c]][c] = scores[b * length + ranked[c]][c];
        }
      }
      for (int i = 0; i < experts * kept; i++) {
        assertThat((double) found[b * experts * kept + i])
            .as("item %d, cell %d", b, i)
            .isCloseTo(expected[i / kept][i % kept], within(1e-6));
      }
    }
  }

  private Blocks<SwitchGate> gate(int experts, int kept) {
    return Blocks.filled(manager, new SwitchGate("g", WIDTH, experts, kept));
  }

  private static double[][] scores(Blocks<SwitchGate> gate, NDArray x) {
    double[][] rows = PlainMath.matrix(x.toFloatArray(), WIDTH);
    return PlainMath.softmax(gate.linear("g.w_gate", rows));
  }

  private static int[] ranked(double[] scores) {
    return IntStream.range(0, scores.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -scores[i]))
        .mapToInt(Integer::intValue)
        .toArray();
  }
}
