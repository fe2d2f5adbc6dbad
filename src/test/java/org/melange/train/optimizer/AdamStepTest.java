package org.melange.train.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.melange.testing.Float32;

class AdamStepTest {

  /** Several stretches, the last of which fills no vector. */
  private static final int SIZE = 200_003;

  @Test
  void theHostsStepIsTheLibrarys() {
    AdamStep step = new AdamStep(0.01, 0.1, 0.5, 1e-4, 3);
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray[] host = arrays(manager);
      NDArray[] library = arrays(manager);
      step.take(host[0], host[1], host[2], host[3]);
      step.takeNatively(library[0], library[1], library[2], library[3]);
      for (int i : new int[] {0, 2, 3}) {
        double difference = host[i].sub(library[i]).abs().max().getFloat();
        assertThat(difference)
            .as("array %d", i)
            .isCloseTo(0, within((double) Float32.ofSums(8, 4)));
      }
      assertThat(host[1].abs().max().getFloat()).as("gradient").isZero();
      assertThat(host[0].sub(arrays(manager)[0]).abs().min().getFloat()).isPositive();
    }
  }

  /** Weights, gradients, means, variances. */
  private static NDArray[] arrays(NDManager manager) {
    Random random = new Random(7);
    return IntStream.range(0, 4)
        .mapToObj(i -> manager.create(numbers(random, i == 3)))
        .toArray(NDArray[]::new);
  }

  private static float[] numbers(Random random, boolean squares) {
    float[] numbers = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      double x = 1 + random.nextDouble();
      numbers[i] = (float) (squares ? x * x : x);
    }
    return numbers;
  }
}
