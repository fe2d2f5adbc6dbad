package org.melange.clip;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;
import org.melange.testing.Blocks;

class EmbeddingTest {

  @Test
  void everyIdGivesItsRow() {
    try (NDManager manager = NDManager.newBaseManager()) {
      Blocks<Embedding> embedding = Blocks.filled(manager, new Embedding("table", 7, 3));
      float[] table = embedding.vector("table.weight");
      long[] ids = {6, 0, 3, 3, 1, 5};
      NDArray rows = embedding.block().apply(manager.create(ids, new Shape(2, 3)));
      assertThat(rows.getShape()).isEqualTo(new Shape(2, 3, 3));
      float[] values = rows.toFloatArray();
      for (int i = 0; i < values.length; i++) {
        assertThat(values[i]).isEqualTo(table[(int) ids[i / 3] * 3 + i % 3]);
      }
      assertThat(embedding.block().getOutputShapes(new Shape[] {new Shape(2, 3)}))
          .containsExactly(new Shape(2, 3, 3));
    }
  }
}
