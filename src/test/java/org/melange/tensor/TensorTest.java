package org.melange.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TensorTest {

  @Test
  void elementsAreTheProductOfTheDimensions() {
    assertThat(Tensor.elements(new long[] {2, 3, 4})).isEqualTo(24);
    assertThat(Tensor.elements(new long[0])).isEqualTo(1);
    assertThat(Tensor.elements(new long[] {5, 0, 7})).isZero();
  }

  @Test
  void aProductThatOverflowsIsRefused() {
    assertThatThrownBy(() -> Tensor.elements(new long[] {1L << 32, 1L << 32}))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> Tensor.elements(new long[] {2, -1}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[2, -1]");
  }

  @Test
  void theShapeMustFitTheElements() {
    assertThat(new Tensor(new long[] {2, 2}, new float[4]).shape()).containsExactly(2, 2);
    assertThatThrownBy(() -> new Tensor(new long[] {2, 2}, new float[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("[2, 2] has 4 elements, found 3");
    assertThatThrownBy(() -> new Tensor(new long[] {2}, null))
        .isInstanceOf(NullPointerException.class);
  }

  @Test
  void aSourceInMemoryGivesCopiesInItsOrder() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("z", new Tensor(new long[] {2}, new float[] {1, 2}));
    tensors.put("a", new Tensor(new long[0], new float[] {3}));
    try (TensorSource source = TensorSource.of(tensors)) {
      assertThat(source.names()).containsExactly("z", "a");
      source.read("z")[0] = 9;
      source.shape("z")[0] = 9;
      assertThat(source.read("z")).containsExactly(1, 2);
      assertThat(source.shape("z")).containsExactly(2);
      assertThatThrownBy(() -> source.read("b"))
          .isInstanceOf(WeightsException.class)
          .hasMessageContaining("no tensor called b");
    }
  }
}
