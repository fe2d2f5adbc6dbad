package org.melange.link.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.link.row.EntityTable;
import org.melange.link.row.RowLayout;

/** Rows of several segments are numbered through, and every segment is given back. */
class SegmentedRowsTest {

  private static final RowLayout LAYOUT = new RowLayout(6, 5, 3, 3);

  /** Counts the segments that are taken and not given back. */
  private static final class Counting implements SegmentCache {
    private final List<Segment> segments;
    private int taken;
    private int calls;

    Counting(List<Segment> segments) {
      this.segments = segments;
    }

    @Override
    public Segment take(int i) {
      taken++;
      calls++;
      return segments.get(i);
    }

    @Override
    public void giveBack(int i) {
      taken--;
    }
  }

  private static float[] row(int index) {
    float[] row = new float[LAYOUT.width()];
    row[0] = index;
    row[LAYOUT.headWidth()] = -index;
    return row;
  }

  private static Segment segment(int first, int entities) {
    SegmentBuilder builder = new SegmentBuilder(LAYOUT, Precision.FLOAT32);
    for (int i = first; i < first + entities; i++) {
      builder.add("Q" + (i + 1), "label " + i, null, row(i));
    }
    return new Segment(ByteBuffer.wrap(builder.build()));
  }

  private final Counting cache =
      new Counting(List.of(segment(0, 3), segment(3, 0), segment(3, 0), segment(3, 2)));
  private final SegmentedRows rows = new SegmentedRows(LAYOUT, new int[] {3, 0, 0, 2}, cache);

  @Test
  void emptySegmentsHoldNoIndex() {
    assertThat(rows.size()).isEqualTo(5);
    for (int index = 0; index < 5; index++) {
      float[] read = new float[LAYOUT.width()];
      rows.read(index, 0, read, 0);
      assertThat(read).isEqualTo(row(index));
      assertThat(rows.label(index)).isEqualTo("label " + index);
      assertThat(rows.hash(index)).isEqualTo("0".repeat(32));
      assertThat(rows.length(index)).isEqualTo(LAYOUT.width());
      assertThat(rows.headError(index)).isZero();
    }
    assertThat(rows.qids()).containsExactly(1, 2, 3, 4, 5);
    assertThat(cache.taken).isZero();
  }

  @Test
  void headsAreReadAcrossSegments() {
    float[] heads = new float[4 * LAYOUT.headWidth()];
    int before = cache.calls;
    rows.heads(1, 5, heads);
    for (int i = 0; i < 4; i++) {
      assertThat(heads[i * LAYOUT.headWidth()]).isEqualTo(i + 1);
    }
    assertThat(cache.calls - before).isEqualTo(2);
    assertThat(cache.taken).isZero();
  }

  @Test
  void aFailedReadGivesItsSegmentBack() {
    assertThatThrownBy(() -> rows.read(1, 0, new float[3], 0))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> rows.heads(0, 2, new float[3]))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(cache.taken).isZero();
  }

  @Test
  void aTemporaryTableIsWrittenAndIndexed(@TempDir Path dir) throws IOException {
    EntityTable table = TemporaryTable.write(dir, LAYOUT, Precision.FLOAT16, 40, i -> row(i % 7));
    assertThat(table.size()).isEqualTo(40);
    assertThat(table.qid(39)).isEqualTo("Q40");
    assertThat(table.label(3)).isEqualTo("entity 3");
    float[] read = new float[LAYOUT.width()];
    table.rows().read(20, 0, read, 0);
    assertThat(read[0]).isEqualTo(6);
    assertThat(TemporaryTable.bytes(dir)).isEqualTo(Files.size(dir.resolve("0.segment")));
    EntityTable indexed = TemporaryTable.indexed(table, dir.resolve("graph"));
    float[] query = new float[32];
    query[0] = 1;
    List<Integer> found = new ArrayList<>();
    for (int index : indexed.index().orElseThrow().nearest(query, 3, 40)) {
      found.add(index);
    }
    assertThat(found).containsExactly(6, 13, 20);
  }
}
