package org.melange.link.score;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.melange.link.row.EntityIndex;
import org.melange.link.row.EntityLayout;
import org.melange.link.row.EntityRows;
import org.melange.link.row.EntityTable;
import org.melange.link.row.MentionRow;
import org.melange.link.row.PairScore;
import org.melange.run.JobException;

/**
 * Ranks entities for mentions: the best k by score, then QID. A result depends on the mention, the
 * candidates and the table only; not on the batch, the threads or the search, but for {@link
 * LinkerOptions.Search#RERANK} and {@link LinkerOptions.Search#INDEXED}. Thread-safe.
 *
 * <p>Asking for many mentions at once is what makes it fast: entities are read once for all of
 * them.
 */
public final class Linker {

  /** Mentions that entities are read for at once: their panels stay in a cache. */
  public static final int BATCH = 16 * SimdLanes.GROUP;

  /** Entities that a thread takes at a time. */
  private static final int STRIDE = 16 * EntityBlock.CAPACITY;

  private final EntityTable table;
  private final EntityRows rows;
  private final LinkerOptions options;
  private final LongAdder pairs = new LongAdder();
  private final LongAdder refined = new LongAdder();

  /**
   * A linker over {@code table} that searches exactly, in the thread that asks.
   *
   * @param layout of the model's rows
   * @param topK how many entities to keep
   * @throws IllegalArgumentException if the table's rows are not laid out so
   */
  public Linker(EntityTable table, EntityLayout layout, int topK) {
    this(table, layout, LinkerOptions.exact(topK));
  }

  /**
   * A linker over {@code table}.
   *
   * @param layout of the model's rows
   * @throws IllegalArgumentException if the table's rows are not laid out so, or it has no index
   *     that is to be searched
   * @throws JobException if this JVM was started without the module of Java's vectors
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
  }

  /**
   * An entity with its score.
   *
   * @param index in the table
   * @param score with its parts
   */
  public record Ranked(int index, PairScore score) {}

  /** Pairs of mention and entity asked for by {@link #rankAll} and batches of ranks. */
  public long pairs() {
    return pairs.sum();
  }

  /** Those of {@link #pairs()} that bounds ruled out. */
  public long pruned() {
    return pairs.sum() - refined.sum();
  }

  /** The share of {@link #pruned()} in {@link #pairs()}. */
  public double prunedShare() {
    return pairs.sum() == 0 ? 0 : (double) pruned() / pairs.sum();
  }

  /**
   * The best of some entities.
   *
   * @param candidates QIDs; those that the table lacks are left out
   */
  public List<Ranked> rank(MentionRow mention, List<String> candidates) {
    return rank(mention, indices(candidates));
  }

  /**
   * The best of some entities.
   *
   * @param candidates indices in the table, each once
   */
  public List<Ranked> rank(MentionRow mention, int[] candidates) {
    BlockScan scan = new BlockScan(rows, panels(List.of(mention)));
    return ranked(scan, 0, best(scan, 0, candidates));
  }

  /** The best of all entities for each of some mentions. */
  public List<List<Ranked>> rankAll(List<MentionRow> mentions) {
    return batches(mentions, this::rankBatch);
  }

  private List<List<Ranked>> rankBatch(List<MentionRow> mentions) {
    List<MentionPanel> panels = panels(mentions);
    return switch (options.search()) {
      case PRUNED, EXHAUSTIVE -> {
        List<int[]> best = best(panels, options.topK(), false);
        yield each(panels, (scan, m) -> ranked(scan, m, best.get(m)));
      }
      case RERANK, INDEXED -> {
        List<int[]> near = near(mentions, panels, Math.max(options.depth(), options.topK()));
        yield each(panels, (scan, m) -> ranked(scan, m, best(scan, m, near.get(m))));
      }
    };
  }

  /**
   * The {@code count} entities of each mention whose coarse products with it are largest, best
   * first, as indices in the table: those that its index finds where that is the search, else of
   * all.
   */
  public List<int[]> nearest(List<MentionRow> mentions, int count) {
    return batches(mentions, batch -> near(batch, panels(batch), count));
  }

