package org.melange.job.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.melange.config.TensorEngine;
import org.melange.job.cli.Console;
import org.melange.link.row.EntityLayout;
import org.melange.link.score.Linker;
import org.melange.link.score.LinkerOptions;
import org.melange.link.table.Precision;
import org.melange.link.table.TemporaryTable;
import org.melange.mmoe.Gate;
import org.melange.mmoe.MatcherConfig;
import org.melange.run.JobException;
import org.melange.run.Summary;
import org.melange.spark.io.TempDirectories;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jobs/bench index}: what an approximate search finds, and how fast. */
@Command(
    name = "index",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpWidth = 110,
    showDefaultValues = true,
    description = {
      "Builds an index and searches it with several values of efSearch, and exactly for comparison;"
          + " random rows of the paper's shape in clusters, or a table and a model with texts of"
          + " mentions, one a line as the model sees them. Also what scoring the best by coarse"
          + " product alone finds, with several depths.",
      ""
    })
final class IndexBench implements Callable<Summary> {

  private static final int TEXT_TOKENS = 24;
  private static final int IMAGE_TOKENS = 50;

  @Option(names = "--mentions", paramLabel = "M", description = "Mentions that are linked.")
  int mentions = 256;

  @Option(names = "--entities", paramLabel = "E", description = "Entities of the random table.")
  int entities = 20_000;

  @Option(names = "--clusters", paramLabel = "C", description = "Clusters of random rows.")
  int clusters = 200;

  @Option(names = "--gate", paramLabel = "GATE", description = "published or token.")
  Gate gate = Gate.PUBLISHED;

  @Option(names = "--precision", paramLabel = "P", description = "float32, float16 or int8.")
  Precision precision = Precision.FLOAT32;

  @Option(names = "--top-k", paramLabel = "K", description = "Entities kept a mention.")
  int topK = 10;

  @Option(names = "--threads", paramLabel = "T", description = "Threads that search; one builds.")
  int threads = 1;

  @Option(
      names = "--ef-search",
      split = ",",
      paramLabel = "W",
      description = "Values of efSearch, the size of the candidate list of a search.")
  List<Integer> widths = List.of(50, 100, 200, 400);

  @Option(
      names = "--depths",
      split = ",",
      paramLabel = "D",
      description = "Entities scored in full that are best by coarse product.")
  List<Integer> depths = List.of(50, 200, 1000);

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "Each is repeated for so long at least, and the fastest counts.")
  double seconds = 3;

  @Mixin MeasuredTable.Source source = new MeasuredTable.Source();

  private final Console console = new Console(System.err);

  @Override
  public Summary call() {
    if (mentions < 1 || entities < 1 || clusters < 1) {
      throw JobException.usage("there must be mentions, entities and clusters to measure");
    }
    TensorEngine.prepare(threads);
    LinkerOptions exact = exact();
    Path scratch = MeasuredTable.scratch();
    try {
      return measure(
          source.given()
              ? source.open(mentions, console)
              : console.step("making rows", () -> random(scratch)),
          exact,
          scratch.resolve("index"));
    } finally {
      TempDirectories.delete(scratch);
    }
  }

  private LinkerOptions exact() {
    try {
      LinkerOptions exact = LinkerOptions.exact(topK).withThreads(threads);
      widths.forEach(exact::indexed);
      depths.forEach(exact::reranking);
      return exact;
    } catch (IllegalArgumentException e) {
      throw JobException.usage(e.getMessage());
    }
  }

  private MeasuredTable random(Path folder) {
    EntityLayout layout = EntityLayout.of(MatcherConfig.paper(3, gate));
    SyntheticRows rows =
        new SyntheticRows(layout, 1, TEXT_TOKENS, IMAGE_TOKENS).clustered(clusters);
    return MeasuredTable.random(rows, precision, entities, mentions, folder);
  }

  private Summary measure(MeasuredTable subject, LinkerOptions exact, Path file) {
    long start = System.nanoTime();
    LinkerBenchmark speed =
        new LinkerBenchmark(
            console.step("building", () -> TemporaryTable.indexed(subject.table(), file)),
            subject.mentions());
    double build = (System.nanoTime() - start) / 1e9;
    LinkerBenchmark.Result best =
        console.step("searching exactly", () -> speed.linker(exact, 1, seconds));
    List<int[]> near = speed.nearest(exact, topK, 1, 0).found();
    Map<String, Object> byWidth = new LinkedHashMap<>();
    widths.forEach(width -> byWidth.put("" + width, width(speed, exact, width, best, near)));
    Map<String, Object> byDepth = new LinkedHashMap<>();
    depths.forEach(depth -> byDepth.put("" + depth, depth(speed, exact, depth, best)));
    Summary summary =
        Summary.empty()
            .with("gate", subject.table().rows().layout().kind())
            .with("precision", subject.precision().code())
            .with("entities", speed.entities())
            .with("mentions", speed.mentions())
            .with("top_k", topK)
            .with("threads", threads)
            .with("build_seconds", rounded(build, 2))
            .with("bytes_per_entity", rounded((double) bytes(file) / speed.entities(), 1))
            .with("exact_mentions_per_second", rate(speed, best.seconds()))
            .with("ef_search", byWidth)
            .with("depth", byDepth);
    console.table("Index", summary.values());
    return summary;
  }

  /** Of the index: how many mentions are looked up, how many are linked, and what is found. */
  private Map<String, Object> width(
      LinkerBenchmark speed,
      LinkerOptions exact,
      int width,
      LinkerBenchmark.Result best,
      List<int[]> near) {
    LinkerOptions options = exact.indexed(width);
    LinkerBenchmark.Near found =
        console.step("searching " + width, () -> speed.nearest(options, topK, 1, seconds));
    LinkerBenchmark.Result linked =
        console.step("linking " + width, () -> speed.linker(options, 1, seconds));
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("queries_per_second", rate(speed, found.seconds()));
    values.put("mentions_per_second", rate(speed, linked.seconds()));
    values.put("recall_coarse", rounded(LinkerBenchmark.share(near, found.found()), 4));
    values.put("recall", rounded(LinkerBenchmark.recall(best.ranked(), linked.ranked()), 4));
    values.put("recall_first", rounded(first(best.ranked(), linked.ranked()), 4));
    return values;
  }

  private Map<String, Object> depth(
      LinkerBenchmark speed, LinkerOptions exact, int depth, LinkerBenchmark.Result best) {
    LinkerBenchmark.Result linked =
        console.step("depth " + depth, () -> speed.linker(exact.reranking(depth), 1, seconds));
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("mentions_per_second", rate(speed, linked.seconds()));
    values.put("recall", rounded(LinkerBenchmark.recall(best.ranked(), linked.ranked()), 4));
    values.put("recall_first", rounded(first(best.ranked(), linked.ranked()), 4));
    return values;
  }

  /** The share of mentions whose best entity is the same: of links that are. */
  private static double first(
      List<List<Linker.Ranked>> exact, List<List<Linker.Ranked>> approximate) {
    return LinkerBenchmark.recall(
        exact.stream().map(ranked -> ranked.subList(0, 1)).toList(),
        approximate.stream().map(ranked -> ranked.subList(0, Math.min(1, ranked.size()))).toList());
  }

  private static double rate(LinkerBenchmark speed, double seconds) {
    return rounded(speed.mentions() / seconds, 1);
  }

  private static long bytes(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException("looking at " + file, e);
    }
  }

  private static double rounded(double value, int digits) {
    double scale = Math.pow(10, digits);
    return Math.round(value * scale) / scale;
  }
}
