package org.melange.link.score;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.melange.link.row.EntityIndex;
import org.melange.link.row.EntityLayout;
import org.melange.link.row.EntityRows;
import org.melange.link.row.EntityTable;
import org.melange.link.row.MentionRow;
import org.melange.link.row.PairScore;
import org.melange.run.JobException;

/**
 * Ranks entities for mentions: the best k by score, then QID, so that the order is total. A result
 * depends on the mention, the candidates and the table only; not on the batch, the threads or the
 * search, except for {@link LinkerOptions.Search#RERANK} and {@link LinkerOptions.Search#INDEXED}.
 * Thread-safe.
 *
 * <p>Pass many mentions at once: entities are read once for all of them.
 */
public final class Linker {

  /** Mentions that entities are read for at once: their panels stay in a cache. */
  public static final int BATCH = 16 * SimdLanes.GROUP;

  private final EntityTable table;
  private final EntityRows rows;
  private final LinkerOptions options;
  private final TableSearch search;

  /**
   * A linker over {@code table} that searches exactly, in the calling thread.
   *
   * @param layout of the model's rows
   * @param topK entities that are kept
   * @throws IllegalArgumentException if the table's rows have another layout
   */
  public Linker(EntityTable table, EntityLayout layout, int topK) {
    this(table, layout, LinkerOptions.exact(topK));
  }

  /**
   * A linker over {@code table}.
   *
   * @param layout of the model's rows
   * @throws IllegalArgumentException if the table's rows have another layout, or its index is to be
   *     searched and it has none
   * @throws JobException if this JVM was started without the module {@code jdk.incubator.vector}
   */
  public Linker(EntityTable table, EntityLayout layout, LinkerOptions options) {
    requireVectors(ModuleLayer.boot());
    if (!table.rows().layout().equals(layout)) {
      throw new IllegalArgumentException(
          "rows of the entity table are laid out as "
              + table.rows().layout()
              + ", the model needs "
              + layout);
    }
    if (options.search() == LinkerOptions.Search.INDEXED
        && table.index().isEmpty()
        && table.size() > 0) {
      throw new IllegalArgumentException("the entity table has no index to search");
    }
    this.table = table;
    this.rows = table.rows();
    this.options = options;
    this.search = new TableSearch(rows, options);
  }

  /**
   * An entity with its score.
   *
   * @param index in the table
   * @param score with its parts
   */
  public record Ranked(int index, PairScore score) {}

  /** Pairs of mention and entity in all calls of {@link #rankAll} and ranks among all so far. */
  public long pairs() {
    return search.pairs();
  }

  /** Those of {@link #pairs()} that bounds ruled out. */
  public long pruned() {
    return search.pairs() - search.refined();
  }

  /** The share of {@link #pruned()} in {@link #pairs()}. */
  public double prunedShare() {
    return pairs() == 0 ? 0 : (double) pruned() / pairs();
  }

  /**
   * The best of some entities.
   *
   * @param candidates indices in the table, each once
   */
  public List<Ranked> rank(MentionRow mention, int[] candidates) {
    BlockScan scan = scan(mention);
    return ranked(scan, 0, best(scan, 0, candidates));
  }

  /** The best of all entities for each of some mentions. */
  public List<List<Ranked>> rankAll(List<MentionRow> mentions) {
    return batches(mentions, this::rankBatch);
  }

  private List<List<Ranked>> rankBatch(List<MentionRow> mentions) {
    MentionBatch batch = MentionBatch.of(rows.layout(), mentions);
    return switch (options.search()) {
      case PRUNED, EXHAUSTIVE -> {
        List<int[]> best = search.best(batch, options.topK());
        yield each(batch, (scan, m) -> ranked(scan, m, best.get(m)));
      }
      case RERANK, INDEXED -> {
        List<int[]> near = nearest(mentions, batch, Math.max(options.depth(), options.topK()));
        yield each(batch, (scan, m) -> ranked(scan, m, best(scan, m, near.get(m))));
      }
    };
  }

  /**
   * The {@code count} entities of each mention whose coarse products with it are largest, best
   * first, as indices in the table: those that its index finds if {@link
   * LinkerOptions.Search#INDEXED} is the search, else of all.
   */
  public List<int[]> nearest(List<MentionRow> mentions, int count) {
    return batches(mentions, some -> nearest(some, MentionBatch.of(rows.layout(), some), count));
  }

  private List<int[]> nearest(List<MentionRow> mentions, MentionBatch batch, int count) {
    return options.search() == LinkerOptions.Search.INDEXED
        ? indexed(mentions, count)
        : search.nearest(batch, count);
  }

