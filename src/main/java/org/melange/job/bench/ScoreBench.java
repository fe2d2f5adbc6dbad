package org.melange.job.bench;

import ai.djl.Device;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.melange.config.TensorEngine;
import org.melange.job.cli.Console;
import org.melange.link.row.CosineLayout;
import org.melange.link.row.EntityLayout;
import org.melange.link.score.LinkerOptions;
import org.melange.link.table.Precision;
import org.melange.mmoe.Gate;
import org.melange.mmoe.MatcherConfig;
import org.melange.run.JobException;
import org.melange.run.Summary;
import org.melange.spark.io.TempDirectories;
import org.melange.tensor.GemmRate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code jobs/bench score}: pairs of mention and entity a second. */
@Command(
    name = "score",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpWidth = 110,
    showDefaultValues = true,
    description = {
      "Ranks every entity for a batch of mentions and keeps the best of each; random rows of the"
          + " paper's shape, or a table and a model with texts of mentions, one a line as the model"
          + " sees them. Without --exhaustive, --pruned or --rerank: both exact ways.",
      ""
    })
final class ScoreBench implements Callable<Summary> {

  /** The width of the joint space of CLIP ViT-B/32. */
  private static final int WIDTH = 512;

  private static final int TURNS = 3;

  @Option(names = "--mentions", paramLabel = "M", description = "Mentions a batch.")
  int mentions = 256;

  @Option(names = "--entities", paramLabel = "E", description = "Entities of the random table.")
  int entities = 132_460;

  @Option(names = "--gate", paramLabel = "GATE", description = "published or token.")
  Gate gate = Gate.PUBLISHED;

  @Option(
      names = "--zero-shot",
      description =
          "Rows of a zero-shot model; also measures the published gate, and tells the ratios.")
  boolean zeroShot;

  @Option(names = "--top-k", paramLabel = "K", description = "Entities kept a mention.")
  int topK = 10;

  @Option(names = "--threads", paramLabel = "T", description = "Threads that score.")
  int threads = 2;

  @Option(names = "--precision", paramLabel = "P", description = "float32, float16 or int8.")
  Precision precision = Precision.FLOAT32;

  @Option(names = "--exhaustive", description = "Score every pair in full.")
  boolean exhaustive;

  @Option(names = "--pruned", description = "Score what bounds do not rule out.")
  boolean pruned;

  @Option(
      names = "--rerank",
      paramLabel = "DEPTH",
      description = "Score the DEPTH best by coarse product; tells the recall against exact.")
  Integer rerank;

