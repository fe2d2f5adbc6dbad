package org.melange.clip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextBatchTest {

  private static final ClipConfig.Transformer LAYERS =
      new ClipConfig.Transformer(4, 1, 1, 4, Activation.GELU, 1e-5f);

  @Test
  void endsAreIndicesIntoTheCompleteBatch() {
    long[][] ids = {{1, 2, 9, 9}, {1, 9, 9, 9}, {1, 2, 3, 9}};
    try (NDManager manager = NDManager.newBaseManager()) {
      NDList inputs = new TextBatch(config(9), ids).inputs(manager);
      assertThat(inputs.get(0).getShape()).isEqualTo(new Shape(3, 4));
      assertThat(inputs.get(0).toLongArray()).containsExactly(1, 2, 9, 9, 1, 9, 9, 9, 1, 2, 3, 9);
      assertThat(inputs.get(1).toLongArray()).containsExactly(2, 5, 11);
    }
  }

  /** Configurations with an end marker of 2 are older than the marker: the largest id is meant. */
  @Test
  void anEndMarkerOfTwoMeansTheFirstLargestId() {
    long[][] ids = {{1, 2, 9, 9}, {2, 7, 5, 7}};
    try (NDManager manager = NDManager.newBaseManager()) {
      NDList inputs = new TextBatch(config(2), ids).inputs(manager);
      assertThat(inputs.get(1).toLongArray()).containsExactly(2, 4 + 1);
    }
  }

  @Test
  void aTextWithoutAnEndIsRefused() {
    long[][] ids = {{1, 9}, {1, 2}};
    try (NDManager manager = NDManager.newBaseManager()) {
      assertThatThrownBy(() -> new TextBatch(config(9), ids).inputs(manager))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("text 1 has no end marker (token id 9)");
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 10, Long.MAX_VALUE, Long.MIN_VALUE})
  void idsOutsideTheVocabularyAreRefused(long id) {
    assertThatThrownBy(() -> new TextBatch(config(9), new long[][] {{1, 9}, {id, 9}}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("text 1 has token id " + id);
  }

  @Test
  void textsOfAnotherLengthAreRefused() {
    assertThatThrownBy(() -> new TextBatch(config(9), new long[0][]))
        .hasMessageContaining("at least one text");
    assertThatThrownBy(() -> new TextBatch(config(9), new long[][] {{}}))
        .hasMessageContaining("text 0 has 0 tokens");
    assertThatThrownBy(() -> new TextBatch(config(9), new long[][] {new long[6]}))
        .hasMessageContaining("text 0 has 6 tokens");
    assertThatThrownBy(() -> new TextBatch(config(9), new long[][] {{1, 9}, {1, 2, 9}}))
        .hasMessageContaining("text 1 has 3 tokens");
  }

  private static ClipConfig.Text config(long end) {
    return new ClipConfig.Text(LAYERS, 5, 10, end);
  }
}
