package org.melange.spark.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.melange.link.row.RowLayout;
import org.melange.link.table.Precision;
import org.melange.link.table.TableFiles;

/** Which segments a graph covers. */
class GraphWriterTest {

  @Test
  void segmentsAreTakenTogetherUpToTheLimit() {
    assertThat(parts(10, 4, 4, 4)).containsExactly(List.of("0", "1"), List.of("2"));
    assertThat(parts(8, 4, 4, 4)).containsExactly(List.of("0", "1"), List.of("2"));
    assertThat(parts(12, 4, 4, 4)).containsExactly(List.of("0", "1", "2"));
    assertThat(parts(7, 4, 4, 4)).containsExactly(List.of("0"), List.of("1"), List.of("2"));
  }

  @Test
  void aSegmentAboveTheLimitHasAGraphOfItsOwn() {
    assertThat(parts(5, 3, 9, 2, 3)).containsExactly(List.of("0"), List.of("1"), List.of("2", "3"));
    assertThat(parts(5, 9)).containsExactly(List.of("0"));
  }

  @Test
  void aTableWithoutSegmentsHasNoGraph() {
    assertThat(parts(5)).isEmpty();
  }

  /** Names of the segments of each part. */
  private static List<List<String>> parts(int limit, int... entities) {
    List<TableFiles.File> segments =
        IntStream.range(0, entities.length)
            .mapToObj(
                i ->
                    new TableFiles.File(
                        String.valueOf(i), entities[i], 100L * i, 100L * i + 99, 1_000, "sum"))
            .toList();
    TableFiles table =
        new TableFiles(
            "v", "kb", "model", new RowLayout(4, 4, 4, 2), Precision.FLOAT32, segments, List.of());
    return GraphWriter.parts(table, limit).stream().map(TableFiles::names).toList();
  }
}
