package org.melange.spark.store;

import static java.util.stream.Collectors.joining;
import static org.apache.spark.sql.functions.col;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.melange.config.Settings;
import org.melange.spark.kb.KnowledgeBase;
import org.melange.spark.kb.MentionExtractor;
import org.melange.spark.link.MentionLinker;
import org.melange.spark.post.PostFormat;
import org.melange.spark.post.PostInput;
import org.melange.spark.row.Schemas;
import org.melange.testing.LocalSpark;

/**
 * Small updates of real links tables: posts as JSON Lines, linked without a model with a knowledge
 * base of four entities (two of them called Georgia, one Guatemala, one Tbilisi).
 *
 * @param directory for the posts
 * @param overrides settings
 */
public record StoreFixture(Path directory, List<String> overrides) {

  private static final List<String> SETTINGS =
      List.of(
          "run.partitions=2",
          "run.buckets=2",
          "run.shard-posts=2",
          "link.min-confidence=0",
          "quarantine.max-share=1");

  private static Path root;
  private static KnowledgeBase base;

  /** Updates with the settings {@code run.partitions = 2}, two buckets and shards of two posts. */
  public static StoreFixture in(Path directory, String... overrides) {
    return new StoreFixture(
        directory, Stream.concat(SETTINGS.stream(), Arrays.stream(overrides)).toList());
  }

  /** Directory of the knowledge base. */
  public static synchronized String kb() {
    if (base == null) {
      base =
          KnowledgeBase.write(
              LocalSpark.rows(
                  Schemas.ENTITY.toDDL(),
                  List.of(
                      entity("Q230", "Georgia", "country in the Caucasus"),
                      entity("Q1428", "Georgia", "state of the United States of America"),
                      entity("Q774", "Guatemala", "country in Central America"),
                      entity("Q994", "Tbilisi", "capital of a country in the Caucasus"))),
              root().resolve("kb").toString(),
              Map.of());
    }
    return base.directory();
  }

  /** An entity as a line of JSON, without aliases, types and images. */
  public static String entity(String qid, String label, String description, String... redirects) {
    String former = Arrays.stream(redirects).map(r -> '"' + r + '"').collect(joining(","));
    return ("{\"qid\":\"%s\",\"label\":\"%s\",\"description\":\"%s\",\"aliases\":[],\"types\":[],"
            + "\"popularity\":0,\"images\":[],\"redirects\":[%s]}")
        .formatted(qid, label, description, former);
  }

  /** Copies a directory with tables, without leases, which this process holds. */
  public static Path copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(file -> !file.toString().contains("_lease")).toList()) {
        Path copy = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(copy);
        } else {
          Files.copy(file, copy);
        }
      }
    }
    return to;
  }

  /**
   * The name of a links table in an Iceberg catalog of this session, {@code lake.NAMESPACE.links}.
   * The catalog is in a directory that is deleted with the JVM.
   */
  public static synchronized String inLake(String namespace) {
    SparkSession spark = LocalSpark.session();
    spark.conf().set("spark.sql.catalog.lake", "org.apache.iceberg.spark.SparkCatalog");
    spark.conf().set("spark.sql.catalog.lake.type", "hadoop");
    spark.conf().set("spark.sql.catalog.lake.warehouse", root().resolve("lake").toString());
    return "lake." + namespace + ".links";
  }

  static synchronized Path root() {
    if (root == null) {
      try {
        root = Files.createTempDirectory("melange-stores");
      } catch (IOException e) {
        throw new UncheckedIOException("making a directory for stores", e);
      }
      Runtime.getRuntime().addShutdownHook(new Thread(StoreFixture::delete));
    }
    return root;
  }

  private static void delete() {
    try (Stream<Path> files = Files.walk(root)) {
      files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException("deleting " + root, e);
    }
  }

  /** The settings of the updates. */
  public Settings settings() {
    return Settings.load(Optional.empty(), overrides);
  }

  /** A post as a line of JSON. */
  public static String post(String id, String text) {
    return String.format(Locale.ROOT, "{\"post_id\":\"%s\",\"text\":\"%s\"}", id, text);
  }

  /** The deletion of a post as a line of JSON. */
  public static String deleted(String id) {
    return String.format(Locale.ROOT, "{\"post_id\":\"%s\",\"deleted\":true}", id);
  }

  /** A store that is created unless it exists. */
  public LinkStore store(String name) {
    return LinkStore.create(LocalSpark.session(), name, settings().run().buckets());
  }

  /** Posts in a new file of {@link #directory}. */
  public UpdateInput input(String... posts) {
    return files(write(posts).toString());
  }

  /** Posts in files. */
  public UpdateInput files(String path) {
    PostInput input = new PostInput(PostFormat.JSONL, path, 100_000, 2);
    return UpdateInput.of(LocalSpark.session(), input, input.files());
  }

  /** Writes lines of posts to a new file. */
  public Path write(String... posts) {
    try {
      return Files.write(Files.createTempFile(directory, "posts", ".jsonl"), List.of(posts));
    } catch (IOException e) {
      throw new UncheckedIOException("writing posts", e);
    }
  }

  /** An update without a model. */
  public LinkUpdate update(LinkStore store) {
    MentionExtractor extractor = new MentionExtractor().setKb(kb()).setSettings(settings());
    return new LinkUpdate(store, extractor, MentionLinker.lexical(kb(), settings()), settings());
  }

  /** Brings a store up to date with posts, which is created unless it exists. */
  public UpdateResult update(String name, String... posts) {
    return update(store(name)).run(input(posts));
  }

  /** The links without what differs from run to run, one JSON object each, by key. */
  public static List<String> links(LinkStore store) {
    return lines(store.links(), "post_id", "mention_id");
  }

  /** The states of posts without what differs from run to run, one JSON object each, by key. */
  public static List<String> posts(LinkStore store) {
    return lines(store.posts(), "post_id");
  }

  /** The quarantine without what differs from run to run, one JSON object each, by key. */
  public static List<String> quarantine(LinkStore store) {
    return lines(store.quarantine(), "rejection_id");
  }

  private static List<String> lines(Dataset<Row> rows, String... key) {
    Column[] order = Arrays.stream(key).map(name -> col(name)).toArray(Column[]::new);
    Column[] columns =
        Arrays.stream(rows.columns())
            .filter(name -> !List.of("run_id", "linked_at", "updated_at").contains(name))
            .sorted()
            .map(name -> col(name))
            .toArray(Column[]::new);
    return rows.orderBy(order).select(columns).toJSON().collectAsList();
  }
}
