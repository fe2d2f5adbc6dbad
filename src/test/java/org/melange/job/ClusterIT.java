package org.melange.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.melange.testing.LocalSpark;

/**
 * The promise: the same post gets the same link, whatever the number of cores, the order and
 * division of the input, the size of batches, and the machine that a task runs on.
 */
class ClusterIT {

  private static final float TOLERANCE = 1e-5f;

  @TempDir private static Path dir;
  private static SmallWorld world;
  private static List<String> posts;
  private static Map<String, Link> expected;

  @BeforeAll
  static void linkOnOneCore() throws IOException {
    world = SmallWorld.get();
    LocalSpark.session().stop();
    posts = posts();
    expected = annotate(inFiles("one-file", posts, 1), "one", "--master", "local[1]");
    assertThat(expected).hasSizeGreaterThan(30);
    assertThat(expected.values()).anyMatch(link -> link.qid == null);
    assertThat(expected.values()).filteredOn(link -> link.qid != null).hasSizeGreaterThan(25);
  }

  @Test
  void twoCoresOtherBatchesAndAShuffledInputGiveTheSameLinks() throws IOException {
    assertSame(
        annotate(
            inFiles("three-files", shuffled(), 3),
            "two",
            "--master",
            "local[2]",
            "--set",
            "features.batch-size=7",
            "--set",
            "run.partitions=5"));
  }

  @Test
  @Tag("slow")
  void aClusterOfTwoWorkersGivesTheSameLinks() throws IOException {
    try (Cluster cluster = Cluster.start()) {
      assertSame(
          annotate(
              inFiles("two-files", posts, 2),
              "cluster",
              "--master",
              cluster.url(),
              "--set",
              "features.batch-size=5",
              "--conf",
              "spark.driver.host=127.0.0.1",
              "--conf",
              "spark.driver.bindAddress=127.0.0.1",
              "--conf",
              "spark.executor.memory=1g"));
      assertThat(cluster.executors()).isGreaterThanOrEqualTo(2);
    }
  }

  /** Those of the sample, and one that no entity fits. */
  private static List<String> posts() throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(world.posts()));
    lines.add(
        "{\"post_id\": \"nobody\", \"text\": \"zzzzqqqq\", \"mentions\": [{\"text\":"
            + " \"zzzzqqqq\"}]}");
    return lines;
  }

  private static List<String> shuffled() {
    List<String> lines = new ArrayList<>(posts);
    Collections.shuffle(lines, new Random(11));
    return lines;
  }

  private static Path inFiles(String name, List<String> lines, int files) throws IOException {
    Path folder = Files.createDirectories(dir.resolve(name));
    for (int i = 0; i < files; i++) {
      int from = i * lines.size() / files;
      int to = (i + 1) * lines.size() / files;
      Files.write(folder.resolve(i + ".jsonl"), lines.subList(from, to));
    }
    return folder;
  }

  private static Map<String, Link> annotate(Path input, String name, String... more) {
    Path out = dir.resolve(name);
    List<String> command =
        new ArrayList<>(
            List.of(
                "jobs/annotate",
                "--posts",
                input.toString(),
                "--kb",
                world.kb(),
                "--table",
                world.table(),
                "--model",
                world.model(),
                "--out",
                out.toString(),
                "--allow-untrained",
                "--driver-memory",
                "1g",
                "--conf",
                "spark.ui.enabled=false",
                "--set",
                "quarantine.max-share=0.2",
                "--set",
                "posts.images-root=" + world.sample()));
    command.addAll(Arrays.asList(more));
    Command run = Command.run(Path.of("").toAbsolutePath(), command.toArray(String[]::new));
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.summary().get("mentions_quarantined").asInt()).isEqualTo(2);
    return links(out);
  }

  private static Map<String, Link> links(Path out) {
    Map<String, Link> links = new TreeMap<>();
    for (Row row : LocalSpark.session().read().parquet(out + "/links").collectAsList()) {
      String key = row.getAs("post_id") + " " + row.getAs("mention_id");
      List<String> candidates = new ArrayList<>();
      List<Float> scores = new ArrayList<>();
      for (Object candidate : row.getList(row.fieldIndex("candidates"))) {
        candidates.add(((Row) candidate).getAs("qid"));
        scores.add(((Row) candidate).getAs("score"));
      }
      Link link = new Link(row.getAs("qid"), row.getAs("image_status"), candidates, scores);
      assertThat(links.put(key, link)).isNull();
    }
    return links;
  }

  private static void assertSame(Map<String, Link> links) {
    assertThat(links.keySet()).isEqualTo(expected.keySet());
    links.forEach(
        (mention, link) -> {
          Link other = expected.get(mention);
          assertThat(link.qid).as(mention).isEqualTo(other.qid);
          assertThat(link.imageStatus).as(mention).isEqualTo(other.imageStatus);
          assertThat(link.candidates).as(mention).isEqualTo(other.candidates);
          for (int i = 0; i < link.scores.size(); i++) {
            assertThat(link.scores.get(i))
                .as(mention)
                .isCloseTo(other.scores.get(i), within(TOLERANCE));
          }
        });
  }

  /** What must not differ. */
  private record Link(
      String qid, String imageStatus, List<String> candidates, List<Float> scores) {}

  /** A master and two workers, each a process, from the jars of this build. */
  private record Cluster(String url) implements AutoCloseable {

    private static final Path HERE = Path.of("").toAbsolutePath();

    static Cluster start() throws IOException {
      String port;
      try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
        // The web pages' ports lie a thousand above.
        port = String.valueOf(Math.min(free.getLocalPort(), 60_000));
      }
      Command start =
          Command.run(
              HERE,
              "deploy/standalone.sh",
              "start",
              "--workers",
              "2",
              "--memory",
              "1g",
              "--port",
              port);
      if (start.code() != 0) {
        Command.run(HERE, "deploy/standalone.sh", "stop");
      }
      assertThat(start.code()).as(start.err()).isZero();
      return new Cluster(start.out().get(start.out().size() - 1));
    }

    /** How many executors the workers started. */
    long executors() throws IOException {
      long executors = 0;
      for (int worker = 1; worker <= 2; worker++) {
        Path log = HERE.resolve("target/standalone/worker-" + worker + ".log");
        executors +=
            Files.readString(log)
                .lines()
                .filter(line -> line.contains("Asked to launch executor"))
                .count();
      }
      return executors;
    }

    @Override
    public void close() {
      Command stop = Command.run(HERE, "deploy/standalone.sh", "stop");
      assertThat(stop.code()).as(stop.err()).isZero();
    }
  }
}
