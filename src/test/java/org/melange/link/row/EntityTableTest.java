package org.melange.link.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Tables find entities by QID, and hand their rows out. */
class EntityTableTest {

  private static final RowLayout LAYOUT = new RowLayout(2, 1, 1, 1);

  private static EntityTable table(long... qids) {
    return new EntityTable(
        "v1",
        "kb1",
        qids,
        index -> "label " + index,
        index -> "hash " + index,
        new HeapRows(LAYOUT, new float[qids.length][LAYOUT.width()]));
  }

  @Test
  void entitiesAreFoundByQid() {
    EntityTable table = table(3, 20, 100);
    assertThat(table.size()).isEqualTo(3);
    assertThat(table.qid(1)).isEqualTo("Q20");
    assertThat(table.indexOf("Q100")).isEqualTo(2);
    assertThat(table.indexOf("Q4")).isNegative();
    assertThat(table.label(2)).isEqualTo("label 2");
    assertThat(table.contentHash(0)).isEqualTo("hash 0");
    assertThat(table.version()).isEqualTo("v1");
    assertThat(table.knowledgeBase()).isEqualTo("kb1");
  }

  @Test
  void qidsThatAreNotAscendingAreRefused() {
    assertThatThrownBy(() -> table(3, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Q3 is there twice");
    assertThatThrownBy(() -> table(1, 30, 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Q4 comes behind Q30");
  }

  @Test
  void anIndexBelongsToACopyOfTheTable() {
    EntityTable table = table(1, 2);
    EntityIndex index =
        new EntityIndex() {
          @Override
          public int[] nearest(float[] query, int count, int width) {
            return new int[] {1};
          }

          @Override
          public int[] nearest(float[] query, int count, int width, int[] among) {
            return new int[] {among[among.length - 1]};
          }
        };
    EntityTable indexed = table.indexedBy(index);
    assertThat(table.index()).isEmpty();
    assertThat(indexed.index()).containsSame(index);
    assertThat(indexed.rows()).isSameAs(table.rows());
    assertThat(indexed.qid(1)).isEqualTo("Q2");
    EntityTable second = indexed.among(qid -> qid == 2);
    assertThat(second.index().orElseThrow().nearest(new float[0], 1, 1)).containsExactly(0);
    assertThat(second.index().orElseThrow().nearest(new float[0], 1, 1, new int[] {0}))
        .containsExactly(0);
  }

  @Test
  void someEntitiesKeepWhatTheyHave() {
    EntityTable some = table(3, 20, 100).among(qid -> qid != 20);
    assertThat(some.size()).isEqualTo(2);
    assertThat(some.qid(1)).isEqualTo("Q100");
    assertThat(some.indexOf("Q100")).isEqualTo(1);
    assertThat(some.indexOf("Q20")).isNegative();
    assertThat(some.label(1)).isEqualTo("label 2");
    assertThat(some.contentHash(1)).isEqualTo("hash 2");
    assertThat(some.version()).isEqualTo("v1");
    assertThat(some.knowledgeBase()).isEqualTo("kb1");
    assertThat(some.index()).isEmpty();
  }

  @Test
  void rowsOnTheHeapAreReadInParts() {
    EntityRows rows = TiedRows.table(new Random(2)).rows();
    RowLayout layout = TiedRows.LAYOUT;
    float[] row = new float[layout.width()];
    rows.read(17, 0, row, 0);
    float[] tail = new float[layout.width() - layout.headWidth() + 2];
    rows.read(17, layout.headWidth(), tail, 2);
    assertThat(Arrays.copyOfRange(tail, 2, tail.length))
        .isEqualTo(Arrays.copyOfRange(row, layout.headWidth(), row.length));
    float[] heads = new float[3 * layout.headWidth()];
    rows.heads(16, 19, heads);
    assertThat(Arrays.copyOfRange(heads, layout.headWidth(), 2 * layout.headWidth()))
        .isEqualTo(Arrays.copyOf(row, layout.headWidth()));
    assertThat(rows.length(17)).isEqualTo(layout.width());
    assertThat(rows.headError(17)).isZero();
    assertThat(rows.size()).isEqualTo(TiedRows.SIZE);
  }

  @Test
  void aBuiltTableHasNoContentHashes() {
    EntityTable table =
        new EntityTable.Builder("v", "kb", LAYOUT)
            .add("Q1", "one", new float[LAYOUT.width()])
            .build();
    assertThat(table.contentHash(0)).isEqualTo("0".repeat(32));
  }
}
