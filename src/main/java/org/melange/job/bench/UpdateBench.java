package org.melange.job.bench;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.spark.sql.SparkSession;
import org.melange.config.Settings;
import org.melange.job.AnnotateJob;
import org.melange.job.OutputOptions;
import org.melange.job.PostOptions;
import org.melange.job.cli.Console;
import org.melange.job.cli.Sessions;
import org.melange.run.Summary;
import org.melange.spark.io.HadoopFiles;
import org.melange.spark.post.PostFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jobs/bench update}: times of {@code annotate --into} beside {@code annotate --out}. */
@Command(
    name = "update",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpWidth = 110,
    showDefaultValues = true,
    description = {
      "Links posts without a model into a directory, into a new links table, and into the same"
          + " table again,",
      "which finds nothing new. The first round is not counted. The median of the others counts.",
      ""
    })
final class UpdateBench implements Callable<Summary> {

  @Option(
      names = "--posts",
      required = true,
      paramLabel = "PATH",
      description = "Posts in JSON Lines.")
  String posts;

  @Option(names = "--kb", required = true, paramLabel = "DIR", description = "Knowledge base.")
  String kb;

  @Option(names = "--rounds", paramLabel = "R", description = "Rounds, with the first one.")
  int rounds = 4;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Settings, such as run.shard-posts=50000.")
  List<String> set = List.of();

  private final Map<String, List<Double>> seconds = new LinkedHashMap<>();

  @Override
  public Summary call() {
    Settings settings = Settings.load(Optional.empty(), set);
    SparkSession spark = Sessions.withTables("bench update");
    Path directory = StageBench.directory();
    try {
      for (int round = 0; round < rounds; round++) {
        String out = directory.resolve("out-" + round).toString();
        String table = directory.resolve("table-" + round).toString();
        time("out", round, spark, settings, job -> job.setOutput(OutputOptions.of(out)));
        time("into", round, spark, settings, job -> job.setTable(table));
        time("nothing_new", round, spark, settings, job -> job.setTable(table));
        HadoopFiles.delete(out);
        HadoopFiles.delete(table);
      }
    } finally {
      HadoopFiles.delete(directory.toString());
      spark.stop();
    }
    return summary();
  }

  private void time(
      String name,
      int round,
      SparkSession spark,
      Settings settings,
      Consumer<AnnotateJob> destination) {
    AnnotateJob job = new AnnotateJob();
    job.posts = PostOptions.of(posts, PostFormat.JSONL);
    job.linking.kb = kb;
    destination.accept(job);
    Console quiet = new Console(new PrintStream(OutputStream.nullOutputStream()));
    long start = System.nanoTime();
    job.run(spark, settings, quiet);
    double took = (System.nanoTime() - start) / 1e9;
    System.err.printf(Locale.ROOT, "round %d, %s: %.2f s%n", round, name, took);
    if (round > 0 || rounds == 1) {
      seconds.computeIfAbsent(name, key -> new ArrayList<>()).add(took);
    }
  }

  private Summary summary() {
    Map<String, Double> medians =
        seconds.entrySet().stream()
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey,
                    entry -> median(entry.getValue()),
                    (a, b) -> a,
                    LinkedHashMap::new));
    return Summary.empty()
        .with("into_to_out", rounded(medians.get("into") / medians.get("out")))
        .with("nothing_new_to_out", rounded(medians.get("nothing_new") / medians.get("out")))
        .with("seconds", medians)
        .with("rounds", rounds);
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return rounded(
        sorted.size() % 2 == 1
            ? sorted.get(middle)
            : (sorted.get(middle - 1) + sorted.get(middle)) / 2);
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
