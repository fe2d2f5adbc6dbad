package org.melange.mmoe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.melange.testing.Blocks;
import org.melange.testing.PlainMath;

class ExpertTest {

  private final NDManager manager = NDManager.newBaseManager();

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void itIsTwoLinearLayersWithAGelu() {
    Blocks<Expert> expert = Blocks.filled(manager, new Expert("e", 5, 3, 4));
    NDArray x = Blocks.input(manager, "x", 6, 5);
    double[][] inner = expert.linear("e.ff.0.0", PlainMath.matrix(x.toFloatArray(), 5));
    assertThat(inner[0]).hasSize(20);
    double[][] expected = expert.linear("e.ff.2", PlainMath.map(inner, PlainMath::gelu));
    NDArray y = expert.block().apply(x);
    assertThat(y.getShape()).isEqualTo(new Shape(6, 3));
    assertThat(y.toFloatArray()).containsExactly(PlainMath.flat(expected), within(1e-5f));
  }

  @Test
  void itsOutputShapeFollowsFromItsInput() {
    Shape[] shapes = new Expert("e", 5, 3, 2).getOutputShapes(new Shape[] {new Shape(2, 7, 5)});
    assertThat(shapes).containsExactly(new Shape(2, 7, 3));
  }
}
