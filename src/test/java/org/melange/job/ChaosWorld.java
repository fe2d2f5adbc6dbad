package org.melange.job;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.melange.run.Manifest;
import org.melange.sample.SampleDataSet;
import org.melange.testing.LocalSpark;

/**
 * The small world and a labelled data set for it, as inputs of jobs that run as processes, and what
 * two outputs of one job must have in common.
 */
final class ChaosWorld {

  private static final long SEED = 7;
  private static final String CALIBRATED = "calibrated-model";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path dir;
  private final SmallWorld world = SmallWorld.get();

  /**
   * @param dir where outputs go
   */
  ChaosWorld(Path dir) {
    this.dir = dir;
    LocalSpark.session().stop();
    try {
      SampleDataSet.write(dir.resolve("dataset"), SEED, new SampleDataSet.Sizes(40, 20, 20));
      SmallWorld.copy(world.model(), dir.resolve(CALIBRATED));
    } catch (IOException e) {
      throw new UncheckedIOException("writing the data set", e);
    }
  }

  /** The small world of this JVM. */
  SmallWorld world() {
    return world;
  }

  /** Where an output lies. */
  Path at(String name) {
    return dir.resolve(name);
  }

  /** The command line of a job that writes to {@code out}. */
  List<String> command(String job, String out, String... arguments) {
    List<String> command = new ArrayList<>(List.of("jobs/" + job));
    command.addAll(List.of(arguments));
    command.addAll(List.of("--out", dir.resolve(out).toString(), "--driver-memory", "2g"));
    command.addAll(List.of("--conf", "spark.ui.enabled=false", "--set", "run.partitions=4"));
    return command;
  }

  /** The command line of each job, with inputs of this world. */
  List<String> usual(String job, String out) {
    String kb = world.kb();
    String model = world.model();
    String table = world.table();
    String dataset = dir.resolve("dataset").toString();
    return switch (job) {
      case "import-kb" ->
          command(
              job, out, "--from", "jsonl", "--in", world.sample().resolve("kb.jsonl").toString());
      case "init-model" ->
          command(
              job,
              out,
              "--shape",
              SmallWorld.SHAPE.toString(),
              "--kb",
              kb,
              "--posts",
              world.posts().toString(),
              "--set",
              "quarantine.max-share=0.5");
      case "embed-kb" ->
          command(job, out, "--kb", kb, "--model", model, "--set", "run.range-entities=1");
      case "annotate" ->
          command(
              job,
              out,
              "--posts",
              world.posts().toString(),
              "--kb",
              kb,
              "--model",
              model,
              "--table",
              table,
              "--allow-untrained",
              "--set",
              "quarantine.max-share=0.5");
      case "train" ->
          command(
              job,
              out,
              "--dataset",
              dataset,
              "--kb",
              kb,
              "--model",
              model,
              "--set",
              "train.epochs=4",
              "--set",
              "train.batch-size=8");
      case "calibrate" ->
          command(
              job,
              out,
              "--dataset",
              dataset,
              "--split",
              "dev",
              "--kb",
              kb,
              "--model",
              at(CALIBRATED).toString(),
              "--table",
              table);
      case "evaluate" ->
          command(
              job,
              out,
              "--dataset",
              dataset,
              "--split",
              "dev",
              "--kb",
              kb,
              "--model",
              model,
              "--table",
              table);
      default -> throw new IllegalArgumentException(job);
    };
  }

  /** What must be equal in two outputs of one job, as text. */
  String content(String job, String out) {
    return switch (job) {
      case "annotate" -> String.join("\n", rows(out + "/links", "run_id", "linked_at"));
      case "evaluate" -> String.join("\n", rows(out + "/ranks"));
      case "calibrate" -> read(at(CALIBRATED).resolve("calibration.json"));
      default -> version(dir.resolve(out));
    };
  }

  private static String version(Path output) {
    try {
      return JSON.readTree(output.resolve(Manifest.FILE).toFile()).path("version").asText();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> rows(String output, String... without) {
    return LocalSpark.session()
        .read()
        .parquet(dir.resolve(output).toString())
        .drop(without)
        .toJSON()
        .collectAsList()
        .stream()
        .sorted()
        .toList();
  }

  /** Files and directories left in an output that no finished output holds. */
  List<String> leftovers(String out) {
    try (Stream<Path> files = Files.walk(dir.resolve(out))) {
      return files
          .map(file -> dir.resolve(out).relativize(file).toString())
          .filter(file -> file.matches(".*(_temporary|_draft|\\.tmp|\\.inprogress).*"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
