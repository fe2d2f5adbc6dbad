package org.melange.link.score;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.melange.link.row.EntityRows;

/**
 * Scores every entity of a table, or every one that bounds do not rule out, with every mention of a
 * batch, in several threads. Thread-safe.
 */
final class TableSearch {

  /** Entities that a thread takes at a time. */
  private static final int STRIDE = 16 * EntityBlock.CAPACITY;

  private final EntityRows rows;
  private final LinkerOptions options;
  private final LongAdder pairs = new LongAdder();
  private final LongAdder refined = new LongAdder();

  TableSearch(EntityRows rows, LinkerOptions options) {
    this.rows = rows;
    this.options = options;
  }

  /** Pairs of mention and entity that were looked at. */
  long pairs() {
    return pairs.sum();
  }

  /** Those of {@link #pairs()} that were scored in full. */
  long refined() {
    return refined.sum();
  }

  /** The {@code count} best entities of each mention, best first, as indices. */
  List<int[]> best(MentionBatch batch, int count) {
    boolean exhaustive = options.search() == LinkerOptions.Search.EXHAUSTIVE;
    return best(batch, count, exhaustive ? BlockScan::all : BlockScan::reaching);
  }

  /** The {@code count} entities of each mention whose estimated scores are best, best first. */
  List<int[]> nearest(MentionBatch batch, int count) {
    return best(batch, count, BlockScan::estimates);
  }

  /** How many entities come before one given entity of each mention, as an exact search has it. */
  int[] before(MentionBatch batch, IntFunction<ScoreConsumer.Rank> selection) {
    List<List<ScoreConsumer.Rank>> found =
        search(
            batch,
            () -> selections(batch, selection),
            options.search() == LinkerOptions.Search.EXHAUSTIVE
                ? BlockScan::all
                : BlockScan::reaching);
    return IntStream.range(0, batch.size())
        .map(
            m ->
                found.stream()
                    .mapToInt(s -> s.get(MentionBatch.group(m)).before(MentionBatch.lane(m)))
                    .sum())
        .toArray();
  }

  /** Offers the entities {@code from} to {@code to − 1} to a selection for each group. */
  @FunctionalInterface
  private interface Step {
    void scan(BlockScan scan, int from, int to, List<? extends ScoreConsumer> selections);
  }

  private List<int[]> best(MentionBatch batch, int count, Step step) {
    int kept = Math.min(count, Math.max(1, rows.size()));
    List<float[]> thresholds =
        batch.panels().stream().map(panel -> ScoreConsumer.thresholds(panel.size())).toList();
    List<List<ScoreConsumer.Best>> found =
        search(
            batch,
            () ->
                selections(
                    batch,
                    g -> new ScoreConsumer.Best(kept, thresholds.get(g), batch.panel(g).size())),
            step);
    return IntStream.range(0, batch.size()).mapToObj(m -> merged(found, m, kept)).toList();
  }

  private static <S> List<S> selections(MentionBatch batch, IntFunction<S> selection) {
    return IntStream.range(0, batch.groups()).mapToObj(selection).toList();
  }

  /** Scans all entities; the selections of each thread. */
  private <S extends ScoreConsumer> List<List<S>> search(
      MentionBatch batch, Supplier<List<S>> selections, Step step) {
    AtomicInteger next = new AtomicInteger();
    return Threads.each(
        Math.max(1, Math.min(options.threads(), (rows.size() + STRIDE - 1) / STRIDE)),
        () -> {
          BlockScan scan = new BlockScan(rows, batch);
          List<S> own = selections.get();
          for (int from = next.getAndAdd(STRIDE);
              from >= 0 && from < rows.size();
              from = next.getAndAdd(STRIDE)) {
            int to = Math.min(from + STRIDE, rows.size());
            step.scan(scan, from, to, own);
            pairs.add((long) (to - from) * batch.size());
          }
          refined.add(scan.refined());
          return own;
        });
  }

  private static int[] merged(List<List<ScoreConsumer.Best>> found, int m, int k) {
    TopK merged = new TopK(k);
    for (List<ScoreConsumer.Best> selections : found) {
      TopK best = selections.get(MentionBatch.group(m)).best(MentionBatch.lane(m));
      int[] indices = best.indices();
      float[] scores = best.scores();
      for (int i = 0; i < indices.length; i++) {
        merged.offer(indices[i], scores[i]);
      }
    }
    return merged.indices();
  }
}
