package org.melange.spark.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Encoders;
import org.apache.spark.util.LongAccumulator;
import org.junit.jupiter.api.Test;
import org.melange.testing.LocalSpark;

class BatchingIteratorTest {

  @Test
  void elementsComeInOrderInBatchesOfTheSize() {
    List<Integer> sizes = new ArrayList<>();
    BatchingIterator<Integer, Integer> batches =
        new BatchingIterator<>(
            IntStream.range(0, 10).iterator(),
            4,
            batch -> {
              sizes.add(batch.size());
              return batch;
            });
    List<Integer> all = new ArrayList<>();
    batches.forEachRemaining(all::add);
    assertThat(all).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(sizes).containsExactly(4, 4, 2);
    assertThatThrownBy(batches::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void theSourceIsReadLazilyBatchByBatch() {
    AtomicInteger taken = new AtomicInteger();
    Iterator<Integer> source =
        IntStream.range(0, 100).peek(i -> taken.incrementAndGet()).iterator();
    BatchingIterator<Integer, Integer> batches = new BatchingIterator<>(source, 5, batch -> batch);
    assertThat(taken).hasValue(0);
    assertThat(batches.next()).isZero();
    assertThat(taken.get()).isBetween(5, 6);
  }

  @Test
  void batchesWithoutResultsAreSkipped() {
    Iterator<Integer> odd =
        BatchingIterator.flatMap(
            IntStream.range(0, 6).iterator(), i -> i % 3 == 0 ? List.of(i, -i) : List.of());
    List<Integer> all = new ArrayList<>();
    odd.forEachRemaining(all::add);
    assertThat(all).containsExactly(0, 0, 3, -3);
  }

  @Test
  void aLimitDoesNotConsumeThePartition() {
    LongAccumulator seen = LocalSpark.session().sparkContext().longAccumulator();
    List<Long> first =
        LocalSpark.session()
            .range(0, 10_000, 1, 1)
            .mapPartitions(new Count(seen), Encoders.LONG())
            .limit(1)
            .collectAsList();
    assertThat(first).containsExactly(0L);
    assertThat(seen.value()).isLessThanOrEqualTo(20);
  }

  /** Counts what is taken from the partition. */
  private static final class Count implements MapPartitionsFunction<Long, Long> {
    private static final long serialVersionUID = 1L;
    private final LongAccumulator seen;

    Count(LongAccumulator seen) {
      this.seen = seen;
    }

    @Override
    public Iterator<Long> call(Iterator<Long> values) {
      return new BatchingIterator<>(
          values,
          10,
          batch -> {
            seen.add(batch.size());
            return batch;
          });
    }
  }
}
