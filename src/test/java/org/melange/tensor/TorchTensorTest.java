package org.melange.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Views into a storage: which elements they read, and which views are refused. */
class TorchTensorTest {

  private static final TorchTensor.Storage HUNDRED =
      new TorchTensor.Storage(ElementType.F32, "0", 100);

  @Test
  void elementsAreReadThroughOffsetsAndStrides() {
    Random random = new Random(43);
    int read = 0;
    for (int round = 0; round < 3000; round++) {
      long[] shape = random.longs(random.nextInt(4), 0, 6).toArray();
      long[] stride = random.longs(shape.length, 0, 15).toArray();
      long offset = random.nextInt(30);
      TorchTensor tensor;
      try {
        tensor = new TorchTensor(HUNDRED, offset, shape, stride);
      } catch (IllegalArgumentException e) {
        assertThat(reaches(offset, shape, stride)).isTrue();
        continue;
      }
      float[] touched = new float[(int) tensor.span()];
      for (int i = 0; i < touched.length; i++) {
        touched[i] = offset + i;
      }
      assertThat(tensor.gather(touched)).isEqualTo(plain(offset, shape, stride));
      read++;
    }
    assertThat(read).isGreaterThan(500);
  }

  @Test
  void contiguousElementsAreNotCopied() {
    TorchTensor tensor = new TorchTensor(HUNDRED, 4, new long[] {2, 1, 3}, new long[] {3, 77, 1});
    float[] touched = {1, 2, 3, 4, 5, 6};
    assertThat(tensor.gather(touched)).isSameAs(touched);
    assertThat(tensor.span()).isEqualTo(6);
  }

  @Test
  void aScalarIsOneElementAndAnEmptyTensorNone() {
    TorchTensor scalar = new TorchTensor(HUNDRED, 99, new long[0], new long[0]);
    assertThat(scalar.gather(new float[] {7})).containsExactly(7);
    TorchTensor empty = new TorchTensor(HUNDRED, 100, new long[] {0, 9}, new long[] {9, 1});
    assertThat(empty.span()).isZero();
    assertThat(empty.gather(new float[0])).isEmpty();
  }

  @Test
  void viewsOutsideTheStorageAreRefused() {
    assertRefused("reach element 101", 1, new long[] {100}, new long[] {1}, 100);
    assertRefused("reach element 109", 0, new long[] {10}, new long[] {12}, 100);
    assertRefused("has 101 elements", 0, new long[] {101}, new long[] {0}, 100);
  }

  @Test
  void negativeAndMissingNumbersAreRefused() {
    assertRefused("must not be negative", -1, new long[] {1}, new long[] {1}, 100);
    assertRefused("must not be negative", 0, new long[] {2}, new long[] {-1}, 100);
    assertRefused("negative dimension", 0, new long[] {-2}, new long[] {1}, 100);
    assertRefused("as many strides", 0, new long[] {2, 2}, new long[] {1}, 100);
  }

  @Test
  void numbersThatOverflowAreRefused() {
    long large = Long.MAX_VALUE / 2;
    TorchTensor.Storage all = new TorchTensor.Storage(ElementType.F32, "0", Long.MAX_VALUE);
    for (long[] stride : new long[][] {{large, 1}, {large, large}, {1, Long.MAX_VALUE}}) {
      assertThatThrownBy(() -> new TorchTensor(all, 9, new long[] {5, 3}, stride))
          .isInstanceOf(ArithmeticException.class);
    }
    assertThatThrownBy(() -> new TorchTensor(all, 0, new long[] {large, large}, new long[] {0, 0}))
        .isInstanceOf(ArithmeticException.class);
    assertThatThrownBy(() -> new TorchTensor(all, Long.MAX_VALUE, new long[] {1}, new long[] {0}))
        .isInstanceOf(ArithmeticException.class);
  }

  private static void assertRefused(
      String message, long offset, long[] shape, long[] stride, long elements) {
    TorchTensor.Storage storage = new TorchTensor.Storage(ElementType.F32, "0", elements);
    assertThatThrownBy(() -> new TorchTensor(storage, offset, shape, stride))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  /** Whether a view reads beyond a hundred elements, or has more of them than the storage. */
  private static boolean reaches(long offset, long[] shape, long[] stride) {
    long count = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    long last = offset;
    for (int d = 0; d < shape.length; d++) {
      last += (shape[d] - 1) * stride[d];
    }
    return count > 100 || (count > 0 && last >= 100);
  }

  private static float[] plain(long offset, long[] shape, long[] stride) {
    int count = (int) Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      long at = offset;
      long rest = i;
      for (int d = shape.length - 1; d >= 0; d--) {
        at += rest % shape[d] * stride[d];
        rest /= shape[d];
      }
      values[i] = at;
    }
    return values;
  }
}
