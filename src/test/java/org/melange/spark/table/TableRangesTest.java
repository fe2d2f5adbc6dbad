package org.melange.spark.table;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.spark_partition_id;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.Test;
import org.melange.testing.LocalSpark;

/** Entities divided into partitions and ranges. */
class TableRangesTest {

  private static Dataset<Row> entities(List<Long> numbers) {
    return LocalSpark.session()
        .createDataset(numbers.stream().map(number -> "Q" + number).toList(), Encoders.STRING())
        .toDF("qid");
  }

  private static List<Long> numbers(int count, long seed) {
    Random random = new Random(seed);
    List<Long> numbers =
        new ArrayList<>(
            LongStream.generate(() -> 1 + random.nextLong(1_000_000_000))
                .distinct()
                .limit(count)
                .boxed()
                .toList());
    Collections.shuffle(numbers, random);
    return numbers;
  }

  @Test
  void partitionsAreOfOneSizeAndDoNotDependOnRangesOrOnTheOrderOfEntities() {
    List<Long> numbers = numbers(103, 1);
    TableRanges whole = TableRanges.of(entities(numbers), 10, Integer.MAX_VALUE);
    Collections.shuffle(numbers, new Random(2));
    TableRanges divided = TableRanges.of(entities(numbers).repartition(7), 10, 25);
    Collections.sort(numbers);
    assertThat(whole.perPartition()).isEqualTo(11);
    assertThat(whole.starts())
        .containsExactlyElementsOf(
            LongStream.range(0, 10).map(i -> numbers.get((int) i * 11)).boxed().toList())
        .isEqualTo(divided.starts());
    assertThat(whole.count()).isOne();
    assertThat(whole.entities(0)).isEqualTo(103);
    assertThat(divided.perRange()).isEqualTo(3);
    assertThat(divided.count()).isEqualTo(4);
    assertThat(List.of(divided.entities(0), divided.entities(3))).containsExactly(33L, 4L);
  }

  @Test
  void aRangeHasAsManyPartitionsAsTasksUnlessItsSizeIsSet() {
    Dataset<Row> many = LocalSpark.session().range(1, 50_001).selectExpr("concat('Q', id) qid");
    assertThat(TableRanges.of(many, 2, 0))
        .satisfies(ranges -> assertThat(ranges.perPartition()).isEqualTo(10_000))
        .satisfies(ranges -> assertThat(ranges.perRange()).isEqualTo(2))
        .satisfies(ranges -> assertThat(ranges.count()).isEqualTo(3));
    assertThat(TableRanges.of(many, 2, 1).count()).isEqualTo(5);
    assertThat(TableRanges.of(many, 2, 10_001).count()).isEqualTo(3);
  }

  @Test
  void theEntitiesOfARangeAreInItsPartitionsInTheirOrder() {
    List<Long> numbers = numbers(57, 3);
    Dataset<Row> entities = entities(numbers);
    TableRanges ranges = TableRanges.of(entities, 6, 20);
    Collections.sort(numbers);
    Dataset<Row> ranged = ranges.withRange(entities, 3, "range");
    List<Long> seen = new ArrayList<>();
    for (int range = 0; range < ranges.count(); range++) {
      List<Row> rows =
          ranges
              .partitioned(ranged.filter(col("range").equalTo(range)), range)
              .select(col("qid"), spark_partition_id())
              .collectAsList();
      assertThat(rows).hasSize((int) ranges.entities(range));
      for (Row row : rows) {
        int partition = ranges.firstPartition(range) + row.getInt(1);
        assertThat(partition).isEqualTo(seen.size() / ranges.perPartition());
        seen.add(Long.parseLong(row.getString(0).substring(1)));
      }
    }
    assertThat(seen).isEqualTo(numbers);
  }

  @Test
  void withoutEntitiesThereIsNoRange() {
    TableRanges none = TableRanges.of(entities(List.of()), 4, 0);
    assertThat(none.count()).isZero();
    assertThat(none.partitioned(entities(List.of()), 0).count()).isZero();
  }
}