  private List<int[]> near(List<MentionRow> mentions, List<MentionPanel> panels, int count) {
    return options.search() == LinkerOptions.Search.INDEXED
        ? indexed(mentions, count)
        : best(panels, count, true);
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
  private <T> List<T> each(List<MentionPanel> panels, BiFunction<BlockScan, Integer, T> work) {
    return Threads.share(
        options.threads(),
        panels.stream().mapToInt(MentionPanel::size).sum(),
        () -> {
          BlockScan scan = new BlockScan(rows, panels);
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
   * Where one entity a mention comes among all, from 1: one more than the entities that an exact
   * {@link #rankAll} would put before it.
   *
   * @param golds index in the table of each mention's entity; negative: none, which has no rank
   */
  public List<OptionalInt> rankOf(List<MentionRow> mentions, int[] golds) {
    return rankOf(mentions, golds, new float[golds.length]);
  }

  /** The same with the score of each mention's entity lifted by something. */
  List<OptionalInt> rankOf(List<MentionRow> mentions, int[] golds, float[] lifts) {
    List<OptionalInt> ranks = new ArrayList<>(golds.length);
    for (int from = 0; from < golds.length; from += BATCH) {
      int to = Math.min(golds.length, from + BATCH);
      ranks.addAll(
          ranksOf(
              panels(mentions.subList(from, to)),
              Arrays.copyOfRange(golds, from, to),
              Arrays.copyOfRange(lifts, from, to)));
    }
    return ranks;
  }

  private List<OptionalInt> ranksOf(List<MentionPanel> panels, int[] golds, float[] lifts) {
    List<int[]> groups = new ArrayList<>();
    List<float[]> scores = new ArrayList<>();
    BlockScan scan = new BlockScan(rows, panels);
    for (int g = 0; g < panels.size(); g++) {
      int from = g * SimdLanes.GROUP;
      groups.add(Arrays.copyOfRange(golds, from, from + panels.get(g).size()));
      scores.add(goldScores(scan, g, groups.get(g)));
      for (int m = 0; m < groups.get(g).length; m++) {
        scores.get(g)[m] += lifts[from + m];
      }
    }
    List<List<ScoreConsumer.Rank>> found =
        search(panels, g -> new ScoreConsumer.Rank(groups.get(g), scores.get(g)), false);
    return IntStream.range(0, golds.length)
        .mapToObj(
            m ->
                golds[m] < 0
                    ? OptionalInt.empty()
                    : OptionalInt.of(
                        1
                            + found.stream()
                                .mapToInt(
                                    ranks ->
                                        ranks.get(m / SimdLanes.GROUP).before(m % SimdLanes.GROUP))
                                .sum()))
        .toList();
  }

  /** By lane; positive infinity, which nothing reaches, where there is no gold. */
  private static float[] goldScores(BlockScan scan, int g, int[] golds) {
    float[] scores = new float[SimdLanes.GROUP];
    Arrays.fill(scores, Float.POSITIVE_INFINITY);
    int[] there = Arrays.stream(golds).map(gold -> Math.max(gold, 0)).toArray();
    if (Arrays.stream(golds).anyMatch(gold -> gold >= 0)) {
      float[] paired = scan.paired(there, g);
      for (int m = 0; m < golds.length; m++) {
        scores[m] = golds[m] < 0 ? scores[m] : paired[m];
      }
    }
    return scores;
  }

  /** Where an entity comes among some, from 1; empty if it is not one of them. */
  public OptionalInt rankOf(MentionRow mention, int gold, List<String> candidates) {
    return rankOf(mention, gold, indices(candidates));
  }

  /** The same of entities at some indices, each once. */
  public OptionalInt rankOf(MentionRow mention, int gold, int[] candidates) {
    if (Arrays.stream(candidates).noneMatch(index -> index == gold)) {
      return OptionalInt.empty();
    }
    BlockScan scan = new BlockScan(rows, panels(List.of(mention)));
    int[] golds = {gold};
    ScoreConsumer.Rank rank = new ScoreConsumer.Rank(golds, goldScores(scan, 0, golds));
    scan.some(candidates, 0, rank);
    return OptionalInt.of(1 + rank.before(0));
  }

  /**
   * Lets every entity meet every group; a list of selections a thread.
   *
   * @param estimating whether heads alone decide
   */
  private <S extends ScoreConsumer> List<List<S>> search(
      List<MentionPanel> panels, IntFunction<S> selection, boolean estimating) {
    AtomicInteger next = new AtomicInteger();
    return Threads.each(
        Math.max(1, Math.min(options.threads(), (rows.size() + STRIDE - 1) / STRIDE)),
        () -> {
          BlockScan scan = new BlockScan(rows, panels);
          List<S> selections = IntStream.range(0, panels.size()).mapToObj(selection).toList();
          for (int from = next.getAndAdd(STRIDE);
              from >= 0 && from < rows.size();
              from = next.getAndAdd(STRIDE)) {
            scan(scan, from, Math.min(from + STRIDE, rows.size()), selections, estimating);
          }
          refined.add(scan.refined());
          return selections;
        });
  }

  private void scan(
      BlockScan scan,
      int from,
      int to,
      List<? extends ScoreConsumer> selections,
      boolean estimating) {
    if (estimating) {
      scan.estimates(from, to, selections);
    } else if (options.search() == LinkerOptions.Search.EXHAUSTIVE) {
      scan.all(from, to, selections);
    } else {
      scan.reaching(from, to, selections);
    }
    pairs.add((long) (to - from) * scan.mentions());
  }

  /** The best of all entities for each mention. */
  private List<int[]> best(List<MentionPanel> panels, int count, boolean estimating) {
    int kept = Math.min(count, limit());
    List<float[]> thresholds =
        panels.stream().map(panel -> ScoreConsumer.thresholds(panel.size())).toList();
    List<List<ScoreConsumer.Best>> found =
        search(
            panels,
            g -> new ScoreConsumer.Best(kept, thresholds.get(g), panels.get(g).size()),
            estimating);
    return IntStream.range(0, panels.stream().mapToInt(MentionPanel::size).sum())
        .mapToObj(m -> merged(found, m / SimdLanes.GROUP, m % SimdLanes.GROUP, kept).indices())
        .toList();
  }

  private static TopK merged(List<List<ScoreConsumer.Best>> found, int g, int m, int k) {
    TopK merged = new TopK(k);
    for (List<ScoreConsumer.Best> selections : found) {
      TopK best = selections.get(g).best(m);
      int[] indices = best.indices();
      float[] scores = best.scores();
      for (int i = 0; i < indices.length; i++) {
        merged.offer(indices[i], scores[i]);
      }
    }
    return merged;
  }

  /** The best of the entities at {@code candidates} for mention {@code m}. */
  private int[] best(BlockScan scan, int m, int[] candidates) {
    int lane = m % SimdLanes.GROUP;
    ScoreConsumer.Best best = ScoreConsumer.Best.ofLane(Math.min(options.topK(), limit()), lane);
    scan.reaching(candidates, m / SimdLanes.GROUP, best);
    return best.best(lane).indices();
  }

  private static List<Ranked> ranked(BlockScan scan, int m, int[] best) {
    PairScore[] scores = scan.parts(best, m / SimdLanes.GROUP, m % SimdLanes.GROUP);
    return IntStream.range(0, best.length).mapToObj(i -> new Ranked(best[i], scores[i])).toList();
  }

  private List<MentionPanel> panels(List<MentionRow> mentions) {
    List<MentionPanel> panels = new ArrayList<>();
    for (int from = 0; from < mentions.size(); from += SimdLanes.GROUP) {
      int to = Math.min(mentions.size(), from + SimdLanes.GROUP);
      panels.add(MentionPanel.of(rows.layout(), mentions.subList(from, to)));
    }
    return panels;
  }

  /** Scores of some entities with a mention. */
  PairScore[] scores(MentionRow mention, int[] entities) {
    return new BlockScan(rows, panels(List.of(mention))).parts(entities, 0, 0);
  }

  /** How many entities are kept a mention. */
  int topK() {
    return options.topK();
  }

  /** Of those of some QIDs that the table has, each once. */
  int[] indices(List<String> candidates) {
    return candidates.stream().mapToInt(table::indexOf).filter(i -> i >= 0).distinct().toArray();
  }

  /** Nothing keeps more than there is. */
  private int limit() {
    return Math.max(1, rows.size());
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
