package org.melange.job.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.melange.link.row.EntityLayout;
import org.melange.link.row.EntityRows;
import org.melange.link.row.EntityTable;
import org.melange.link.row.MentionRow;
import org.melange.link.row.Modality;
import org.melange.link.row.PairScorer;
import org.melange.link.score.Linker;
import org.melange.link.score.LinkerOptions;
import org.melange.link.score.Threads;

/** Measures how many pairs a second a {@link Linker} and a {@link PairScorer} get through. */
public final class LinkerBenchmark {

  private static final int PLAIN_ENTITIES = 512;

  private final EntityTable table;
  private final List<MentionRow> mentions;

  /** Mentions of a model, and a table made with it. */
  public LinkerBenchmark(EntityTable table, List<MentionRow> mentions) {
    this.table = table;
    this.mentions = mentions;
  }

  /** Mentions of the batch. */
  public int mentions() {
    return mentions.size();
  }

  /** Entities of the table. */
  public int entities() {
    return table.size();
  }

  /** How often the table is read for one batch. */
  public int passes() {
    return (mentions.size() + Linker.BATCH - 1) / Linker.BATCH;
  }

  /**
   * Floating-point operations of the products of a pair, scored in full: the mean of all mentions
   * and some entities.
   */
  public double flopsPerPair() {
    EntityRows rows = table.rows();
    EntityLayout layout = rows.layout();
    int sample = Math.min(rows.size(), PLAIN_ENTITIES);
    double products = layout.productEnds()[2];
    for (Modality unit : layout.units()) {
      double queries = 0;
      for (int e = 0; e < sample; e++) {
        float[] row = new float[rows.length(e)];
        rows.read(e, 0, row, 0);
        queries += (double) layout.tokens(unit, row, layout.headWidth()) / sample;
      }
      double keys = mentions.stream().mapToInt(m -> m.unit(unit).tokens()).average().orElse(0);
      products += (queries + 1) * keys * layout.hiddenDim();
    }
    return 2 * products;
  }

  /**
   * What was measured.
   *
   * @param seconds of the fastest round
   * @param prunedShare of all pairs
   */
  public record Result(double seconds, double prunedShare, List<List<Linker.Ranked>> ranked) {}

  /**
   * Ranks all mentions some times; the fastest round counts, the first ones compile. What takes
   * little time is repeated until it has taken some, or small tables would seem slow.
   *
   * @param rounds at least so many, 1 or more
   * @param seconds at least so long
   */
  public Result linker(LinkerOptions options, int rounds, double seconds) {
    Result best = null;
    long begin = System.nanoTime();
    for (int round = 0; round < rounds || System.nanoTime() - begin < seconds * 1e9; round++) {
      Linker linker = new Linker(table, table.rows().layout(), options);
      long start = System.nanoTime();
      List<List<Linker.Ranked>> ranked = linker.rankAll(mentions);
      double taken = (System.nanoTime() - start) / 1e9;
      if (best == null || taken < best.seconds()) {
        best = new Result(taken, linker.prunedShare(), ranked);
      }
    }
    return best;
  }

  /**
   * What was measured of a search for the nearest.
   *
   * @param seconds of the fastest round
   * @param found indices of each mention
   */
  public record Near(double seconds, List<int[]> found) {}

  /** Likewise for the {@code count} nearest by coarse product, which nothing scores in full. */
  public Near nearest(LinkerOptions options, int count, int rounds, double seconds) {
    Linker linker = new Linker(table, table.rows().layout(), options);
    Near best = null;
    long begin = System.nanoTime();
    for (int round = 0; round < rounds || System.nanoTime() - begin < seconds * 1e9; round++) {
      long start = System.nanoTime();
      List<int[]> found = linker.nearest(mentions, count);
      double taken = (System.nanoTime() - start) / 1e9;
      best = best == null || taken < best.seconds() ? new Near(taken, found) : best;
    }
    return best;
  }

  /** Pairs a second of the plain scorer with some threads, each with entities of its own. */
  public double plainPairs(int threads, double seconds) {
    EntityRows rows = table.rows();
    PairScorer scorer = new PairScorer(rows.layout());
    List<float[]> entities = new ArrayList<>();
    for (int e = 0; e < Math.min(rows.size(), PLAIN_ENTITIES); e++) {
      float[] row = new float[rows.length(e)];
      rows.read(e, 0, row, 0);
      entities.add(row);
    }
    List<Double> rates = Threads.each(threads, () -> plain(scorer, entities, seconds));
    return rates.stream().mapToDouble(Double::doubleValue).sum();
  }

  private double plain(PairScorer scorer, List<float[]> entities, double seconds) {
    long pairs = 0;
    double checksum = 0;
    long start = System.nanoTime();
    double passed = 0;
    for (int e = 0; passed < seconds; e = (e + 1) % entities.size()) {
      for (MentionRow mention : mentions) {
        checksum += scorer.score(mention, entities.get(e), 0).score();
        pairs++;
        passed = (System.nanoTime() - start) / 1e9;
        if (passed >= seconds) {
          break;
        }
      }
    }
    if (Double.isNaN(checksum)) {
      throw new IllegalStateException("a score is not a number");
    }
    return pairs / passed;
  }

  /** The share of the best entities of {@code exact} that {@code approximate} found, too. */
  public static double recall(
      List<List<Linker.Ranked>> exact, List<List<Linker.Ranked>> approximate) {
    return share(indices(exact), indices(approximate));
  }

  /** The share of the entities of {@code exact} that {@code approximate} has, too. */
  public static double share(List<int[]> exact, List<int[]> approximate) {
    long found = 0;
    long all = 0;
    for (int m = 0; m < exact.size(); m++) {
      int[] there = Arrays.stream(approximate.get(m)).sorted().toArray();
      found += Arrays.stream(exact.get(m)).filter(i -> Arrays.binarySearch(there, i) >= 0).count();
      all += exact.get(m).length;
    }
    return all == 0 ? 1 : (double) found / all;
  }

  private static List<int[]> indices(List<List<Linker.Ranked>> ranked) {
    return ranked.stream()
        .map(best -> best.stream().mapToInt(Linker.Ranked::index).toArray())
        .toList();
  }
}
