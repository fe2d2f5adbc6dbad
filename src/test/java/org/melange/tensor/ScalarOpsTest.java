package org.melange.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.training.GradientCollector;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScalarOpsTest {

  @Test
  void theFactorOutlivesItsScopeAndTheGarbageCollector() {
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray x = manager.create(new float[] {1, -2});
      x.setRequiresGradient(true);
      try (GradientCollector collector = Engine.getInstance().newGradientCollector()) {
        NDArray product = product(x);
        assertThat(product.toFloatArray()).containsExactly(3, -6);
        overwriteFreedMemory();
        collector.backward(product.sum());
      }
      assertThat(x.getGradient().toFloatArray()).containsExactly(3, 3);
    }
  }

  private static NDArray product(NDArray x) {
    try (NDScope scope = new NDScope()) {
      scope.suppressNotUsedWarning();
      NDArray product = ScalarOps.times(x, 3);
      NDScope.unregister(product);
      return product;
    }
  }

  private static void overwriteFreedMemory() {
    System.gc();
    List<ByteBuffer> buffers = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      buffers.add(ByteBuffer.allocateDirect(8).putLong(0, -1));
    }
    assertThat(buffers).hasSize(1000);
  }
}
