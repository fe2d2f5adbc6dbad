package org.melange.job;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.melange.config.Settings;
import org.melange.job.cli.Console;
import org.melange.job.cli.Job;
import org.melange.link.model.InputPreparation;
import org.melange.link.model.ModelConfig;
import org.melange.run.FileListing;
import org.melange.run.Manifest;
import org.melange.run.Sha256;
import org.melange.run.Summary;
import org.melange.sample.SampleCorpus;
import org.melange.sample.SampleOptions;
import org.melange.testing.LocalSpark;
import picocli.CommandLine;

/**
 * A sample of forty posts, its knowledge base, a tiny untrained model and the entity table, made by
 * the jobs themselves once in a JVM. Not to be changed: tests that damage something take a {@link
 * #copy}.
 */
public final class SmallWorld {

  /** The shape of the tiny model. */
  public static final Path SHAPE = Path.of("src/test/resources/models/tiny.json");

  private static SmallWorld world;

  private final Path root;

  private SmallWorld(Path root) {
    this.root = root;
  }

  /** The world of this JVM. */
  public static synchronized SmallWorld get() {
    if (world == null) {
      try {
        Path root = Files.createTempDirectory("melange-world");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(root)));
        world = new SmallWorld(root).make();
      } catch (IOException e) {
        throw new UncheckedIOException("making the small world", e);
      }
    }
    return world;
  }

  /** Where everything lies. */
  public Path root() {
    return root;
  }

  /** The folder of the sample: posts, entities and images. */
  public Path sample() {
    return root.resolve("sample");
  }

  /** The posts, some of them broken on purpose. */
  public Path posts() {
    return sample().resolve(SampleCorpus.POSTS);
  }

  /** The knowledge base. */
  public String kb() {
    return root.resolve("kb").toString();
  }

  /** The model. */
  public String model() {
    return root.resolve("model").toString();
  }

  /** The entity table. */
  public String table() {
    return root.resolve("table").toString();
  }

  /** A copy of one of the folders at {@code to}. */
  public static Path copy(String folder, Path to) throws IOException {
    Path from = Path.of(folder);
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
    return to;
  }

  /** A copy at {@code to} of a model, whose inputs are prepared otherwise. */
  public static String prepared(String model, InputPreparation preparation, Path to)
      throws IOException {
    copy(model, to);
    Path file = to.resolve("config.json");
    ModelConfig config = ModelConfig.parse(Files.readString(file)).withPreparation(preparation);
    Files.writeString(file, config.toJson());
    Manifest was = Manifest.parse(Files.readString(to.resolve(Manifest.FILE)), model, "model");
    FileListing files = FileListing.of(to, was.requireFiles(model).paths());
    String version = Sha256.of(files.sums().toString()).substring(0, 16);
    Files.writeString(
        to.resolve(Manifest.FILE),
        new Manifest(was.kind(), version, was.facts()).listing(files).toJson());
    return to.toString();
  }

  private SmallWorld make() throws IOException {
    SampleCorpus.write(sample(), SampleOptions.defaults().withPosts(40));
    run(
        new ImportKbJob(),
        "--from",
        "jsonl",
        "--in",
        sample().resolve(SampleCorpus.KB).toString(),
        "--out",
        kb());
    run(
        new InitModelJob(),
        "--shape",
        SHAPE.toString(),
        "--kb",
        kb(),
        "--posts",
        posts().toString(),
        "--out",
        model());
    run(new EmbedKbJob(), "--kb", kb(), "--model", model(), "--out", table());
    return this;
  }

  /** As a process would, but on the session that is there and stays. */
  public static Summary run(Job job, String... args) {
    return run(List.of("run.partitions=4", "quarantine.max-share=0.2"), job, args);
  }

  static Summary run(List<String> overrides, Job job, String... args) {
    new CommandLine(job).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(args);
    job.check();
    Settings settings = Settings.load(Optional.empty(), overrides);
    return job.run(LocalSpark.session(), settings, new Console(System.err));
  }

  private static void delete(Path root) {
    try (Stream<Path> files = Files.walk(root)) {
      files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException("deleting " + root, e);
    }
  }
}
