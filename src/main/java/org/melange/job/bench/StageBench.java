package org.melange.job.bench;

import ai.djl.Device;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.melange.clip.tokenizer.BpeTrainer;
import org.melange.config.Settings;
import org.melange.config.TensorEngine;
import org.melange.job.Shapes;
import org.melange.link.model.LinkingModel;
import org.melange.link.model.ModelBuilder;
import org.melange.run.Summary;
import org.melange.spark.features.FeatureMetrics;
import org.melange.spark.features.FeatureRuns;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jobs/bench features}: times of the feature stage and of its parts. */
@Command(
    name = "features",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpWidth = 110,
    description = {
      "Times the feature stage on synthetic images: its inputs alone, the model alone, both in a"
          + " loop without",
      "Spark, the stage, and the stage where texts and images repeat and images are missing.",
      ""
    })
final class StageBench implements Callable<Summary> {

  private static final String ROW =
      "mention string, text string, images array<struct<uri: string, bytes: binary>>";

  @Option(
      names = "--shape",
      paramLabel = "FILE",
      description = "Shape of a small model (default: conf/models/bench.json).")
  Path shape = Shapes.named("bench");

  @Option(names = "--rows", paramLabel = "N", description = "Mentions, each with an image.")
  int count = 2000;

  @Option(names = "--batch", paramLabel = "B", description = "features.batch-size.")
  int batch = 32;

  @Option(names = "--threads", paramLabel = "T", description = "Threads of the model.")
  int threads = 1;

  @Option(names = "--fetch-threads", paramLabel = "T", description = "Threads of the inputs.")
  int fetchThreads = 1;

  @Option(names = "--repeated", paramLabel = "SHARE", description = "Of texts and images.")
  double repeated = 0.2;

  @Option(names = "--missing", paramLabel = "SHARE", description = "Of images.")
  double missing = 0.5;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Further settings, such as features.device=gpu or features.precision=float16.")
  List<String> set = List.of();

  private static final List<byte[]> IMAGES =
      LongStream.range(0, 16).mapToObj(seed -> BenchImages.jpeg(640, 480, seed)).toList();

  private final Map<String, Object> seconds = new LinkedHashMap<>();

  @Override
  public Summary call() {
    TensorEngine.prepare(threads);
    Path dir = directory();
    List<String> all =
        new ArrayList<>(
            List.of(
                "images.allowed-prefixes=" + dir,
                "features.batch-size=" + batch,
                "features.intra-op-threads=" + threads,
                "features.fetch-threads=" + fetchThreads));
    all.addAll(set);
    Settings settings = Settings.load(Optional.empty(), all);
    SparkSession spark = SparkSession.builder().master("local[1]").getOrCreate();
    try {
      return measure(spark, settings, dir);
    } catch (IOException e) {
      throw new UncheckedIOException("writing the files of the benchmark", e);
    } finally {
      spark.stop();
    }
  }

  /** A new temporary directory for the files of a benchmark. */
  static Path directory() {
    try {
      return Files.createTempDirectory("melange-bench");
    } catch (IOException e) {
      throw new UncheckedIOException("creating the directory of the benchmark", e);
    }
  }

  private Summary measure(SparkSession spark, Settings settings, Path dir) throws IOException {
    String model = model(dir).toString();
    List<Row> distinct = rows(spark, dir, 0, count, 0, 0);
    FeatureRuns runs = new FeatureRuns(model, settings);
    List<Row> warm = rows(spark, dir, count, 4 * batch, 0, 0);
    runs.inputs(warm);
    runs.loop(warm);
    time("inputs", () -> runs.inputs(distinct));
    FeatureRuns.Prepared some = runs.prepared(distinct.subList(0, Math.min(count, 8 * batch)));
    runs.forward(some);
    double part = time("model", () -> runs.forward(some));
    seconds.put("model", part * count / Math.min(count, 8 * batch));
    time("loop", () -> runs.loop(distinct));
    stage(spark, warm, model, settings);
    FeatureMetrics.reset();
    time("stage", () -> stage(spark, distinct, model, settings));
    Map<String, Double> parts = FeatureMetrics.seconds();
    List<Row> mixed = rows(spark, dir, 2 * count, count, repeated, missing);
    time("mixed", () -> stage(spark, mixed, model, settings));
    return summary(parts)
        .with("mixed_distinct_texts", share(mixed, "text"))
        .with("mixed_distinct_images", share(mixed, "images"));
  }

