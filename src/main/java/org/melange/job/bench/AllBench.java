package org.melange.job.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.melange.job.cli.Console;
import org.melange.run.JobException;
import org.melange.run.Summary;
import org.melange.spark.io.TempDirectories;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code jobs/bench all}: several benches with what they are compared with, in turns. */
@Command(
    name = "all",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    usageHelpWidth = 110,
    showDefaultValues = true,
    description = {
      "Runs the benches of scorer, CLIP, decoding and training in turns, several rounds each,"
          + " beside Pillow and PyTorch where Python has them.",
      ""
    })
final class AllBench implements Callable<Summary> {

  private static final int IMAGES = 16;
  private static final String RATE = "items_per_second";

  @Option(names = "--json", paramLabel = "FILE", description = "Also write the results here.")
  Path json;

  @Option(names = "--rounds", paramLabel = "N", description = "Runs of each bench.")
  int rounds = 5;

  @Option(names = "--seconds", paramLabel = "S", description = "How long each run measures.")
  double seconds = 6;

  @Option(names = "--threads", paramLabel = "T", description = "Threads of a CPU.")
  int threads = 2;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "BENCH",
      description = "Only these (default: all).")
  List<String> only = List.of();

  @Option(names = "--python", paramLabel = "COMMAND", description = "Python for comparison.")
  String python = "python3";

  /**
   * A bench.
   *
   * @param name of the result
   * @param command its subcommand, with options
   * @param metrics the numbers that are kept
   * @param anchor what it is compared with
   * @param compared the metric that is divided by the anchor's rate
   * @param ratio the name of the quotient
   */
  private record Part(
      String name,
      List<String> command,
      List<String> metrics,
      Optional<PythonAnchor> anchor,
      String compared,
      String ratio) {

    Part(String name, List<String> metrics, String... command) {
      this(name, List.of(command), metrics, Optional.empty(), "", "");
    }

    Part beside(PythonAnchor other, String metric, String quotient) {
      return new Part(name, command, metrics, Optional.of(other), metric, quotient);
    }
  }

  @Override
  public Summary call() {
    if (rounds < 1) {
      throw JobException.usage("--rounds must be at least 1");
    }
    Path images = temporary();
    try {
      writeImages(images);
      return measured(chosen(parts(images)));
    } finally {
      TempDirectories.delete(images);
    }
  }

  private Summary measured(List<Part> parts) {
    Console console = new Console(System.err);
    Set<String> versions = new LinkedHashSet<>();
    List<Part> compared = parts.stream().map(part -> withoutMissing(part, console)).toList();
    Map<String, Map<String, List<Double>>> values = new LinkedHashMap<>();
    for (int round = 1; round <= rounds; round++) {
      for (Part part : compared) {
        Map<String, List<Double>> of =
            values.computeIfAbsent(part.name(), name -> new LinkedHashMap<>());
        console.step(
            String.format(Locale.ROOT, "%s, round %d of %d", part.name(), round, rounds),
            () -> {
              measure(part, versions)
                  .forEach(
                      (metric, value) ->
                          of.computeIfAbsent(metric, name -> new ArrayList<>()).add(value));
              return null;
            });
      }
    }
    Summary summary =
        Summary.empty()
            .with("machine", Machine.facts())
            .with("compared_with", List.copyOf(versions))
            .with("rounds", rounds)
            .with("threads", threads)
            .with("benches", spreads(values));
    show(console, values);
    if (json != null) {
      write(json, summary);
    }
    return summary;
  }

  private List<Part> parts(Path images) {
    String t = String.valueOf(threads);
    String s = String.valueOf(seconds);
    List<String> scorer = List.of("pairs_per_second", "share_of_peak", "share_of_gemm");
    return List.of(
        clip("image", "32", "0"),
        clip("text", "64", "50"),
        new Part(
                "decode",
                List.of("items_per_second_per_thread"),
                "decode",
                "--images",
                images.toString(),
                "--seconds",
                s)
            .beside(
                new PythonAnchor("PIL", "pillow.py", List.of(images.toString(), s)),
                "items_per_second_per_thread",
                "against_pillow"),
        new Part(
            "train",
            List.of("examples_per_second", "share_of_limit"),
            "train",
            "--steps",
            "15",
            "--threads",
            t),
        new Part(
            "train-token",
            List.of("examples_per_second", "share_of_limit"),
            "train",
            "--gate",
            "token",
            "--steps",
            "3",
            "--threads",
            t),
        new Part(
            "score",
            scorer,
            "score",
            "--exhaustive",
            "--entities",
            "20000",
            "--seconds",
            s,
            "--threads",
            t),
        new Part(
            "score-token",
            scorer,
            "score",
            "--gate",
            "token",
            "--exhaustive",
            "--entities",
            "1000",
            "--seconds",
            s,
            "--threads",
            t));
  }

  private Part clip(String tower, String batch, String tokens) {
    String t = String.valueOf(threads);
    String s = String.valueOf(seconds);
    return new Part(
            "clip-" + tower,
            List.of(RATE, "gemm_share"),
            "clip-" + tower,
            "--batch",
            batch,
            "--seconds",
            s,
            "--threads",
            t)
        .beside(
            new PythonAnchor("torch", "pytorch.py", List.of(tower, batch, tokens, t, s)),
            RATE,
            "against_pytorch");
  }

  private List<Part> chosen(List<Part> parts) {
    List<String> names = parts.stream().map(Part::name).toList();
    only.stream()
        .filter(name -> !names.contains(name))
        .findFirst()
        .ifPresent(
            name -> {
              throw JobException.usage(
                  "no bench '" + name + "': there are " + String.join(", ", names));
            });
    return parts.stream().filter(part -> only.isEmpty() || only.contains(part.name())).toList();
  }

  /** Removes the comparison if Python lacks the library. */
  private Part withoutMissing(Part part, Console console) {
    if (part.anchor().isEmpty() || part.anchor().get().available(python)) {
      return part;
    }
    console.line(
        part.name()
            + ": not compared, because "
            + python
            + " has no "
            + part.anchor().get().library());
    return new Part(part.name(), part.metrics(), part.command().toArray(String[]::new));
  }

  private Map<String, Double> measure(Part part, Set<String> versions) {
    Map<String, Object> result = run(part.command()).values();
    Map<String, Double> values = new LinkedHashMap<>();
    part.metrics().forEach(name -> values.put(name, ((Number) result.get(name)).doubleValue()));
    part.anchor()
        .map(anchor -> anchor.measure(python))
        .ifPresent(
            other -> {
              versions.add(other.version());
              values.put(part.ratio(), values.get(part.compared()) / other.itemsPerSecond());
            });
    return values;
  }

  private static Summary run(List<String> command) {
    CommandLine bench = new CommandLine(new BenchJob()).setCaseInsensitiveEnumValuesAllowed(true);
    List<CommandLine> chain = bench.parseArgs(command.toArray(String[]::new)).asCommandLineList();
    try {
      return (Summary) ((Callable<?>) chain.get(chain.size() - 1).getCommand()).call();
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, Map<String, Map<String, Double>>> spreads(
      Map<String, Map<String, List<Double>>> values) {
    Map<String, Map<String, Map<String, Double>>> all = new LinkedHashMap<>();
    values.forEach(
        (part, metrics) -> {
          Map<String, Map<String, Double>> spreads = new LinkedHashMap<>();
          metrics.forEach((metric, of) -> spreads.put(metric, spread(of).values()));
          all.put(part, spreads);
        });
    return all;
  }

  private static Spread spread(List<Double> values) {
    return Spread.of(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static void show(Console console, Map<String, Map<String, List<Double>>> values) {
    values.forEach(
        (part, metrics) -> {
          Map<String, Object> rows = new LinkedHashMap<>();
          metrics.forEach(
              (metric, of) -> {
                Map<String, Double> spread = spread(of).values();
                rows.put(
                    metric.replace('_', ' '),
                    spread.get("median")
                        + " ("
                        + spread.get("low")
                        + " to "
                        + spread.get("high")
                        + ")");
              });
          console.table(part, rows);
        });
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("melange-bench-");
    } catch (IOException e) {
      throw new UncheckedIOException("creating a temporary directory", e);
    }
  }

  private static void writeImages(Path directory) {
    LongStream.range(0, IMAGES)
        .forEach(seed -> write(directory.resolve(seed + ".jpg"), BenchImages.jpeg(640, 480, seed)));
  }

  private static void write(Path file, Summary summary) {
    try {
      write(
          file,
          new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(summary.values()));
    } catch (IOException e) {
      throw new UncheckedIOException("writing " + file, e);
    }
  }

  private static void write(Path file, byte[] content) {
    try {
      Files.write(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException("writing " + file, e);
    }
  }
}