  @Option(
      names = "--text-tokens",
      paramLabel = "T",
      description = "Live text tokens of random rows of the token gate; images have 50.")
  int textTokens = 24;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "The fastest round counts, of N or more.")
  int rounds = 5;

  @Option(
      names = "--seconds",
      paramLabel = "S",
      description = "Rounds go on for so long at least: the first ones compile.")
  double seconds = 6;

  @Mixin MeasuredTable.Source source = new MeasuredTable.Source();

  private final Console console = new Console(System.err);

  @Override
  public Summary call() {
    if (mentions < 1 || entities < 1 || textTokens < 1 || rounds < 1) {
      throw JobException.usage("there must be mentions, entities, tokens and rounds to measure");
    }
    TensorEngine.prepare(threads);
    LinkerOptions options = options();
    if (source.given()) {
      MeasuredTable real = source.open(mentions, console);
      precision = real.precision();
      return measure(real, options, 0);
    }
    Path scratch = MeasuredTable.scratch();
    try {
      long start = System.nanoTime();
      MeasuredTable subject = console.step("making rows", () -> random(scratch, layout()));
      double build = (System.nanoTime() - start) / 1e9;
      Summary summary = measure(subject, options, build);
      return zeroShot ? summary.withAll(ratio(subject, options, scratch)) : summary;
    } finally {
      TempDirectories.delete(scratch);
    }
  }

  private LinkerOptions options() {
    try {
      return LinkerOptions.exact(topK).withThreads(threads);
    } catch (IllegalArgumentException e) {
      throw JobException.usage(e.getMessage());
    }
  }

  private EntityLayout layout() {
    return zeroShot ? new CosineLayout(WIDTH) : EntityLayout.of(MatcherConfig.paper(3, gate));
  }

  /** The published gate on as many random rows, in the same run. */
  private Summary ratio(MeasuredTable subject, LinkerOptions options, Path scratch) {
    Path folder = scratch.resolve("published");
    MeasuredTable published =
        console.step(
            "making rows of the published gate",
            () -> random(created(folder), EntityLayout.of(MatcherConfig.paper(3, Gate.PUBLISHED))));
    Map<String, Object> values = new LinkedHashMap<>();
    compare(values, "pruned", subject, published, options);
    compare(values, "exhaustive", subject, published, options.exhaustive());
    console.table("Zero-shot and the published gate", values);
    return new Summary(values);
  }

  /** Both are measured in turn, so that a busy machine slows both. */
  private void compare(
      Map<String, Object> values,
      String how,
      MeasuredTable subject,
      MeasuredTable published,
      LinkerOptions options) {
    double own = Double.MAX_VALUE;
    double other = Double.MAX_VALUE;
    for (int turn = 0; turn < TURNS; turn++) {
      own = Math.min(own, fastest(subject, options));
      other = Math.min(other, fastest(published, options));
    }
    double pairs = (double) subject.speed().mentions() * subject.speed().entities();
    values.put("zero_shot_" + how + "_pairs_per_second", Math.round(pairs / own));
    values.put("published_" + how + "_pairs_per_second", Math.round(pairs / other));
    values.put("ratio_" + how, rounded(other / own, 2));
  }

  private static Path created(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("creating " + folder, e);
    }
  }

  private double fastest(MeasuredTable table, LinkerOptions options) {
    return table.speed().linker(options, rounds, seconds / TURNS).seconds();
  }

  private MeasuredTable random(Path folder, EntityLayout layout) {
    SyntheticRows rows = new SyntheticRows(layout, 1, textTokens, 50);
    return MeasuredTable.random(rows, precision, entities, mentions, folder);
  }

  private Summary measure(MeasuredTable subject, LinkerOptions options, double build) {
    LinkerBenchmark speed = subject.speed();
    boolean both = !exhaustive && !pruned && rerank == null;
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("gate", subject.table().rows().layout().kind());
    values.put("precision", precision.code());
    values.put("mentions", speed.mentions());
    values.put("entities", speed.entities());
    values.put("top_k", topK);
    values.put("threads", threads);
    if (exhaustive || both) {
      put(values, "", speed, options.exhaustive(), "exhaustive");
    }
    if (pruned || both) {
      String prefix = both ? "pruned_" : "";
      LinkerBenchmark.Result result = put(values, prefix, speed, options, "pruned");
      values.put("pruned_share", rounded(result.prunedShare(), 4));
    }
    if (rerank != null) {
      LinkerBenchmark.Result result =
          put(values, "", speed, options.reranking(rerank), "reranking");
      values.put("depth", rerank);
      values.put(
          "recall",
          rounded(
              LinkerBenchmark.recall(speed.linker(options, 1, 0).ranked(), result.ranked()), 4));
    }
    values.put("bytes_per_entity", subject.bytes() / speed.entities());
    values.put("build_seconds", rounded(build, 2));
    machine(values, speed, subject.bytes());
    console.table("Scoring", values);
    return new Summary(values);
  }

  private LinkerBenchmark.Result put(
      Map<String, Object> values,
      String prefix,
      LinkerBenchmark speed,
      LinkerOptions options,
      String how) {
    LinkerBenchmark.Result result = console.step(how, () -> speed.linker(options, rounds, seconds));
    double pairs = (double) speed.mentions() * speed.entities() / result.seconds();
    values.put(prefix + "pairs_per_second", Math.round(pairs));
    values.put(prefix + "mentions_per_second", rounded(speed.mentions() / result.seconds(), 1));
    values.put(prefix + "seconds", rounded(result.seconds(), 4));
    return result;
  }

  private void machine(Map<String, Object> values, LinkerBenchmark speed, long bytes) {
    values.put(
        "plain_pairs_per_second",
        console.step("the plain scorer", () -> Math.round(speed.plainPairs(threads, 2))));
    double gemm =
        console.step("libtorch's matrix product", () -> GemmRate.measure(Device.cpu(), false));
    double peak = console.step("multiply-adds", () -> HardwareBaseline.peakGflops(threads));
    double read = console.step("reading memory", () -> HardwareBaseline.readGbytes(threads));
    values.put("gemm_gflops", rounded(gemm, 1));
    values.put("peak_gflops", rounded(peak, 1));
    values.put("memory_gbytes", rounded(read, 1));
    if (values.containsKey("seconds")) {
      double seconds = (Double) values.get("seconds");
      double pairs = (double) speed.mentions() * speed.entities();
      double flops = speed.flopsPerPair() * pairs / 1e9 / seconds;
      values.put("flops_per_pair", Math.round(speed.flopsPerPair()));
      values.put("share_of_gemm", rounded(flops / gemm, 3));
      values.put("share_of_peak", rounded(flops / peak, 3));
      values.put(
          "share_of_memory", rounded(bytes * (double) speed.passes() / 1e9 / seconds / read, 3));
    }
  }

  private static double rounded(double value, int digits) {
    double scale = Math.pow(10, digits);
    return Math.round(value * scale) / scale;
  }
}
