package org.melange.link.score;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.melange.job.bench.SyntheticRows;
import org.melange.link.row.EntityLayout;
import org.melange.link.row.EntityTable;
import org.melange.link.row.MentionRow;
import org.melange.link.row.PairScorer;
import org.melange.link.row.Rounding;
import org.melange.mmoe.Gate;
import org.melange.mmoe.MatcherConfig;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** The inner parts of scoring a group of mentions with eight entities, in nanoseconds a group. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class KernelBenchmark {

  private static final int ENTITIES = 8;

  @Param({"PUBLISHED", "TOKEN"})
  Gate gate;

  private final int[] places = IntStream.range(0, ENTITIES).toArray();
  private EntityBlock block;
  private BlockScorer scorer;
  private MentionPanel panel;
  private PairScorer plain;
  private List<MentionRow> mentions;
  private float[] row;
  private float[] numbers;
  private float[] thresholds;

  /** Makes rows of the paper's shape. */
  @Setup
  public void setUp() {
    EntityLayout layout = EntityLayout.of(MatcherConfig.paper(3, gate));
    SyntheticRows rows = new SyntheticRows(layout, 1, 24, 50);
    EntityTable.Builder table = new EntityTable.Builder("bench", "bench", layout);
    for (int e = 0; e < ENTITIES; e++) {
      table.add("Q" + (e + 1), "", rows.entity(e, Rounding.NONE));
    }
    mentions = LongStream.range(0, SimdLanes.GROUP).mapToObj(rows::mention).toList();
    panel = MentionPanel.of(layout, mentions);
    block = new EntityBlock(table.build().rows());
    block.load(0, ENTITIES);
    scorer = new BlockScorer(layout, block);
    scorer.coarse(panel);
    scorer.axes(panel);
    scorer.bounds(panel);
    scorer.values(places, 0, ENTITIES, panel);
    plain = new PairScorer(layout);
    row = rows.entity(0, Rounding.NONE);
    numbers = new float[64 * SimdLanes.GROUP];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = -(i % 20);
    }
    thresholds = new float[SimdLanes.GROUP];
  }

  /** Coarse products: 800 multiply-adds a pair. */
  @Benchmark
  @OperationsPerInvocation(ENTITIES)
  public void coarse() {
    scorer.coarse(panel);
  }

  /** Products with axes, bounds, and their comparison: what pruning costs besides. */
  @Benchmark
  @OperationsPerInvocation(ENTITIES)
  public int bounds() {
    scorer.axes(panel);
    scorer.bounds(panel);
    int reaching = 0;
    for (int r = 0; r < ENTITIES; r++) {
      reaching += scorer.reaches(r, thresholds) ? 1 : 0;
    }
    return reaching;
  }

  /** Products with values and the bounds that follow: what the second look costs. */
  @Benchmark
  @OperationsPerInvocation(ENTITIES)
  public int corners() {
    scorer.values(places, 0, ENTITIES, panel);
    int reaching = 0;
    for (int r = 0; r < ENTITIES; r++) {
      scorer.tighten(r, panel);
      reaching += scorer.reaches(r, thresholds) ? 1 : 0;
    }
    return reaching;
  }

  /** Local scores: products with keys, softmaxes, layer norms. */
  @Benchmark
  @OperationsPerInvocation(ENTITIES)
  public float[] local() {
    return scorer.score(places, 0, ENTITIES, panel);
  }

  /** Exponentials, 64 vectors' worth a lane. */
  @Benchmark
  @OperationsPerInvocation(64)
  public float[] exponentials() {
    AttentionWeights.exponentials(numbers, 0, numbers.length);
    return numbers;
  }

  /** The same pairs one by one. */
  @Benchmark
  public float plain() {
    float sum = 0;
    for (MentionRow mention : mentions) {
      sum += plain.score(mention, row, 0).score();
    }
    return sum;
  }
}