  private void stage(SparkSession spark, List<Row> rows, String model, Settings settings) {
    FeatureRuns.stage(
        spark.createDataFrame(rows, rows.get(0).schema()).coalesce(1), model, settings);
  }

  private Summary summary(Map<String, Double> parts) {
    double slower = Math.max(get("inputs"), get("model"));
    return Summary.empty()
        .with("items_per_second", Math.round(count / get("stage") * 10) / 10.0)
        .with("stage_to_slower_part", ratio(get("stage"), slower))
        .with("stage_to_loop", ratio(get("stage"), get("loop")))
        .with("device_utilization", ratio(parts.get("model"), get("stage")))
        .with("mixed_to_stage", ratio(get("mixed"), get("stage")))
        .with("seconds", seconds)
        .with("stage_seconds", parts)
        .with("rows", count);
  }

  /** Distinct contents for each row; no image is no content. */
  private double share(List<Row> rows, String column) {
    long distinct =
        rows.stream()
            .map(row -> row.get(row.fieldIndex(column)).toString())
            .filter(content -> column.equals("text") || content.contains(".jpg"))
            .distinct()
            .count();
    return ratio(distinct, rows.size());
  }

  private double get(String name) {
    return (Double) seconds.get(name);
  }

  private static double ratio(double a, double b) {
    return Math.round(a / b * 1000) / 1000.0;
  }

  private double time(String name, Runnable work) {
    long from = System.nanoTime();
    work.run();
    double took = Math.round((System.nanoTime() - from) / 1e6) / 1e3;
    seconds.put(name, took);
    System.err.printf(Locale.ROOT, "%-8s %.1f s%n", name, took);
    return took;
  }

  private Path model(Path dir) {
    Path words = dir.resolve("words.json");
    BpeTrainer.train(
        List.of("a flag of many colors", "another image of a flag"),
        ModelBuilder.vocabulary(shape),
        words);
    try (LinkingModel model =
        ModelBuilder.read(shape, Optional.empty(), Optional.empty(), words, 7)
            .build(Device.cpu())) {
      Path folder = dir.resolve("model");
      model.save(folder, words, Optional.empty(), Map.of("made_by", "bench"));
      return folder;
    }
  }

  /**
   * Rows with distinct texts and images, except for the given shares of repeated and missing ones.
   */
  private static List<Row> rows(
      SparkSession spark, Path dir, long from, int count, double repeated, double missing)
      throws IOException {
    Random random = new Random(from);
    List<String> json = new ArrayList<>();
    for (long i = from; i < from + count; i++) {
      long text =
          random.nextDouble() < repeated && i > from ? from + random.nextInt((int) (i - from)) : i;
      long image =
          random.nextDouble() < repeated && i > from ? from + random.nextInt((int) (i - from)) : i;
      String images =
          random.nextDouble() < missing ? "" : "{\"uri\":\"" + imageFile(dir, image) + "\"}";
      json.add(
          "{\"mention\":\"flag\",\"text\":\"number " + text + "\",\"images\":[" + images + "]}");
    }
    return spark
        .read()
        .schema(org.apache.spark.sql.types.StructType.fromDDL(ROW))
        .json(spark.createDataset(json, org.apache.spark.sql.Encoders.STRING()))
        .collectAsList();
  }

  private static Path imageFile(Path dir, long number) throws IOException {
    Path file = dir.resolve(number + ".jpg");
    if (!Files.exists(file)) {
      Files.write(file, BenchImages.numbered(IMAGES.get((int) (number % IMAGES.size())), number));
    }
    return file;
  }
}
