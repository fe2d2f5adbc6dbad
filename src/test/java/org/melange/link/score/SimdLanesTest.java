package org.melange.link.score;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.run.ExitCode;
import org.melange.run.JobException;

/** Arithmetic in lanes. */
class SimdLanesTest {

  @Test
  void exponentialsAreThoseOfTheLibrary() {
    SplittableRandom random = new SplittableRandom(1);
    float[] x = new float[SimdLanes.WIDTH];
    float[] y = new float[SimdLanes.WIDTH];
    for (int repeat = 0; repeat < 2000; repeat++) {
      for (int lane = 0; lane < x.length; lane++) {
        x[lane] = (float) -Math.exp(random.nextDouble(-20, 4.4));
      }
      SimdLanes.exp(FloatVector.fromArray(SimdLanes.SPECIES, x, 0)).intoArray(y, 0);
      for (int lane = 0; lane < x.length; lane++) {
        float expected = (float) Math.exp(x[lane]);
        assertThat(y[lane]).isCloseTo(expected, within(2 * Math.ulp(expected)));
      }
    }
  }

  @Test
  void exponentialsOfWhatVanishesAreNextToNothing() {
    float[] y = new float[SimdLanes.WIDTH];
    for (float x : new float[] {-88, -1e4f, -1e30f, -Float.MAX_VALUE}) {
      SimdLanes.exp(FloatVector.broadcast(SimdLanes.SPECIES, x)).intoArray(y, 0);
      assertThat(y[0]).isBetween(0f, 2e-38f);
    }
    SimdLanes.exp(FloatVector.broadcast(SimdLanes.SPECIES, 0)).intoArray(y, 0);
    assertThat(y[0]).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 8, 9, 17, 50})
  void productsAreSumsInOrder(int rows) {
    SplittableRandom random = new SplittableRandom(rows);
    int depth = 1 + random.nextInt(40);
    float[] a = numbers(random, rows * (depth + 3) + 5);
    PanelColumns columns =
        new PanelColumns(numbers(random, 2 + 2 * depth * SimdLanes.GROUP), 2, depth, 2, 2);
    int[] at = new int[rows];
    for (int r = 0; r < rows; r++) {
      at[r] = 1 + r * (depth + 3);
    }
    float[] out = new float[rows * 3 * SimdLanes.GROUP];
    GemmKernel.of(a, at, rows, columns, out, 3 * SimdLanes.GROUP);
    for (int r = 0; r < rows; r++) {
      for (int j = 0; j < 2 * SimdLanes.GROUP; j++) {
        int column = 2 + j / SimdLanes.GROUP * depth * SimdLanes.GROUP + j % SimdLanes.GROUP;
        float sum = 0;
        for (int c = 0; c < depth; c++) {
          sum = Math.fma(a[at[r] + 2 + c], columns.values()[column + c * SimdLanes.GROUP], sum);
        }
        assertThat(out[r * 3 * SimdLanes.GROUP + j]).isEqualTo(sum);
      }
      int behind = (r * 3 + 2) * SimdLanes.GROUP;
      assertThat(Arrays.copyOfRange(out, behind, behind + SimdLanes.GROUP)).containsOnly(0);
    }
  }

  @Test
  void aJvmWithoutTheModuleIsRefused() {
    assertThatThrownBy(() -> Linker.requireVectors(ModuleLayer.empty()))
        .isInstanceOfSatisfying(
            JobException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageContaining("--add-modules=jdk.incubator.vector");
    assertThatCode(() -> Linker.requireVectors(ModuleLayer.boot())).doesNotThrowAnyException();
  }

  private static float[] numbers(SplittableRandom random, int n) {
    float[] numbers = new float[n];
    for (int i = 0; i < n; i++) {
      numbers[i] = (float) random.nextDouble(-1, 1);
    }
    return numbers;
  }
}
