package org.melange.link.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VectorsTest {

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 4, 5, 8, 11})
  void dotTakesEveryNumberOnce(int n) {
    float[] a = new float[n + 2];
    float[] b = new float[n + 3];
    float expected = 0;
    for (int c = 0; c < n; c++) {
      a[2 + c] = c + 1;
      b[3 + c] = 2 * c - 5;
      expected += a[2 + c] * b[3 + c];
    }
    assertThat(Vectors.dot(a, 2, b, 3, n)).isEqualTo(expected);
  }

  @Test
  void aRowThatCountsTwiceTakesTheShareOfTwoRows() {
    float[] counted = {1, 2};
    Vectors.softmax(counted, new float[] {1, 2});
    float[] plain = {1, 2, 2};
    Vectors.softmax(plain, new float[] {1, 1, 1});
    assertThat(counted[0]).isCloseTo(plain[0], within(1e-7f));
    assertThat(counted[1]).isCloseTo(plain[1] + plain[2], within(1e-7f));
  }

  @Test
  void aRowWithACountOfZeroGetsNoShare() {
    float[] logits = {-1e30f, 0, 1e30f};
    Vectors.softmax(logits, new float[] {1, 3, 0});
    assertThat(logits).containsExactly(0, 1, 0);
  }

  @Test
  void centredNumbersHaveMeanZeroAndTheOthersStay() {
    float[] v = {9, 1, 2, 6, 9};
    Vectors.centre(v, 1, 3);
    assertThat(v).containsExactly(9, -2, -1, 3, 9);
  }
}
