package org.melange.link.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.link.row.RowLayout;

/** A window over segments maps no more than it may, and what is read stays mapped. */
class LruSegmentCacheTest {

  private static final RowLayout LAYOUT = new RowLayout(6, 5, 3, 3);
  private static final int SEGMENTS = 6;

  @TempDir private Path dir;
  private final AtomicInteger mappings = new AtomicInteger();
  private long segmentBytes;

  @BeforeEach
  void write() throws IOException {
    for (int s = 0; s < SEGMENTS; s++) {
      SegmentBuilder builder = new SegmentBuilder(LAYOUT, Precision.FLOAT32);
      for (int i = 0; i < 10; i++) {
        float[] row = new float[LAYOUT.width()];
        row[0] = 10 * s + i;
        builder.add("Q" + (1 + 10 * s + i), "", null, row);
      }
      byte[] file = builder.build();
      segmentBytes = file.length;
      Files.write(dir.resolve(String.valueOf(s)), file);
    }
  }

  @Test
  void aPassInOrderMapsEachSegmentOnceAndHoldsFew() {
    LruSegmentCache cache = cache(2 * segmentBytes);
    SegmentedRows rows = rows(cache);
    for (int i = 0; i < 60; i++) {
      assertThat(first(rows, i)).isEqualTo(i);
      assertThat(cache.mappedBytes()).isLessThanOrEqualTo(2 * segmentBytes);
    }
    assertThat(mappings).hasValue(SEGMENTS);
    float[] heads = new float[60 * LAYOUT.headWidth()];
    rows.heads(0, 60, heads);
    assertThat(heads[59 * LAYOUT.headWidth()]).isEqualTo(59);
  }

  @Test
  void aSegmentThatIsBeingReadIsKeptHoweverSmallTheWindow() {
    LruSegmentCache cache = cache(1);
    Segment held = cache.take(0);
    cache.take(1);
    assertThat(cache.mappedBytes()).isEqualTo(2 * segmentBytes);
    float[] row = new float[LAYOUT.width()];
    held.read(3, 0, row, 0);
    assertThat(row[0]).isEqualTo(3);
    cache.giveBack(1);
    assertThat(cache.mappedBytes()).isEqualTo(segmentBytes);
    assertThat(cache.take(0)).isSameAs(held);
    cache.giveBack(0);
    cache.giveBack(0);
    assertThat(cache.mappedBytes()).isZero();
  }

  @Test
  void threadsThatReadAtRandomSeeTheirRows() {
    LruSegmentCache cache = cache(segmentBytes);
    SegmentedRows rows = rows(cache);
    long wrong =
        IntStream.range(0, 4)
            .parallel()
            .mapToLong(
                thread -> {
                  SplittableRandom random = new SplittableRandom(thread);
                  return IntStream.range(0, 3_000)
                      .map(i -> random.nextInt(60))
                      .filter(i -> first(rows, i) != i)
                      .count();
                })
            .sum();
    assertThat(wrong).isZero();
    assertThat(cache.mappedBytes()).isLessThanOrEqualTo(segmentBytes);
  }

  private static float first(SegmentedRows rows, int index) {
    float[] row = new float[LAYOUT.width()];
    rows.read(index, 0, row, 0);
    return row[0];
  }

  private static SegmentedRows rows(LruSegmentCache cache) {
    return new SegmentedRows(LAYOUT, IntStream.range(0, SEGMENTS).map(s -> 10).toArray(), cache);
  }

  private LruSegmentCache cache(long maxBytes) {
    return new LruSegmentCache(SEGMENTS, this::map, maxBytes);
  }

  private Segment map(int segment) {
    mappings.incrementAndGet();
    try {
      Path file = dir.resolve(String.valueOf(segment));
      assertThat(Files.size(file)).isEqualTo(segmentBytes);
      return new Segment(MappedFile.of(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