  private List<int[]> indexed(List<MentionRow> mentions, int count) {
    if (rows.size() == 0) {
      return mentions.stream().map(mention -> new int[0]).toList();
    }
    EntityIndex index = table.index().orElseThrow();
    return Threads.share(
        options.threads(),
        mentions.size(),
        () -> {
          HeadProduct product = new HeadProduct(rows);
          return m -> index.nearest(product.query(mentions.get(m)), count, options.depth());
        });
  }

  /** Computes something for each mention, with a scan for each thread. */
  private <T> List<T> each(MentionBatch batch, BiFunction<BlockScan, Integer, T> work) {
    return Threads.share(
        options.threads(),
        batch.size(),
        () -> {
          BlockScan scan = new BlockScan(rows, batch);
          return m -> work.apply(scan, m);
        });
  }

  private static <T> List<T> batches(
      List<MentionRow> mentions, Function<List<MentionRow>, List<T>> work) {
    List<T> results = new ArrayList<>(mentions.size());
    for (int from = 0; from < mentions.size(); from += BATCH) {
      results.addAll(work.apply(mentions.subList(from, Math.min(mentions.size(), from + BATCH))));
    }
    return results;
  }

  /**
   * The rank of one entity of each mention among all, from 1: one more than the entities that an
   * exact {@link #rankAll} puts before it.
   *
   * @param golds index in the table of each mention's entity; negative: none, which has no rank
   */
  public List<OptionalInt> rankOf(List<MentionRow> mentions, int[] golds) {
    return rankOf(mentions, golds, new float[golds.length]);
  }

  /** The same with something added to the score of each mention's entity. */
  List<OptionalInt> rankOf(List<MentionRow> mentions, int[] golds, float[] boosts) {
    List<OptionalInt> ranks = new ArrayList<>(golds.length);
    for (int from = 0; from < golds.length; from += BATCH) {
      int to = Math.min(golds.length, from + BATCH);
      MentionBatch batch = MentionBatch.of(rows.layout(), mentions.subList(from, to));
      GoldScores scores =
          GoldScores.of(
              new BlockScan(rows, batch),
              batch,
              Arrays.copyOfRange(golds, from, to),
              Arrays.copyOfRange(boosts, from, to));
      int[] before = search.before(batch, scores::selection);
      for (int m = from; m < to; m++) {
        ranks.add(golds[m] < 0 ? OptionalInt.empty() : OptionalInt.of(1 + before[m - from]));
      }
    }
    return ranks;
  }

  /**
   * The rank of an entity among some, from 1; empty if it is not one of them.
   *
   * @param candidates indices in the table, each once
   */
  public OptionalInt rankOf(MentionRow mention, int gold, int[] candidates) {
    if (Arrays.stream(candidates).noneMatch(index -> index == gold)) {
      return OptionalInt.empty();
    }
    MentionBatch batch = MentionBatch.of(rows.layout(), List.of(mention));
    BlockScan scan = new BlockScan(rows, batch);
    GoldScores scores = GoldScores.of(scan, batch, new int[] {gold}, new float[1]);
    ScoreConsumer.Rank rank = scores.selection(0);
    scan.some(candidates, 0, rank);
    return OptionalInt.of(1 + rank.before(0));
  }

  /** The best of the entities at {@code candidates} for mention {@code m}. */
  private int[] best(BlockScan scan, int m, int[] candidates) {
    int lane = MentionBatch.lane(m);
    int kept = Math.min(options.topK(), Math.max(1, rows.size()));
    ScoreConsumer.Best best = ScoreConsumer.Best.ofLane(kept, lane);
    scan.reaching(candidates, MentionBatch.group(m), best);
    return best.best(lane).indices();
  }

  private static List<Ranked> ranked(BlockScan scan, int m, int[] best) {
    PairScore[] scores = scan.parts(best, m);
    return IntStream.range(0, best.length).mapToObj(i -> new Ranked(best[i], scores[i])).toList();
  }

  private BlockScan scan(MentionRow mention) {
    return new BlockScan(rows, MentionBatch.of(rows.layout(), List.of(mention)));
  }

  /** Scores of some entities with a mention. */
  PairScore[] scores(MentionRow mention, int[] entities) {
    return scan(mention).parts(entities, 0);
  }

  /** Entities that are kept for a mention. */
  int topK() {
    return options.topK();
  }

  /**
   * @throws JobException if the layer has no vectors
   */
  static void requireVectors(ModuleLayer layer) {
    if (layer.findModule("jdk.incubator.vector").isEmpty()) {
      throw JobException.usage(
          "scoring needs Java's vectors: start the JVM with --add-modules=jdk.incubator.vector"
              + " (Spark's launcher does)");
    }
  }
}
