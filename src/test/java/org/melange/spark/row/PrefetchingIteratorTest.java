package org.melange.spark.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Encoders;
import org.apache.spark.util.LongAccumulator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.melange.spark.image.FetchThreads;
import org.melange.testing.LocalSpark;

class PrefetchingIteratorTest {

  private final ExecutorService pool = Executors.newFixedThreadPool(4);

  @AfterEach
  void stop() {
    pool.shutdownNow();
  }

  @Test
  void resultsComeInOrderAndTheConsumerReadsTheSource() {
    Set<Thread> readers = ConcurrentHashMap.newKeySet();
    Set<Thread> workers = ConcurrentHashMap.newKeySet();
    Iterator<Integer> source =
        IntStream.range(0, 200).peek(i -> readers.add(Thread.currentThread())).iterator();
    PrefetchingIterator<Integer, Integer> ahead =
        new PrefetchingIterator<>(
            source,
            7,
            i ->
                pool.submit(
                    () -> {
                      workers.add(Thread.currentThread());
                      Thread.sleep(i % 3);
                      return 2 * i;
                    }));
    List<Integer> results = new ArrayList<>();
    ahead.forEachRemaining(results::add);
    assertThat(results).isEqualTo(IntStream.range(0, 200).mapToObj(i -> 2 * i).toList());
    assertThat(readers).containsExactly(Thread.currentThread());
    assertThat(workers).hasSizeGreaterThan(1).doesNotContain(Thread.currentThread());
    assertThatThrownBy(ahead::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void atMostTheWindowIsInFlight() {
    AtomicInteger started = new AtomicInteger();
    PrefetchingIterator<Integer, Integer> ahead =
        new PrefetchingIterator<>(
            IntStream.range(0, 100).iterator(),
            5,
            i -> {
              started.incrementAndGet();
              return pool.submit(() -> i);
            });
    for (int taken = 1; taken <= 100; taken++) {
      ahead.next();
      assertThat(started.get()).isLessThanOrEqualTo(taken + 4);
    }
  }

  @Test
  void aFailureIsThrownInPlaceOfItsResult() {
    PrefetchingIterator<Integer, Integer> ahead =
        new PrefetchingIterator<>(
            IntStream.range(0, 10).iterator(), 4, i -> pool.submit(() -> 6 / (3 - i)));
    assertThat(ahead.next()).isEqualTo(2);
    assertThat(ahead.next()).isEqualTo(3);
    assertThat(ahead.next()).isEqualTo(6);
    assertThatThrownBy(ahead::next).isInstanceOf(ArithmeticException.class);
  }

  @Test
  void closingCancelsTheWorkInFlight() {
    List<Future<Integer>> futures = new ArrayList<>();
    PrefetchingIterator<Integer, Integer> ahead =
        new PrefetchingIterator<>(
            IntStream.range(0, 10).iterator(),
            4,
            i -> {
              futures.add(
                  pool.submit(
                      () -> {
                        Thread.sleep(i == 0 ? 0 : 60_000);
                        return i;
                      }));
              return futures.get(futures.size() - 1);
            });
    ahead.next();
    ahead.close();
    assertThat(ahead.hasNext()).isFalse();
    assertThat(futures.subList(1, futures.size())).isNotEmpty().allMatch(Future::isCancelled);
  }

  @Test
  void itIsClosedWithTheTaskUnderALimit() {
    LongAccumulator started = LocalSpark.session().sparkContext().longAccumulator();
    LongAccumulator closed = LocalSpark.session().sparkContext().longAccumulator();
    List<Long> first =
        LocalSpark.session()
            .range(0, 10_000, 1, 1)
            .mapPartitions(new Work(started, closed), Encoders.LONG())
            .limit(1)
            .collectAsList();
    assertThat(first).containsExactly(0L);
    assertThat(started.value()).isBetween(1L, 10L);
    assertThat(closed.value()).isEqualTo(1);
  }

  /** Work that counts what it starts and that it was closed. */
  private static final class Work implements MapPartitionsFunction<Long, Long> {
    private static final long serialVersionUID = 1L;
    private final LongAccumulator started;
    private final LongAccumulator closed;

    Work(LongAccumulator started, LongAccumulator closed) {
      this.started = started;
      this.closed = closed;
    }

    @Override
    public Iterator<Long> call(Iterator<Long> values) {
      PrefetchingIterator<Long, Long> ahead =
          new PrefetchingIterator<>(
              values,
              4,
              value -> {
                started.add(1);
                return FetchThreads.get(2).submit(() -> value);
              });
      PrefetchingIterator.closeWithTask(
          () -> {
            ahead.close();
            closed.add(1);
          });
      return ahead;
    }
  }
}
