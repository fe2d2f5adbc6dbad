package org.melange.mmoe;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An expert sees each row that it is asked about once, and every place gets what is its own. */
class ExpertDispatchTest {

  /** Two items of three rows, [1, 2] three times among them. */
  private static final float[] ROWS = {3, 4, 1, 2, 1, 2, 5, 6, 1, 2, 7, 8};

  private final List<Float> seen = new ArrayList<>();
  private NDManager manager;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager(Device.cpu());
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void equalRowsAreComputedOnceAndInactiveOnesNotAtAll() {
    float[] out = through(new boolean[] {true, true, true, false, true, false});
    assertThat(out).containsExactly(7, 3, 3, 0, 3, 0);
    assertThat(seen).as("each once, and the first as filling").startsWith(7f, 3f, 7f).hasSize(8);
  }

  @Test
  void aRowMayBeInactiveInOnePlaceAndActiveInAnother() {
    assertThat(through(new boolean[] {false, false, false, false, true, true}))
        .containsExactly(0, 0, 0, 0, 3, 15);
  }

  @Test
  void anExpertWithoutActiveRowsDoesNotRun() {
    assertThat(through(new boolean[6])).containsOnly(0).hasSize(6);
    assertThat(seen).isEmpty();
  }

  /** Sums of rows, [2, 3, 1]. */
  private float[] through(boolean[] open) {
    NDArray x = manager.create(ROWS.clone(), new Shape(2, 3, 2));
    NDArray out = new ExpertDispatch(x).through(this::sums, open, 1);
    assertThat(out.getShape()).isEqualTo(new Shape(2, 3, 1));
    return out.toFloatArray();
  }

  private NDArray sums(NDArray rows) {
    NDArray sums = rows.sum(new int[] {1}, true);
    for (float sum : sums.toFloatArray()) {
      seen.add(sum);
    }
    return sums;
  }
}
