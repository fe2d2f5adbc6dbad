package org.melange.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.melange.job.cli.Job;
import org.melange.run.Summary;
import org.melange.spark.store.LinkStore;
import org.melange.testing.LocalSpark;

/**
 * For random edits of a knowledge base, a backfill gives the links that linking everything anew
 * gives, and links no mention whose inputs are the same.
 */
class BackfillOracleTest {

  private static final int WORLDS = Integer.getInteger("melange.backfill.worlds", 100);
  private static final long SEED = Long.getLong("melange.backfill.seed", 43);
  private static final List<String> OF_RUN = List.of("run_id", "linked_at", "kb_version");

  @TempDir private static Path dir;

  private static BackfillWorlds worlds;

  @BeforeAll
  static void makeWorlds() throws IOException {
    SmallWorld small = SmallWorld.get();
    List<String> images = new ArrayList<>();
    try (Stream<Path> files = Files.walk(small.sample())) {
      for (Path file :
          files.filter(f -> f.toString().endsWith(".png")).sorted().limit(6).toList()) {
        Files.copy(file, dir.resolve(file.getFileName()));
        images.add(file.getFileName().toString());
      }
    }
    assertThat(images).isNotEmpty();
    worlds = new BackfillWorlds(dir, WORLDS, SEED, images);
    importKb(worlds.before(), "kb-a");
    importKb(worlds.after(), "kb-b");
    embed("kb-a", "table-a");
    embed("kb-b", "table-b", "--previous", dir.resolve("table-a").toString());
  }

  private static void importKb(Path entities, String name) {
    SmallWorld.run(
        new ImportKbJob(), "--from", "jsonl", "--in", entities.toString(), "--out", at(name));
  }

  private static void embed(String kb, String table, String... more) {
    List<String> args =
        new ArrayList<>(
            List.of("--kb", at(kb), "--model", SmallWorld.get().model(), "--out", at(table)));
    args.addAll(List.of(more));
    SmallWorld.run(new EmbedKbJob(), args.toArray(String[]::new));
  }

  private static String at(String name) {
    return dir.resolve(name).toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"words", "names"})
  void aBackfillEqualsLinkingAnew(String mode) {
    compare(mode);
  }

  @ParameterizedTest
  @ValueSource(strings = {"all", "hybrid"})
  @Tag("slow")
  void whereEveryEntityIsACandidateItDoes(String mode) {
    compare(mode);
  }

  private static void compare(String mode) {
    String table = at("links-" + mode);
    annotate(mode, "a", table);
    Map<String, Row> before = links(table);
    Summary done = backfill(mode, table);
    Map<String, Row> after = links(table);
    String fresh = at("fresh-" + mode);
    annotate(mode, "b", fresh);
    Map<String, Row> anew = links(fresh);

    assertThat(after.keySet()).isEqualTo(anew.keySet());
    anew.forEach((key, row) -> assertSame(key, after.get(key), row));
    assertThat(posts(table)).isEqualTo(posts(fresh));

    Set<String> written = new HashSet<>();
    after.forEach(
        (key, row) -> {
          if (!row.equals(before.get(key))) {
            written.add(key);
          }
        });
    Set<String> differing = new HashSet<>();
    anew.forEach(
        (key, row) -> {
          Row old = before.get(key);
          boolean same = old != null && content(old).equals(content(row));
          if (!same) {
            differing.add(key);
          }
        });
    if (mode.equals("names")) {
      assertThat(written).isEqualTo(differing); // input_key is part of the content
      assertThat(count(done, "mentions_relinked")).isPositive().isLessThan(before.size() / 2);
      assertThat(count(done, "verified")).isPositive();
    }

    Summary again = backfill(mode, table);
    assertThat(count(again, "posts_compared")).isZero();
    assertThat(again.values().get("table_version")).isEqualTo(done.values().get("table_version"));
  }

  private static List<Object> content(Row row) {
    List<Object> values = new ArrayList<>();
    for (String name : row.schema().fieldNames()) {
      if (!OF_RUN.contains(name)) {
        values.add(row.getAs(name));
      }
    }
    return values;
  }

  private static void assertSame(String key, Row actual, Row expected) {
    for (String name : expected.schema().fieldNames()) {
      if (!OF_RUN.contains(name)) {
        assertNear(key + " " + name, actual.getAs(name), expected.getAs(name));
      }
    }
  }

  private static void assertNear(String what, Object actual, Object expected) {
    if (expected instanceof Number number && actual instanceof Number other) {
      double value = number.doubleValue();
      assertThat(other.doubleValue())
          .as(what)
          .isCloseTo(value, within(1e-5 * Math.max(1, Math.abs(value))));
    } else if (expected instanceof scala.collection.Seq<?> list
        && actual instanceof scala.collection.Seq<?> other) {
      assertThat(other.size()).as(what).isEqualTo(list.size());
      for (int i = 0; i < list.size(); i++) {
        assertNear(what + " " + i, other.apply(i), list.apply(i));
      }
    } else if (expected instanceof Row row && actual instanceof Row other) {
      for (int i = 0; i < row.length(); i++) {
        assertNear(what + " " + i, other.get(i), row.get(i));
      }
    } else {
      assertThat(actual).as(what).isEqualTo(expected);
    }
  }

  private static Map<String, Row> links(String table) {
    Map<String, Row> links = new TreeMap<>();
    for (Row row : LinkStore.open(LocalSpark.session(), table).links().collectAsList()) {
      links.put(row.getAs("post_id") + " " + row.getAs("mention_id"), row);
    }
    return links;
  }

  private static List<String> posts(String table) {
    return LinkStore.open(LocalSpark.session(), table)
        .posts()
        .drop("run_id", "updated_at")
        .orderBy("post_id")
        .toJSON()
        .collectAsList();
  }

  private static void annotate(String mode, String version, String table) {
    run(new AnnotateJob(), mode, version, table, "--posts", worlds.posts().toString());
  }

  private static Summary backfill(String mode, String table) {
    List<String> previous = new ArrayList<>(List.of("--previous", at("kb-a")));
    if (!mode.equals("words")) {
      previous.addAll(List.of("--previous-table", at("table-a")));
    }
    return run(new BackfillJob(), mode, "b", table, previous.toArray(String[]::new));
  }

  private static Summary run(Job job, String mode, String version, String table, String... more) {
    List<String> args = new ArrayList<>(List.of("--into", table, "--kb", at("kb-" + version)));
    args.addAll(List.of(more));
    List<String> settings =
        new ArrayList<>(
            List.of("run.partitions=2", "run.buckets=2", "link.top-k=3", "backfill.max-churn=1"));
    if (!mode.equals("words")) {
      args.addAll(List.of("--table", at("table-" + version)));
      args.addAll(List.of("--model", SmallWorld.get().model(), "--allow-untrained"));
      settings.add("link.candidates=" + mode);
    }
    return SmallWorld.run(settings, job, args.toArray(String[]::new));
  }

  private static long count(Summary summary, String key) {
    return ((Number) summary.values().get(key)).longValue();
  }
}
